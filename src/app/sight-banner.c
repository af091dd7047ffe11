/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-banner.h"

#include "app/sight-wrap-layout.h"

struct _SightBanner
{
  GtkWidget    parent_instance;

  GtkRevealer *revealer;
  GtkBox      *box;
  GtkImage    *icon;
  GtkLabel    *label;
  GtkBox      *buttons;
  guint        n_buttons;
};

enum
{
  ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightBanner, sight_banner, GTK_TYPE_WIDGET)

static const char *const classes[] = { "info", "warning", "error" };

static void
sight_banner_dispose (GObject *object)
{
  SightBanner *self = SIGHT_BANNER (object);

  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->revealer));
  self->revealer = NULL;

  G_OBJECT_CLASS (sight_banner_parent_class)->dispose (object);
}

static void
sight_banner_class_init (SightBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_banner_dispose;

  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  g_type_ensure (SIGHT_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "callbanner");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, SightBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, SightBanner, box);
  gtk_widget_class_bind_template_child (widget_class, SightBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, SightBanner, label);
  gtk_widget_class_bind_template_child (widget_class, SightBanner, buttons);
}

static void
sight_banner_init (SightBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sight_banner_new (SightBannerKind  kind,
                  const char      *icon_name)
{
  SightBanner *self = g_object_new (SIGHT_TYPE_BANNER, NULL);

  gtk_widget_add_css_class (GTK_WIDGET (self), classes[kind]);
  gtk_image_set_from_icon_name (self->icon, icon_name);

  return GTK_WIDGET (self);
}

/* The words stay while it goes away. */
void
sight_banner_set_text (SightBanner *self,
                       const char  *text)
{
  gboolean is_shown = text != NULL;

  if (is_shown && g_strcmp0 (gtk_label_get_text (self->label), text) != 0)
    {
      gtk_label_set_text (self->label, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    }
  if (gtk_revealer_get_reveal_child (self->revealer) != is_shown)
    {
      gtk_revealer_set_reveal_child (self->revealer, is_shown);
      gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_HIDDEN, !is_shown, -1);
    }
}

const char *
sight_banner_get_text (SightBanner *self)
{
  return gtk_revealer_get_reveal_child (self->revealer) ? gtk_label_get_text (self->label) : NULL;
}

static void
on_clicked (GtkButton   *button,
            SightBanner *self)
{
  g_signal_emit (self, signals[ANSWERED], 0, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "answer")));
}

void
sight_banner_add_button (SightBanner *self,
                         const char  *label)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_object_set_data (G_OBJECT (button), "answer", GINT_TO_POINTER (self->n_buttons++));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), self, 0);
  gtk_box_append (self->buttons, button);
}
