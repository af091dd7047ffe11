/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-snapshot.h"

#include <gst/video/video.h>

#include "media/sight-frame-code.h"

#define CONVERT_TIME (10 * GST_SECOND)

static gboolean
write_png (GstSample   *sample,
           const char  *path,
           GError     **error)
{
  g_autoptr(GstCaps) png = gst_caps_new_empty_simple ("image/png");
  g_autoptr(GstSample) converted = gst_video_convert_sample (sample, png, CONVERT_TIME, error);
  GstBuffer *buffer = converted != NULL ? gst_sample_get_buffer (converted) : NULL;
  gboolean written;
  GstMapInfo map;

  if (buffer == NULL || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return FALSE;

  written = g_file_set_contents (path, (const char *) map.data, map.size, error);
  gst_buffer_unmap (buffer, &map);

  return written;
}

gboolean
sight_snapshot_write_first (SightFrameCounter  *counter,
                            const char         *path,
                            GError            **error)
{
  g_autoptr(GstSample) sample = sight_frame_counter_get_first (counter);

  return sample == NULL || write_png (sample, path, error);
}

gboolean
sight_snapshot_write_last (SightFrameCounter  *counter,
                           const char         *path,
                           GError            **error)
{
  g_autoptr(GstSample) sample = sight_frame_counter_get_last (counter);

  return sample == NULL || write_png (sample, path, error);
}

void
sight_snapshot_get_size (SightFrameCounter *counter,
                         guint             *width,
                         guint             *height)
{
  g_autoptr(GstSample) sample = sight_frame_counter_get_last (counter);
  GstCaps *caps = sample != NULL ? gst_sample_get_caps (sample) : NULL;
  GstVideoInfo info;

  *width = *height = 0;
  if (caps != NULL && gst_video_info_from_caps (&info, caps))
    {
      *width = GST_VIDEO_INFO_WIDTH (&info);
      *height = GST_VIDEO_INFO_HEIGHT (&info);
    }
}

gboolean
sight_snapshot_get_number (SightFrameCounter *counter,
                           guint             *number)
{
  g_autoptr(GstSample) sample = sight_frame_counter_get_last (counter);
  SightFrameCode code;

  if (sample == NULL || !sight_frame_code_read_sample (sample, &code))
    return FALSE;

  *number = code.number;

  return TRUE;
}

int
sight_snapshot_get_age (SightFrameCounter *counter)
{
  g_autoptr(GstSample) sample = sight_frame_counter_get_last (counter);
  g_autoptr(GstClock) clock = gst_system_clock_obtain ();
  SightFrameCode code;
  guint now;

  if (sample == NULL || !sight_frame_code_read_sample (sample, &code))
    return -1;

  now = gst_clock_get_time (clock) / GST_MSECOND;

  return (now - code.milliseconds) & SIGHT_FRAME_CODE_MASK;
}
