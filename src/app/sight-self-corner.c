/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-self-corner.h"

#include <adwaita.h>

#include "app/sight-tile-plan.h"
#include "app/sight-video-tile.h"

#define MARGIN    12
#define MOVE_TIME 250 /* ms */

struct _SightSelfCorner
{
  GtkWidget     parent_instance;

  GtkWidget    *tile;
  gboolean      is_alone;
  int           bottom;
  SightCorner   corner;

  GdkRectangle  from;      /* while it moves */
  GdkRectangle  now;
  AdwAnimation *animation;
  gboolean      is_dragged;
  double        drag_x;
  double        drag_y;
};

G_DEFINE_FINAL_TYPE (SightSelfCorner, sight_self_corner, GTK_TYPE_WIDGET)

/* On the other side where one reads from the right. */
static SightCorner
get_shown_corner (SightSelfCorner *self)
{
  static const SightCorner flipped[] = {
    [SIGHT_CORNER_TOP_LEFT] = SIGHT_CORNER_TOP_RIGHT,
    [SIGHT_CORNER_TOP_RIGHT] = SIGHT_CORNER_TOP_LEFT,
    [SIGHT_CORNER_BOTTOM_LEFT] = SIGHT_CORNER_BOTTOM_RIGHT,
    [SIGHT_CORNER_BOTTOM_RIGHT] = SIGHT_CORNER_BOTTOM_LEFT,
  };

  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? flipped[self->corner] : self->corner;
}

static GdkRectangle
find_place (SightSelfCorner *self,
            int              width,
            int              height)
{
  GdkRectangle place = { 0, 0, width, height };

  if (!self->is_alone)
    sight_tile_plan_place_corner (width, height, sight_video_tile_get_aspect (SIGHT_VIDEO_TILE (self->tile)), MARGIN,
                                  self->bottom, get_shown_corner (self), &place);

  return place;
}

static void
on_animated (double   value,
             gpointer data)
{
  gtk_widget_queue_allocate (data);
}

/* To its place, from where it is. */
static void
move (SightSelfCorner *self)
{
  self->from = self->now;
  if (self->animation == NULL)
    self->animation = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, MOVE_TIME,
                                               adw_callback_animation_target_new (on_animated, self, NULL));
  adw_animation_reset (self->animation);
  adw_animation_play (self->animation);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static double
get_progress (SightSelfCorner *self)
{
  if (self->animation == NULL || self->from.width == 0 ||
      adw_animation_get_state (self->animation) != ADW_ANIMATION_PLAYING)
    return 1;

  return adw_animation_get_value (self->animation);
}

static void
sight_self_corner_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  SightSelfCorner *self = SIGHT_SELF_CORNER (widget);
  double t = get_progress (self);
  GdkRectangle to;

  if (self->tile == NULL)
    return;

  to = find_place (self, width, height);
  if (self->is_dragged)
    {
      to.x = CLAMP (self->from.x + self->drag_x, 0, MAX (0, width - to.width));
      to.y = CLAMP (self->from.y + self->drag_y, 0, MAX (0, height - to.height));
      t = 1;
    }
  self->now = (GdkRectangle) {
    self->from.x + (to.x - self->from.x) * t,
    self->from.y + (to.y - self->from.y) * t,
    self->from.width + (to.width - self->from.width) * t,
    self->from.height + (to.height - self->from.height) * t,
  };
  gtk_widget_size_allocate (self->tile, &self->now, -1);
}

static void
sight_self_corner_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *minimum = *natural = 0;
}

static gboolean
sight_self_corner_contains (GtkWidget *widget,
                            double     x,
                            double     y)
{
  return FALSE;
}

/* By hand */

