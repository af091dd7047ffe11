/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-paintable-sink.h"

#include <gst/video/video.h>

#include "media/sight-mailbox.h"
#include "media/sight-source-tap.h"

/* The one guard for newer versions of GTK. One that knows pictures without
 * transparency need not blend them; others upload this one fastest, for what
 * decoders give is opaque and so the same before and after multiplication.
 */
#if GTK_CHECK_VERSION (4, 14, 0)
G_GNUC_BEGIN_IGNORE_DEPRECATIONS
static const GdkMemoryFormat texture_format = GDK_MEMORY_R8G8B8X8;
G_GNUC_END_IGNORE_DEPRECATIONS
#else
static const GdkMemoryFormat texture_format = GDK_MEMORY_R8G8B8A8_PREMULTIPLIED;
#endif

/* For cairo: from most others GTK 4.8 gets what that draws by way of floating point
 * numbers, even from the very same, which takes longer than to decode the picture.
 */
#define CAIRO_FORMAT GST_VIDEO_FORMAT_BGR

/* A picture, and how large it is meant to be where pixels are not square. */
typedef struct
{
  GdkTexture *texture;
  double      aspect_ratio;
} Picture;

struct _SightPaintableSink
{
  GObject         parent_instance;

  SightMailbox   *mailbox;
  SightSourceTap *tap;
  Picture         shown;
  gboolean        mirrored;

  GMutex          lock;
  /* Any thread, under the lock. */
  GstVideoFormat  format;
  Picture         pending;
  gboolean        told;
};

enum
{
  PROP_0,
  PROP_MIRRORED,
  PROP_HAS_PICTURE,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

/* Pictures become textures on the thread that brings them. */

static void
free_frame (gpointer data)
{
  GstVideoFrame *frame = data;

  gst_video_frame_unmap (frame);
  g_free (frame);
}

static GdkMemoryFormat
get_texture_format (GstVideoInfo *info)
{
  return GST_VIDEO_INFO_FORMAT (info) == CAIRO_FORMAT ? GDK_MEMORY_B8G8R8 : texture_format;
}

/* The texture holds the mapped frame: nothing is copied. */
static GdkTexture *
make_texture (GstSample    *sample,
              GstVideoInfo *info)
{
  g_autofree GstVideoFrame *frame = g_new0 (GstVideoFrame, 1);
  g_autoptr(GBytes) bytes = NULL;
  int width, height;
  gsize stride;

  if (!gst_video_frame_map (frame, info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;

  width = GST_VIDEO_FRAME_WIDTH (frame);
  height = GST_VIDEO_FRAME_HEIGHT (frame);
  stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  bytes = g_bytes_new_with_free_func (GST_VIDEO_FRAME_PLANE_DATA (frame, 0),
                                      stride * (height - 1) + (gsize) GST_VIDEO_FRAME_COMP_PSTRIDE (frame, 0) * width, free_frame, frame);
  g_steal_pointer (&frame);

  return gdk_memory_texture_new (width, height, get_texture_format (info), bytes, stride);
}

static Picture
make_picture (GstSample *sample)
{
  Picture picture = { NULL, 0 };
  GstVideoInfo info;

  if (gst_sample_get_caps (sample) == NULL || !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) ||
      (GST_VIDEO_INFO_FORMAT (&info) != GST_VIDEO_FORMAT_RGBA && GST_VIDEO_INFO_FORMAT (&info) != CAIRO_FORMAT))
    return picture;

  picture.texture = make_texture (sample, &info);
  picture.aspect_ratio = (double) GST_VIDEO_INFO_WIDTH (&info) * GST_VIDEO_INFO_PAR_N (&info) /
                         ((double) GST_VIDEO_INFO_HEIGHT (&info) * GST_VIDEO_INFO_PAR_D (&info));
  return picture;
}

/* On the main thread: the newest one is shown. */
static void show_picture (SightPaintableSink *self,
                          Picture             picture);

static void
on_told (gpointer owner,
         gpointer data)
{
  SightPaintableSink *self = SIGHT_PAINTABLE_SINK (owner);
  Picture picture;

  g_mutex_lock (&self->lock);
  picture = self->pending;
  self->pending.texture = NULL;
  self->told = FALSE;
  g_mutex_unlock (&self->lock);

  if (picture.texture != NULL)
    show_picture (self, picture);
}

static void
sight_paintable_sink_take (SightSink *sink,
                           GstSample *sample)
{
  SightPaintableSink *self = SIGHT_PAINTABLE_SINK (sink);
  Picture picture = make_picture (sample);
  g_autoptr(GdkTexture) late = NULL;
  gboolean tell;

  if (picture.texture == NULL)
    return;

  g_mutex_lock (&self->lock);
  late = g_steal_pointer (&self->pending.texture);
  self->pending = picture;
  tell = !self->told;
  self->told = TRUE;
  g_mutex_unlock (&self->lock);

  if (tell)
    sight_mailbox_post (self->mailbox, on_told, NULL, NULL);
}

static GstCaps *
sight_paintable_sink_get_caps (SightSink *sink)
{
  SightPaintableSink *self = SIGHT_PAINTABLE_SINK (sink);
  GstVideoFormat format;

  g_mutex_lock (&self->lock);
  format = self->format;
  g_mutex_unlock (&self->lock);

  return gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, gst_video_format_to_string (format), NULL);
}

static void
sight_paintable_sink_sink_init (SightSinkInterface *iface)
{
  iface->take = sight_paintable_sink_take;
  iface->get_caps = sight_paintable_sink_get_caps;
}

/* What GTK draws */

static void
sight_paintable_sink_snapshot (GdkPaintable *paintable,
                               GdkSnapshot  *snapshot,
                               double        width,
                               double        height)
{
  SightPaintableSink *self = SIGHT_PAINTABLE_SINK (paintable);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);

