/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-bandwidth-meter.h"

#include <stdio.h>

#include "media/sight-media.h"
#include "media/sight-packet-feedback.h"

/* Sound and a small picture at once, and in a second or two what there is. */
#define START 600000
/* Sound alone, and little of it. */
#define LEAST 40000
#define MOST  8000000

struct _SightBandwidthMeter
{
  gatomicrefcount          references;
  GMutex                   lock;
  /* Any thread, under the lock. */
  SightBandwidthEstimator *estimator;
  SightPacketFeedback      feedback;
  GArray                  *reports;
  FILE                    *record;   /* for debugging, or NULL */
};

SightBandwidthMeter *
sight_bandwidth_meter_new (void)
{
  SightBandwidthMeter *self = g_new0 (SightBandwidthMeter, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->estimator = sight_bandwidth_estimator_new (START, LEAST, MOST);
  self->reports = g_array_new (FALSE, FALSE, sizeof (SightPacketReport));
  self->record = sight_media_open_record ("feedback");

  return self;
}

SightBandwidthMeter *
sight_bandwidth_meter_ref (SightBandwidthMeter *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
sight_bandwidth_meter_unref (SightBandwidthMeter *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_pointer (&self->record, fclose);
  g_array_unref (self->reports);
  sight_bandwidth_estimator_free (self->estimator);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
record (SightBandwidthMeter *self,
        gint64               now)
{
  for (guint i = 0; i < self->reports->len; i++)
    {
      const SightPacketReport *report = &g_array_index (self->reports, SightPacketReport, i);

      fprintf (self->record, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " ", now, report->sent);
      if (report->received == SIGHT_PACKET_LOST)
        fprintf (self->record, "lost %u\n", report->size);
      else
        fprintf (self->record, "%" G_GINT64_FORMAT " %u\n", report->received, report->size);
    }
}

/* On the thread on which the feedback came. */
static GstPadProbeReturn
on_upstream_event (GstPad          *pad,
                   GstPadProbeInfo *info,
                   gpointer         user_data)
{
  SightBandwidthMeter *self = user_data;
  const GstStructure *structure = gst_event_get_structure (GST_PAD_PROBE_INFO_EVENT (info));
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  g_array_set_size (self->reports, 0);
  if (sight_packet_feedback_read (&self->feedback, structure, self->reports) && self->reports->len > 0)
    {
      sight_bandwidth_estimator_report (self->estimator, (const SightPacketReport *) self->reports->data,
                                        self->reports->len, now);
      if (self->record != NULL)
        record (self, now);
    }
  g_mutex_unlock (&self->lock);

  return GST_PAD_PROBE_OK;
}

void
sight_bandwidth_meter_watch (SightBandwidthMeter *self,
                             GstPad              *pad)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_upstream_event,
                     sight_bandwidth_meter_ref (self), (GDestroyNotify) sight_bandwidth_meter_unref);
}

void
sight_bandwidth_meter_get (SightBandwidthMeter *self,
                           SightBandwidth      *bandwidth)
{
  g_mutex_lock (&self->lock);
  sight_bandwidth_estimator_tick (self->estimator, g_get_monotonic_time ());
  sight_bandwidth_estimator_get (self->estimator, bandwidth);
  g_mutex_unlock (&self->lock);
}
