/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-video-view.h"

#include "app/sight-tile-plan.h"

struct _SightVideoView
{
  GtkWidget     parent_instance;

  GdkPaintable *paintable;
  gboolean      whole;
};

enum {
  PROP_0,
  PROP_PAINTABLE,
  PROP_WHOLE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightVideoView, sight_video_view, GTK_TYPE_WIDGET)

static void
sight_video_view_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  SightVideoView *self = SIGHT_VIDEO_VIEW (widget);
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  double aspect = self->paintable != NULL ? gdk_paintable_get_intrinsic_aspect_ratio (self->paintable) : 0;
  graphene_rect_t place;

  if (aspect <= 0 || width <= 0 || height <= 0)
    return;

  sight_tile_plan_place_picture (width, height, aspect, self->whole, &place);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &place.origin);
  gdk_paintable_snapshot (self->paintable, GDK_SNAPSHOT (snapshot), place.size.width, place.size.height);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
sight_video_view_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SightVideoView *self = SIGHT_VIDEO_VIEW (object);

  switch (property_id)
    {
    case PROP_PAINTABLE:
      g_value_set_object (value, self->paintable);
      break;

    case PROP_WHOLE:
      g_value_set_boolean (value, self->whole);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_video_view_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SightVideoView *self = SIGHT_VIDEO_VIEW (object);

  switch (property_id)
    {
    case PROP_PAINTABLE:
      sight_video_view_set_paintable (self, g_value_get_object (value));
      break;

    case PROP_WHOLE:
      sight_video_view_set_whole (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_video_view_dispose (GObject *object)
{
  SightVideoView *self = SIGHT_VIDEO_VIEW (object);

  if (self->paintable != NULL)
    g_signal_handlers_disconnect_by_data (self->paintable, self);
  g_clear_object (&self->paintable);

  G_OBJECT_CLASS (sight_video_view_parent_class)->dispose (object);
}

static void
sight_video_view_class_init (SightVideoViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sight_video_view_get_property;
  object_class->set_property = sight_video_view_set_property;
  object_class->dispose = sight_video_view_dispose;
  widget_class->snapshot = sight_video_view_snapshot;

  properties[PROP_PAINTABLE] =
    g_param_spec_object ("paintable", NULL, NULL, GDK_TYPE_PAINTABLE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_WHOLE] =
    g_param_spec_boolean ("whole", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_css_name (widget_class, "videoview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sight_video_view_init (SightVideoView *self)
{
}

GtkWidget *
sight_video_view_new (void)
{
  return g_object_new (SIGHT_TYPE_VIDEO_VIEW, NULL);
}

GdkPaintable *
sight_video_view_get_paintable (SightVideoView *self)
{
  return self->paintable;
}

void
sight_video_view_set_paintable (SightVideoView *self,
                                GdkPaintable   *paintable)
{
  if (self->paintable == paintable)
    return;

  if (self->paintable != NULL)
    g_signal_handlers_disconnect_by_data (self->paintable, self);
  g_set_object (&self->paintable, paintable);
  if (paintable != NULL)
    {
      g_signal_connect_swapped (paintable, "invalidate-contents", G_CALLBACK (gtk_widget_queue_draw), self);
      g_signal_connect_swapped (paintable, "invalidate-size", G_CALLBACK (gtk_widget_queue_draw), self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAINTABLE]);
}

gboolean
sight_video_view_get_whole (SightVideoView *self)
{
  return self->whole;
}

void
sight_video_view_set_whole (SightVideoView *self,
                            gboolean        whole)
{
  if (self->whole == !!whole)
    return;

  self->whole = !!whole;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WHOLE]);
}
