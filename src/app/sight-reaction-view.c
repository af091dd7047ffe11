/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-reaction-view.h"

#include <glib/gi18n.h>

#define SHOWN_TIME 4000 /* ms */

struct _SightReactionView
{
  GtkWidget      parent_instance;

  GObject       *source;   /* borrowed */
  GtkWidget     *revealer;
  GtkWidget     *label;
  SightReaction  shown;
  guint          hide_id;
};

enum {
  PROP_0,
  PROP_SOURCE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightReactionView, sight_reaction_view, GTK_TYPE_WIDGET)

static void
hide (gpointer data)
{
  SightReactionView *self = data;

  self->hide_id = 0;
  self->shown = SIGHT_REACTION_NONE;
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
}

/* Each one jumps up, also where it takes the place of another: one of two names
 * of the same movement, which GTK leaves out where nothing is to move.
 */
static void
jump (SightReactionView *self)
{
  gboolean is_odd = gtk_widget_has_css_class (self->label, "odd");

  gtk_widget_remove_css_class (self->label, is_odd ? "odd" : "even");
  gtk_widget_add_css_class (self->label, is_odd ? "even" : "odd");
}

static void
on_reacted (SightReactionView *self,
            guint              reaction)
{
  g_clear_handle_id (&self->hide_id, g_source_remove);
  self->hide_id = g_timeout_add_once (SHOWN_TIME, hide, self);
  self->shown = reaction;
  gtk_label_set_text (GTK_LABEL (self->label), sight_reaction_get_text (reaction));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(sight_reaction_get_name (reaction)), -1);
  jump (self);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
}

static void
set_source (SightReactionView *self,
            GObject           *source)
{
  if (self->source == source)
    return;

  if (self->source != NULL)
    g_signal_handlers_disconnect_by_data (self->source, self);
  g_set_weak_pointer (&self->source, source);
  if (source != NULL)
    g_signal_connect_object (source, "reacted", G_CALLBACK (on_reacted), self, G_CONNECT_SWAPPED);
}

static void
sight_reaction_view_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  SightReactionView *self = SIGHT_REACTION_VIEW (object);

  switch (property_id)
    {
    case PROP_SOURCE:
      g_value_set_object (value, self->source);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_reaction_view_set_property (GObject      *object,
                                  guint         property_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  SightReactionView *self = SIGHT_REACTION_VIEW (object);

  switch (property_id)
    {
    case PROP_SOURCE:
      set_source (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_reaction_view_dispose (GObject *object)
{
  SightReactionView *self = SIGHT_REACTION_VIEW (object);

  g_clear_handle_id (&self->hide_id, g_source_remove);
  set_source (self, NULL);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (sight_reaction_view_parent_class)->dispose (object);
}

static void
sight_reaction_view_class_init (SightReactionViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sight_reaction_view_get_property;
  object_class->set_property = sight_reaction_view_set_property;
  object_class->dispose = sight_reaction_view_dispose;

  properties[PROP_SOURCE] =
    g_param_spec_object ("source", NULL, NULL, G_TYPE_OBJECT, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "reactionview");
}

static void
sight_reaction_view_init (SightReactionView *self)
{
  self->label = gtk_label_new (NULL);
  self->revealer = g_object_new (GTK_TYPE_REVEALER,
                                 "transition-type", GTK_REVEALER_TRANSITION_TYPE_CROSSFADE,
                                 "can-target", FALSE,
                                 "child", self->label,
                                 NULL);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
}

SightReaction
sight_reaction_view_get_shown (SightReactionView *self)
{
  g_return_val_if_fail (SIGHT_IS_REACTION_VIEW (self), SIGHT_REACTION_NONE);

  return self->shown;
}
