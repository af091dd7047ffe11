/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-region-view.h"

#include "app/sight-paintable-sink.h"
#include "app/sight-region-grip.h"

/* How near to a side of the rectangle the pointer has hold of it. */
#define REACH 10
#define LINE  2

struct _SightRegionView
{
  GtkWidget           parent_instance;

  SightPaintableSink *picture;
  SightRegion         region;

  /* While it is dragged */
  SightRegionGrip     grip;
  SightRegion         began;
  graphene_point_t    held;    /* in pixels of the picture */
};

enum {
  SIGNAL_DRAGGED,
  SIGNAL_RESIZED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightRegionView, sight_region_view, GTK_TYPE_WIDGET)

/* Where the picture is, all of which is seen; false while there is none. */
static gboolean
get_place (SightRegionView *self,
           graphene_rect_t *place,
           double          *scale)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  guint picture_width, picture_height;

  sight_region_view_get_size (self, &picture_width, &picture_height);
  if (picture_width == 0 || picture_height == 0 || width <= 0 || height <= 0)
    return FALSE;

  *scale = MIN (width / picture_width, height / picture_height);
  graphene_rect_init (place, (width - picture_width * *scale) / 2, (height - picture_height * *scale) / 2,
                      picture_width * *scale, picture_height * *scale);

  return TRUE;
}

static void
append_shade (GtkSnapshot           *snapshot,
              const graphene_rect_t *around,
              const graphene_rect_t *inside)
{
  const GdkRGBA shade = { 0, 0, 0, 0.55 };
  double left = around->origin.x, top = around->origin.y;
  double right = left + around->size.width, bottom = top + around->size.height;
  double inside_right = inside->origin.x + inside->size.width, inside_bottom = inside->origin.y + inside->size.height;
  const graphene_rect_t parts[] = {
    GRAPHENE_RECT_INIT (left, top, around->size.width, inside->origin.y - top),
    GRAPHENE_RECT_INIT (left, inside_bottom, around->size.width, bottom - inside_bottom),
    GRAPHENE_RECT_INIT (left, inside->origin.y, inside->origin.x - left, inside->size.height),
    GRAPHENE_RECT_INIT (inside_right, inside->origin.y, right - inside_right, inside->size.height),
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_snapshot_append_color (snapshot, &shade, &parts[i]);
}

static void
append_frame (GtkSnapshot           *snapshot,
              const graphene_rect_t *inside)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA colours[] = { white, white, white, white };
  const float widths[] = { LINE, LINE, LINE, LINE };
  GskRoundedRect frame;

  gsk_rounded_rect_init_from_rect (&frame, inside, 0);
  gtk_snapshot_append_border (snapshot, &frame, widths, colours);
}

static void
sight_region_view_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  SightRegionView *self = SIGHT_REGION_VIEW (widget);
  graphene_rect_t place, inside;
  double scale;

  if (!get_place (self, &place, &scale))
    return;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &place.origin);
  gdk_paintable_snapshot (GDK_PAINTABLE (self->picture), GDK_SNAPSHOT (snapshot), place.size.width, place.size.height);
  gtk_snapshot_restore (snapshot);
  if (sight_region_is_whole (&self->region))
    return;

  inside = GRAPHENE_RECT_INIT (place.origin.x + self->region.x * scale, place.origin.y + self->region.y * scale,
                               self->region.width * scale, self->region.height * scale);
  append_shade (snapshot, &place, &inside);
  append_frame (snapshot, &inside);
}

static void
on_drag_begin (SightRegionView *self,
               double           x,
               double           y)
{
  graphene_rect_t place;
  double scale;

  if (!get_place (self, &place, &scale))
    return;

  self->began = self->region;
  graphene_point_init (&self->held, (x - place.origin.x) / scale, (y - place.origin.y) / scale);
  self->grip = sight_region_is_whole (&self->region)
               ? SIGHT_GRIP_NEW : sight_region_grip_find (&self->region, self->held.x, self->held.y, REACH / scale);
}

static void
on_drag_update (SightRegionView *self,
                double           by_x,
                double           by_y)
{
  graphene_rect_t place;
  guint width, height;
  SightRegion dragged;
  double scale;

  if (!get_place (self, &place, &scale))
    return;

  sight_region_view_get_size (self, &width, &height);
  dragged = sight_region_grip_drag (self->grip, &self->began, self->held.x, self->held.y, by_x / scale, by_y / scale, width, height);
  sight_region_view_set_region (self, &dragged);
  g_signal_emit (self, signals[SIGNAL_DRAGGED], 0);
}

static void
on_picture_size (SightRegionView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SIGNAL_RESIZED], 0);
}

static void
sight_region_view_dispose (GObject *object)
{
  SightRegionView *self = SIGHT_REGION_VIEW (object);

  if (self->picture != NULL)
    {
      sight_paintable_sink_attach_source (self->picture, NULL);
      g_signal_handlers_disconnect_by_data (self->picture, self);
    }
  g_clear_object (&self->picture);

  G_OBJECT_CLASS (sight_region_view_parent_class)->dispose (object);
}

static void
sight_region_view_class_init (SightRegionViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_region_view_dispose;
  widget_class->snapshot = sight_region_view_snapshot;

  signals[SIGNAL_DRAGGED] = g_signal_new ("dragged", SIGHT_TYPE_REGION_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RESIZED] = g_signal_new ("resized", SIGHT_TYPE_REGION_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "region-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sight_region_view_init (SightRegionView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->picture = sight_paintable_sink_new ();
  g_signal_connect_object (self->picture, "invalidate-contents", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->picture, "invalidate-size", G_CALLBACK (on_picture_size), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
sight_region_view_set_source (SightRegionView *self,
                              SightSource     *source)
{
  g_return_if_fail (SIGHT_IS_REGION_VIEW (self));

  sight_paintable_sink_attach_source (self->picture, source);
}

void
sight_region_view_set_region (SightRegionView   *self,
                              const SightRegion *region)
{
  g_return_if_fail (SIGHT_IS_REGION_VIEW (self));

  self->region = *region;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const SightRegion *
sight_region_view_get_region (SightRegionView *self)
{
  return &self->region;
}

void
sight_region_view_get_size (SightRegionView *self,
                            guint           *width,
                            guint           *height)
{
  GdkPaintable *picture = GDK_PAINTABLE (self->picture);

  *width = gdk_paintable_get_intrinsic_width (picture);
  *height = gdk_paintable_get_intrinsic_height (picture);
}
