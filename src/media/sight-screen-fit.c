/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-screen-fit.h"

#include <gst/video/video.h>

#include "media/sight-media.h"

#define GST_CAT_DEFAULT sight_media_debug

#define DESCRIPTION \
  "videocrop name=crop ! videoscale ! capsfilter caps=video/x-raw,width=[1," G_STRINGIFY (SIGHT_SCREEN_WIDTH_MAX) "]," \
  "height=[1," G_STRINGIFY (SIGHT_SCREEN_HEIGHT_MAX) "],pixel-aspect-ratio=1/1"

typedef struct
{
  int left, right, top, bottom;
} Borders;

/* An empty region is one that nobody has filled in. */
static Borders
get_borders (const GstVideoCropMeta *meta,
             const GstVideoInfo     *info)
{
  guint width = GST_VIDEO_INFO_WIDTH (info), height = GST_VIDEO_INFO_HEIGHT (info);

  if (meta == NULL || meta->width == 0 || meta->height == 0 || meta->x >= width || meta->y >= height)
    return (Borders) { 0, };

  return (Borders) {
    .left = meta->x,
    .top = meta->y,
    .right = width - meta->x - MIN (meta->width, width - meta->x),
    .bottom = height - meta->y - MIN (meta->height, height - meta->y),
  };
}

static void
set_borders (GstElement    *crop,
             const Borders *wanted)
{
  Borders now;

  g_object_get (crop, "left", &now.left, "right", &now.right, "top", &now.top, "bottom", &now.bottom, NULL);
  if (wanted->left == now.left && wanted->right == now.right && wanted->top == now.top && wanted->bottom == now.bottom)
    return;

  GST_DEBUG_OBJECT (crop, "%d, %d, %d, %d", wanted->left, wanted->right, wanted->top, wanted->bottom);
  g_object_set (crop, "left", wanted->left, "right", wanted->right, "top", wanted->top, "bottom", wanted->bottom, NULL);
}

/* The element would heed the place and not the size. */
static GstBuffer *
forget_crop (GstBuffer *buffer)
{
  GstVideoCropMeta *meta;

  buffer = gst_buffer_make_writable (buffer);
  while ((meta = gst_buffer_get_video_crop_meta (buffer)) != NULL)
    gst_buffer_remove_meta (buffer, (GstMeta *) meta);

  return buffer;
}

/* On the streaming thread, before the buffer is cropped. */
static GstPadProbeReturn
on_buffer (GstPad          *pad,
           GstPadProbeInfo *probe,
           gpointer         user_data)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (probe);
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);
  GstVideoCropMeta *meta = gst_buffer_get_video_crop_meta (buffer);
  GstVideoInfo info;
  Borders wanted;

  if (caps == NULL || !gst_video_info_from_caps (&info, caps))
    return GST_PAD_PROBE_OK;

  wanted = get_borders (meta, &info);
  set_borders (user_data, &wanted);
  if (meta != NULL)
    GST_PAD_PROBE_INFO_DATA (probe) = forget_crop (buffer);

  return GST_PAD_PROBE_OK;
}

GstElement *
sight_screen_fit_new (GError **error)
{
  GstElement *bin = gst_parse_bin_from_description_full (DESCRIPTION, TRUE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  g_autoptr(GstElement) crop = NULL;
  g_autoptr(GstPad) pad = NULL;

  if (bin == NULL)
    return NULL;

  crop = gst_bin_get_by_name (GST_BIN (bin), "crop");
  pad = gst_element_get_static_pad (crop, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, crop, NULL);

  return bin;
}
