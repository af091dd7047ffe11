/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-reaction-picker.h"

#include <glib/gi18n.h>

#include "protocol/sight-reaction.h"

#define COLUMNS 4

struct _SightReactionPicker
{
  GtkPopover  parent_instance;

  GtkWidget  *grid;
};

G_DEFINE_FINAL_TYPE (SightReactionPicker, sight_reaction_picker, GTK_TYPE_POPOVER)

static const struct
{
  guint            key;
  GtkDirectionType direction;
} arrows[] = {
  { GDK_KEY_Left, GTK_DIR_LEFT },
  { GDK_KEY_Right, GTK_DIR_RIGHT },
  { GDK_KEY_Up, GTK_DIR_UP },
  { GDK_KEY_Down, GTK_DIR_DOWN },
};

static void
add_button (SightReactionPicker *self,
            SightReaction        reaction)
{
  const char *name = _(sight_reaction_get_name (reaction));
  GtkWidget *button = gtk_button_new_with_label (sight_reaction_get_text (reaction));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "call.react");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", sight_reaction_to_word (reaction));
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "reaction-choice");
  g_signal_connect_object (button, "clicked", G_CALLBACK (gtk_popover_popdown), self, G_CONNECT_SWAPPED);
  gtk_grid_attach (GTK_GRID (self->grid), button, (reaction - 1) % COLUMNS, (reaction - 1) / COLUMNS, 1, 1);
}

static void
sight_reaction_picker_class_init (SightReactionPickerClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    gtk_widget_class_add_binding_signal (GTK_WIDGET_CLASS (klass), arrows[i].key, 0,
                                         "move-focus", "(i)", arrows[i].direction);
}

static void
sight_reaction_picker_init (SightReactionPicker *self)
{
  self->grid = gtk_grid_new ();
  for (guint i = 1; i < SIGHT_N_REACTIONS; i++)
    add_button (self, i);
  gtk_popover_set_child (GTK_POPOVER (self), self->grid);
}

GMenuModel *
sight_reaction_picker_make_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 1; i < SIGHT_N_REACTIONS; i++)
    {
      g_autofree char *label = g_strdup_printf ("%s %s", sight_reaction_get_text (i), _(sight_reaction_get_name (i)));
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "call.react", "s", sight_reaction_to_word (i));
      g_menu_append_item (menu, item);
    }

  return G_MENU_MODEL (menu);
}