  if (self->shown.texture == NULL)
    return;

  gtk_snapshot_save (snapshot);
  if (self->mirrored)
    {
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (width, 0));
      gtk_snapshot_scale (snapshot, -1, 1);
    }
  gtk_snapshot_append_texture (snapshot, self->shown.texture, &bounds);
  gtk_snapshot_restore (snapshot);
}

static GdkPaintable *
sight_paintable_sink_get_current_image (GdkPaintable *paintable)
{
  SightPaintableSink *self = SIGHT_PAINTABLE_SINK (paintable);

  if (self->shown.texture == NULL)
    return gdk_paintable_new_empty (0, 0);

  return GDK_PAINTABLE (g_object_ref (self->shown.texture));
}

static double
sight_paintable_sink_get_intrinsic_aspect_ratio (GdkPaintable *paintable)
{
  return SIGHT_PAINTABLE_SINK (paintable)->shown.aspect_ratio;
}

static int
sight_paintable_sink_get_intrinsic_height (GdkPaintable *paintable)
{
  SightPaintableSink *self = SIGHT_PAINTABLE_SINK (paintable);

  return self->shown.texture != NULL ? gdk_texture_get_height (self->shown.texture) : 0;
}

static int
sight_paintable_sink_get_intrinsic_width (GdkPaintable *paintable)
{
  double height = sight_paintable_sink_get_intrinsic_height (paintable);

  return height * SIGHT_PAINTABLE_SINK (paintable)->shown.aspect_ratio + 0.5;
}

static void
sight_paintable_sink_paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = sight_paintable_sink_snapshot;
  iface->get_current_image = sight_paintable_sink_get_current_image;
  iface->get_intrinsic_aspect_ratio = sight_paintable_sink_get_intrinsic_aspect_ratio;
  iface->get_intrinsic_height = sight_paintable_sink_get_intrinsic_height;
  iface->get_intrinsic_width = sight_paintable_sink_get_intrinsic_width;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SightPaintableSink, sight_paintable_sink, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIGHT_TYPE_SINK, sight_paintable_sink_sink_init)
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, sight_paintable_sink_paintable_init))

/* Each of another size has widgets laid out anew: only where it is another. */
static void
show_picture (SightPaintableSink *self,
              Picture             picture)
{
  GdkPaintable *paintable = GDK_PAINTABLE (self);
  int width = sight_paintable_sink_get_intrinsic_width (paintable);
  int height = sight_paintable_sink_get_intrinsic_height (paintable);
  g_autoptr(GdkTexture) old = self->shown.texture;

  self->shown = picture;
  if (width != sight_paintable_sink_get_intrinsic_width (paintable) ||
      height != sight_paintable_sink_get_intrinsic_height (paintable))
    gdk_paintable_invalidate_size (paintable);
  gdk_paintable_invalidate_contents (paintable);

  if ((old == NULL) != (picture.texture == NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_PICTURE]);
}

