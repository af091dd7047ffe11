/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netlab-clip-source.h"

#include "media/sight-frame-code.h"
#include "netlab-clip.h"

struct _NetlabClipSource
{
  SightSource parent_instance;

  guint       width;
  guint       height;
  guint       rate;
  NetlabClip *clip;
};

G_DEFINE_FINAL_TYPE (NetlabClipSource, netlab_clip_source, SIGHT_TYPE_SOURCE)

static void
draw (NetlabClipSource *self,
      GstCaps          *caps,
      GstBuffer        *buffer)
{
  const SightFrameCode code = { GST_BUFFER_OFFSET (buffer), g_get_monotonic_time () / 1000 };
  GstVideoInfo info;
  GstVideoFrame frame;

  if (!gst_video_info_from_caps (&info, caps) || !gst_video_frame_map (&frame, &info, buffer, GST_MAP_WRITE))
    return;

  netlab_clip_draw (self->clip, code.number, (guint8 **) frame.data, frame.info.stride);
  sight_frame_code_write (&frame, &code);
  gst_video_frame_unmap (&frame);
}

/* Streaming thread. */
static GstPadProbeReturn
on_picture (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);

  GST_PAD_PROBE_INFO_DATA (info) = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  if (caps != NULL)
    draw (user_data, caps, GST_PAD_PROBE_INFO_BUFFER (info));

  return GST_PAD_PROBE_OK;
}

static GstElement *
netlab_clip_source_make (SightSource  *source,
                         GError      **error)
{
  NetlabClipSource *self = NETLAB_CLIP_SOURCE (source);
  g_autofree char *description =
    g_strdup_printf ("videotestsrc is-live=true pattern=black ! capsfilter caps=video/x-raw,format=I420,width=%u,height=%u,framerate=%u/1",
                     self->width, self->height, self->rate);
  GstElement *bin = gst_parse_bin_from_description (description, TRUE, error);
  g_autoptr(GstPad) pad = NULL;

  if (bin == NULL)
    return NULL;

  pad = gst_element_get_static_pad (bin, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_picture, g_object_ref (self), g_object_unref);

  return bin;
}

static void
netlab_clip_source_finalize (GObject *object)
{
  netlab_clip_free (NETLAB_CLIP_SOURCE (object)->clip);

  G_OBJECT_CLASS (netlab_clip_source_parent_class)->finalize (object);
}

static void
netlab_clip_source_class_init (NetlabClipSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = netlab_clip_source_finalize;
  SIGHT_SOURCE_CLASS (klass)->make = netlab_clip_source_make;
}

static void
netlab_clip_source_init (NetlabClipSource *self)
{
}

SightSource *
netlab_clip_source_new (guint width,
                        guint height,
                        guint rate)
{
  NetlabClipSource *self = g_object_new (NETLAB_TYPE_CLIP_SOURCE, "label", "the clip", NULL);

  self->width = width;
  self->height = height;
  self->rate = rate;
  self->clip = netlab_clip_new (width, height);

  return SIGHT_SOURCE (self);
}
