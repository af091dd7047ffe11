/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-bar-fader.h"

#define STAYS    3000 /* ms */
/* A pointer trembles on a table, and moves when the widget below it does. */
#define TREMBLES 2

struct _SightBarFader
{
  GObject             parent_instance;

  GtkWidget          *stage;
  GtkRevealer        *revealer;
  GtkEventController *motion;
  GtkEventController *over;
  gboolean            may_hide;
  guint               hide_id;
  double              x;
  double              y;
};

enum {
  PROP_0,
  PROP_MAY_HIDE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightBarFader, sight_bar_fader, G_TYPE_OBJECT)

/* What is clicked has the focus too: it holds the bar only where one sees it. */
static gboolean
has_keyboard (SightBarFader *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->revealer));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->revealer)))
    return FALSE;

  return gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL ||
         (GTK_IS_WINDOW (root) && gtk_window_get_focus_visible (GTK_WINDOW (root)));
}

static gboolean
has_open_menu (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget))
    return gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_open_menu (child))
      return TRUE;

  return FALSE;
}

static gboolean
is_held (SightBarFader *self)
{
  return !self->may_hide || has_keyboard (self) || has_open_menu (GTK_WIDGET (self->revealer)) ||
         gtk_event_controller_motion_contains_pointer (GTK_EVENT_CONTROLLER_MOTION (self->over));
}

static void
set_revealed (SightBarFader *self,
              gboolean       revealed)
{
  if (gtk_revealer_get_reveal_child (self->revealer) == revealed)
    return;

  gtk_revealer_set_reveal_child (self->revealer, revealed);
  gtk_widget_set_can_target (GTK_WIDGET (self->revealer), revealed);
  gtk_widget_set_cursor_from_name (self->stage, revealed ? NULL : "none");
}

static gboolean
on_rested (gpointer data)
{
  SightBarFader *self = data;

  if (is_held (self))
    return G_SOURCE_CONTINUE;

  self->hide_id = 0;
  set_revealed (self, FALSE);

  return G_SOURCE_REMOVE;
}

static void
on_motion (SightBarFader *self,
           double         x,
           double         y)
{
  if (ABS (x - self->x) <= TREMBLES && ABS (y - self->y) <= TREMBLES)
    return;

  self->x = x;
  self->y = y;
  sight_bar_fader_poke (self);
}

static void
sight_bar_fader_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_MAY_HIDE:
      g_value_set_boolean (value, SIGHT_BAR_FADER (object)->may_hide);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_bar_fader_set_property (GObject      *object,
                              guint         property_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_MAY_HIDE:
      SIGHT_BAR_FADER (object)->may_hide = g_value_get_boolean (value);
      sight_bar_fader_poke (SIGHT_BAR_FADER (object));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_bar_fader_dispose (GObject *object)
{
  SightBarFader *self = SIGHT_BAR_FADER (object);

  g_clear_handle_id (&self->hide_id, g_source_remove);
  if (self->motion != NULL)
    {
      gtk_widget_remove_controller (self->stage, self->motion);
      gtk_widget_remove_controller (GTK_WIDGET (self->revealer), self->over);
    }
  self->motion = NULL;
  g_clear_object (&self->revealer);
  g_clear_object (&self->stage);

  G_OBJECT_CLASS (sight_bar_fader_parent_class)->dispose (object);
}

static void
sight_bar_fader_class_init (SightBarFaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_bar_fader_get_property;
  object_class->set_property = sight_bar_fader_set_property;
  object_class->dispose = sight_bar_fader_dispose;

  properties[PROP_MAY_HIDE] =
    g_param_spec_boolean ("may-hide", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_bar_fader_init (SightBarFader *self)
{
}

SightBarFader *
sight_bar_fader_new (GtkWidget   *stage,
                     GtkRevealer *revealer)
{
  SightBarFader *self = g_object_new (SIGHT_TYPE_BAR_FADER, NULL);

  self->stage = g_object_ref (stage);
  self->revealer = g_object_ref (revealer);
  self->motion = gtk_event_controller_motion_new ();
  self->over = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (self->motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (self->motion, "enter", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (stage, self->motion);
  gtk_widget_add_controller (GTK_WIDGET (revealer), self->over);

  return self;
}

void
sight_bar_fader_poke (SightBarFader *self)
{
  set_revealed (self, TRUE);
  g_clear_handle_id (&self->hide_id, g_source_remove);
  if (self->may_hide)
    self->hide_id = g_timeout_add (STAYS, on_rested, self);
}