/* Whether windows are drawn by cairo; no, as long as there is none. */
static gboolean
is_drawn_by_cairo (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkNative) window = g_list_model_get_item (windows, i);
      GskRenderer *renderer = gtk_native_get_renderer (window);

      if (renderer != NULL)
        return GSK_IS_CAIRO_RENDERER (renderer);
    }

  return FALSE;
}

static void
choose_format (SightPaintableSink *self)
{
  GstVideoFormat format = is_drawn_by_cairo () ? CAIRO_FORMAT : GST_VIDEO_FORMAT_RGBA;

  g_mutex_lock (&self->lock);
  self->format = format;
  g_mutex_unlock (&self->lock);
}

static void
sight_paintable_sink_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  SightPaintableSink *self = SIGHT_PAINTABLE_SINK (object);

  switch (property_id)
    {
    case PROP_MIRRORED:
      g_value_set_boolean (value, self->mirrored);
      break;

    case PROP_HAS_PICTURE:
      g_value_set_boolean (value, sight_paintable_sink_has_picture (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_paintable_sink_set_property (GObject      *object,
                                   guint         property_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  SightPaintableSink *self = SIGHT_PAINTABLE_SINK (object);

  switch (property_id)
    {
    case PROP_MIRRORED:
      sight_paintable_sink_set_mirrored (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_paintable_sink_dispose (GObject *object)
{
  SightPaintableSink *self = SIGHT_PAINTABLE_SINK (object);

  g_clear_pointer (&self->tap, sight_source_tap_free);

  G_OBJECT_CLASS (sight_paintable_sink_parent_class)->dispose (object);
}

/* Possibly on a streaming thread, where a picture is brought to one that nobody
 * else wants any more.
 */
static void
sight_paintable_sink_finalize (GObject *object)
{
  SightPaintableSink *self = SIGHT_PAINTABLE_SINK (object);

  sight_mailbox_close (self->mailbox);
  sight_mailbox_unref (self->mailbox);
  g_clear_object (&self->pending.texture);
  g_clear_object (&self->shown.texture);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (sight_paintable_sink_parent_class)->finalize (object);
}

static void
sight_paintable_sink_class_init (SightPaintableSinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_paintable_sink_get_property;
  object_class->set_property = sight_paintable_sink_set_property;
  object_class->dispose = sight_paintable_sink_dispose;
  object_class->finalize = sight_paintable_sink_finalize;

  properties[PROP_MIRRORED] =
    g_param_spec_boolean ("mirrored", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_HAS_PICTURE] =
    g_param_spec_boolean ("has-picture", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_paintable_sink_init (SightPaintableSink *self)
{
  g_mutex_init (&self->lock);
  choose_format (self);
  self->mailbox = sight_mailbox_new (self);
}

SightPaintableSink *
sight_paintable_sink_new (void)
{
  return g_object_new (SIGHT_TYPE_PAINTABLE_SINK, NULL);
}

void
sight_paintable_sink_set_mirrored (SightPaintableSink *self,
                                   gboolean            mirrored)
{
  if (self->mirrored == !!mirrored)
    return;

  self->mirrored = !!mirrored;
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MIRRORED]);
}

gboolean
sight_paintable_sink_get_mirrored (SightPaintableSink *self)
{
  return self->mirrored;
}

gboolean
sight_paintable_sink_has_picture (SightPaintableSink *self)
{
  return self->shown.texture != NULL;
}

void
sight_paintable_sink_attach_source (SightPaintableSink *self,
                                    SightSource        *source)
{
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&self->tap, sight_source_tap_free);
  if (source == NULL)
    return;

  choose_format (self);
  /* Without what converts pictures no call works, which is said elsewhere. */
  self->tap = sight_source_tap_new (source, SIGHT_SINK (self), &error);
  if (self->tap == NULL)
    g_message ("%s", error->message);
}

void
sight_paintable_sink_clear (SightPaintableSink *self)
{
  g_mutex_lock (&self->lock);
  g_clear_object (&self->pending.texture);
  g_mutex_unlock (&self->lock);

  show_picture (self, (Picture) { NULL, 0 });
}
