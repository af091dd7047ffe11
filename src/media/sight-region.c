/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-region.h"

#include <gst/video/video.h>
#include <stdio.h>

/* Larger than any screen. */
#define SIDE_MAX 16384

static void
clamp_side (guint *begin,
            guint *length,
            guint  whole)
{
  guint most = MAX (whole & ~1u, 1);

  *length = MIN (MAX (*length, SIGHT_REGION_SIDE_MIN) & ~1u, most);
  *begin = MIN (*begin, most - *length) & ~1u;
}

SightRegion
sight_region_clamp (const SightRegion *self,
                    guint              width,
                    guint              height)
{
  SightRegion clamped = *self;

  if (sight_region_is_whole (self))
    return (SightRegion) { 0, 0, width, height };

  clamp_side (&clamped.x, &clamped.width, width);
  clamp_side (&clamped.y, &clamped.height, height);

  return clamped;
}

gboolean
sight_region_is_whole (const SightRegion *self)
{
  return self->width == 0 || self->height == 0;
}

gboolean
sight_region_parse (SightRegion *self,
                    const char  *text)
{
  SightRegion read = { 0, };
  int end = 0;

  if (sscanf (text, "%5u,%5u,%5u,%5u%n", &read.x, &read.y, &read.width, &read.height, &end) != 4 || text[end] != '\0' ||
      read.x > SIDE_MAX || read.y > SIDE_MAX || read.width > SIDE_MAX || read.height > SIDE_MAX ||
      read.width < SIGHT_REGION_SIDE_MIN || read.height < SIGHT_REGION_SIDE_MIN)
    return FALSE;

  *self = read;

  return TRUE;
}

/* Where the lines of the picture begin is all that changes. */
static void
move_planes (const SightRegion *region,
             GstVideoInfo      *info,
             GstVideoMeta      *meta)
{
  for (guint plane = 0; plane < GST_VIDEO_INFO_N_PLANES (info); plane++)
    {
      int component[GST_VIDEO_MAX_COMPONENTS];
      guint first;

      gst_video_format_info_component (info->finfo, plane, component);
      first = component[0];
      meta->offset[plane] += (region->y >> GST_VIDEO_FORMAT_INFO_H_SUB (info->finfo, first)) * meta->stride[plane] +
                             (region->x >> GST_VIDEO_FORMAT_INFO_W_SUB (info->finfo, first)) *
                             GST_VIDEO_FORMAT_INFO_PSTRIDE (info->finfo, first);
    }
  meta->width = region->width;
  meta->height = region->height;
}

static GstCaps *
make_caps (const SightRegion *region,
           GstSample         *sample)
{
  GstCaps *caps = gst_caps_copy (gst_sample_get_caps (sample));

  gst_caps_set_simple (caps, "width", G_TYPE_INT, (int) region->width, "height", G_TYPE_INT, (int) region->height, NULL);

  return caps;
}

GstSample *
sight_region_cut (const SightRegion *self,
                  GstSample         *sample)
{
  g_autoptr(GstBuffer) buffer = NULL;
  g_autoptr(GstCaps) caps = NULL;
  GstVideoMeta *meta;
  GstVideoInfo info;
  SightRegion region;

  if (sight_region_is_whole (self) || !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return gst_sample_ref (sample);

  region = sight_region_clamp (self, GST_VIDEO_INFO_WIDTH (&info), GST_VIDEO_INFO_HEIGHT (&info));
  buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  meta = gst_buffer_get_video_meta (buffer);
  if (meta == NULL)
    meta = gst_buffer_add_video_meta_full (buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_INFO_FORMAT (&info),
                                           GST_VIDEO_INFO_WIDTH (&info), GST_VIDEO_INFO_HEIGHT (&info),
                                           GST_VIDEO_INFO_N_PLANES (&info), info.offset, info.stride);
  move_planes (&region, &info, meta);
  caps = make_caps (&region, sample);

  return gst_sample_new (buffer, caps, NULL, NULL);
}
