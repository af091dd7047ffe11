/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-steady-time.h"

/* More than sound ever comes early or late by itself. */
#define SLACK (60 * GST_MSECOND)

GstClockTime
sight_steady_time_map (SightSteadyTime *self,
                       GstSample       *sample)
{
  GstSegment *segment = gst_sample_get_segment (sample);
  gint64 time = GST_BUFFER_PTS (gst_sample_get_buffer (sample));
  gint64 now = g_get_monotonic_time () * GST_USECOND;

  if (segment != NULL && segment->format == GST_FORMAT_TIME)
    time = gst_segment_to_running_time (segment, GST_FORMAT_TIME, time);
  if (!self->aligned || ABS (time + self->offset - now) > SLACK)
    self->offset = now - time;
  self->aligned = TRUE;

  return time + self->offset;
}
