/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-playout.h"

#include <gst/base/gstbasesink.h>
#include <stdlib.h>
#include <string.h>

#define MS          GST_MSECOND
/* One picture in twenty may come late, and is shown when it comes. */
#define LATE_PART   20
/* No picture waits longer: who moves this late is better seen in jumps. */
#define DELAY_MAX   ((gint64) (500 * MS))
/* The first pictures say little, and nobody minds when they are hurried. */
#define AT_ONCE     30
/* Back by a part of the difference with each picture, so that nobody sees it. */
#define BACK_PART   30

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static gint64
find_delay (const SightPlayout *self)
{
  gint64 sorted[SIGHT_PLAYOUT_KEPT];
  guint n = MIN (self->n, SIGHT_PLAYOUT_KEPT);

  memcpy (sorted, self->late, n * sizeof *sorted);
  qsort (sorted, n, sizeof *sorted, compare);

  /* Negative where the first packets came late: the jitter buffer takes their
   * way for the usual one until it knows better.
   */
  return CLAMP (sorted[n - 1 - n / LATE_PART], -DELAY_MAX, DELAY_MAX);
}

gint64
sight_playout_take (SightPlayout *self,
                    gint64        time,
                    gint64        now)
{
  gint64 wanted;

  self->late[self->n++ % SIGHT_PLAYOUT_KEPT] = now - time;
  wanted = find_delay (self);
  if (wanted > self->delay || self->n < AT_ONCE)
    self->delay = wanted;
  else
    self->delay -= (self->delay - wanted) / BACK_PART;

  return self->delay;
}

/* On the streaming thread, before the sink waits for the picture's time. All
 * pipelines have the system's clock and begin at its zero.
 */
static GstPadProbeReturn
on_picture (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  SightPlayout *self = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  g_autoptr(GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  g_autoptr(GstElement) sink = gst_pad_get_parent_element (pad);
  const GstSegment *segment;
  GstClockTime time, latency;

  if (event == NULL || sink == NULL)
    return GST_PAD_PROBE_OK;

  gst_event_parse_segment (event, &segment);
  time = gst_segment_to_running_time (segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  if (!GST_CLOCK_TIME_IS_VALID (time))
    return GST_PAD_PROBE_OK;

  /* Before the pipeline has told its sinks how late it is, nothing is waited for:
   * the first picture would wait for all of that, with those behind it.
   */
  latency = gst_base_sink_get_latency (GST_BASE_SINK (sink));
  gst_base_sink_set_sync (GST_BASE_SINK (sink), latency > 0);
  gst_base_sink_set_ts_offset (GST_BASE_SINK (sink),
                               sight_playout_take (self, time, g_get_monotonic_time () * GST_USECOND) - (gint64) latency);

  return GST_PAD_PROBE_OK;
}

void
sight_playout_attach (GstElement *sink)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (sink, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_picture, g_new0 (SightPlayout, 1), g_free);
}