static void
on_drag_begin (SightSelfCorner *self,
               double           x,
               double           y,
               GtkGestureDrag  *gesture)
{
  if (self->is_alone)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_drag_update (SightSelfCorner *self,
                double           x,
                double           y,
                GtkGestureDrag  *gesture)
{
  if (!self->is_dragged && !gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, x, y))
    return;

  if (!self->is_dragged)
    {
      self->from = self->now;
      self->is_dragged = TRUE;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  self->drag_x = x;
  self->drag_y = y;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_corner (SightSelfCorner *self,
            SightCorner      shown)
{
  SightCorner old = get_shown_corner (self);

  if (old == shown)
    return;

  self->corner = shown;
  /* Twice flipped is as it was. */
  self->corner = get_shown_corner (self);
  move (self);
}

static void
on_drag_end (SightSelfCorner *self,
             double           x,
             double           y,
             GtkGestureDrag  *gesture)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  if (!self->is_dragged)
    return;

  self->is_dragged = FALSE;
  set_corner (self, sight_tile_plan_find_corner (width, height, self->now.x + self->now.width / 2.0,
                                                 self->now.y + self->now.height / 2.0));
  move (self);
}

static gboolean
on_arrow (GtkWidget *tile,
          GVariant  *arguments,
          gpointer   data)
{
  static const SightCorner next[][4] = {
    [SIGHT_CORNER_TOP_LEFT] = { SIGHT_CORNER_TOP_LEFT, SIGHT_CORNER_TOP_RIGHT, SIGHT_CORNER_TOP_LEFT, SIGHT_CORNER_BOTTOM_LEFT },
    [SIGHT_CORNER_TOP_RIGHT] = { SIGHT_CORNER_TOP_LEFT, SIGHT_CORNER_TOP_RIGHT, SIGHT_CORNER_TOP_RIGHT, SIGHT_CORNER_BOTTOM_RIGHT },
    [SIGHT_CORNER_BOTTOM_LEFT] = { SIGHT_CORNER_BOTTOM_LEFT, SIGHT_CORNER_BOTTOM_RIGHT, SIGHT_CORNER_TOP_LEFT, SIGHT_CORNER_BOTTOM_LEFT },
    [SIGHT_CORNER_BOTTOM_RIGHT] = { SIGHT_CORNER_BOTTOM_LEFT, SIGHT_CORNER_BOTTOM_RIGHT, SIGHT_CORNER_TOP_RIGHT, SIGHT_CORNER_BOTTOM_RIGHT },
  };
  SightSelfCorner *self = SIGHT_SELF_CORNER (gtk_widget_get_parent (tile));
  SightCorner old = get_shown_corner (self);
  SightCorner new = next[old][g_variant_get_int32 (arguments)];

  if (self->is_alone || new == old)
    return FALSE;

  set_corner (self, new);
  return TRUE;
}

static void
add_arrows (GtkWidget *tile)
{
  static const guint keys[] = { GDK_KEY_Left, GDK_KEY_Right, GDK_KEY_Up, GDK_KEY_Down };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (int i = 0; i < (int) G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (keys[i], 0),
                                                gtk_callback_action_new (on_arrow, NULL, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (i));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (tile, controller);
}

static void
sight_self_corner_dispose (GObject *object)
{
  SightSelfCorner *self = SIGHT_SELF_CORNER (object);

  g_clear_object (&self->animation);
  g_clear_pointer (&self->tile, gtk_widget_unparent);

  G_OBJECT_CLASS (sight_self_corner_parent_class)->dispose (object);
}

static void
sight_self_corner_class_init (SightSelfCornerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_self_corner_dispose;
  widget_class->size_allocate = sight_self_corner_size_allocate;
  widget_class->measure = sight_self_corner_measure;
  widget_class->contains = sight_self_corner_contains;
  gtk_widget_class_set_css_name (widget_class, "selfcorner");
}

static void
sight_self_corner_init (SightSelfCorner *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->corner = SIGHT_CORNER_BOTTOM_RIGHT;
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

void
sight_self_corner_set_tile (SightSelfCorner *self,
                            GtkWidget       *tile)
{
  g_clear_pointer (&self->tile, gtk_widget_unparent);
  self->tile = tile;
  self->from = self->now = (GdkRectangle) { 0, };
  if (tile == NULL)
    return;

  add_arrows (tile);
  gtk_widget_set_parent (tile, GTK_WIDGET (self));
}

void
sight_self_corner_set_alone (SightSelfCorner *self,
                             gboolean         is_alone)
{
  if (self->is_alone == !!is_alone)
    return;

  self->is_alone = !!is_alone;
  if (is_alone)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "floating");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "floating");
  move (self);
}

void
sight_self_corner_set_bottom (SightSelfCorner *self,
                              int              bottom)
{
  if (self->bottom == bottom)
    return;

  self->bottom = bottom;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
