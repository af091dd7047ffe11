/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-recent-list.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/sight-link-reading.h"

struct _SightRecentList
{
  GtkWidget     parent_instance;

  SightRecents *recents;

  GtkListBox   *list;
};

G_DEFINE_FINAL_TYPE (SightRecentList, sight_recent_list, GTK_TYPE_WIDGET)

static void
update_visible (SightRecentList *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), self->recents != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->recents)) > 0);
}

static SightRecent *
find_recent (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "sight-recent");
}

static void
on_row_activated (SightRecentList *self,
                  GtkListBoxRow   *row)
{
  SightRecent *recent = find_recent (GTK_WIDGET (row));
  g_autofree char *text = sight_room_link_to_string (sight_recent_get_link (recent));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-link", "s", text);
}

static void
on_remove_clicked (SightRecentList *self,
                   GtkButton       *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);

  sight_recents_remove (self->recents, find_recent (row));
}

static void
on_clear (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  sight_recents_clear (SIGHT_RECENT_LIST (widget)->recents);
}

static GtkWidget *
make_remove_button (SightRecentList *self,
                    const char      *title)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-delete-symbolic");
  /* Translators: %s is who was in a call */
  g_autofree char *label = g_strdup_printf (_("Remove “%s”"), title);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_clicked), self, G_CONNECT_SWAPPED);

  return button;
}

static char *
describe (SightRecent *recent)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *when = sight_recent_when_to_text (sight_recent_get_when (recent), now);
  g_autofree char *host = sight_link_reading_to_host (sight_recent_get_link (recent));

  return g_strdup_printf ("%s · %s", when, host);
}

static GtkWidget *
make_row (gpointer item,
          gpointer user_data)
{
  SightRecent *recent = item;
  g_autofree char *title = sight_recent_dup_title (recent);
  g_autofree char *subtitle = describe (recent);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "title", title,
                                 "title-lines", 1,
                                 "subtitle", subtitle,
                                 "subtitle-lines", 1,
                                 "use-markup", FALSE,
                                 "activatable", TRUE,
                                 NULL);

  g_object_set_data_full (G_OBJECT (row), "sight-recent", g_object_ref (recent), g_object_unref);
  g_object_bind_property (recent, "title", row, "title", G_BINDING_DEFAULT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_remove_button (user_data, title));

  return row;
}

static void
sight_recent_list_dispose (GObject *object)
{
  SightRecentList *self = SIGHT_RECENT_LIST (object);
  GtkWidget *child;

  sight_recent_list_set_recents (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sight_recent_list_parent_class)->dispose (object);
}

static void
sight_recent_list_class_init (SightRecentListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_recent_list_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-recent-list.ui");
  gtk_widget_class_bind_template_child (widget_class, SightRecentList, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);

  gtk_widget_class_install_action (widget_class, "recents.clear", NULL, on_clear);
}

static void
sight_recent_list_init (SightRecentList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_visible (self);
}

void
sight_recent_list_set_recents (SightRecentList *self,
                               SightRecents    *recents)
{
  if (self->recents == recents)
    return;

  if (self->recents != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->recents, update_visible, self);
      gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
    }
  g_set_object (&self->recents, recents);
  if (recents != NULL)
    {
      g_signal_connect_object (recents, "items-changed", G_CALLBACK (update_visible), self, G_CONNECT_SWAPPED);
      gtk_list_box_bind_model (self->list, G_LIST_MODEL (recents), make_row, self, NULL);
    }
  update_visible (self);
}
