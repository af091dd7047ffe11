/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-frame-meter.h"

/* What browsers call a freeze (webrtc-stats, freezeCount). */
#define FREEZE_FACTOR 3
#define FREEZE_MORE   (150 * G_TIME_SPAN_MILLISECOND)
/* Fewer make no average; browsers take as many. */
#define INTERVALS_MIN 5

void
sight_frame_meter_add (SightFrameMeter *self,
                       gboolean         is_key,
                       gint64           now)
{
  self->frames++;
  if (is_key)
    self->key_frames++;
  sight_sliding_sum_add (&self->rate, now, 1);
}

static gint64
get_average (const SightFrameMeter *self)
{
  guint n = MIN (self->n_intervals, SIGHT_FREEZE_FRAMES);
  gint64 sum = 0;

  for (guint i = 0; i < n; i++)
    sum += self->intervals[i];

  return n >= INTERVALS_MIN ? sum / n : 0;
}

void
sight_frame_meter_show (SightFrameMeter *self,
                        gint64           paused,
                        gint64           now)
{
  gint64 interval = now - self->shown - (paused - self->paused);
  gint64 average = get_average (self);
  gboolean is_first = self->shown == 0;

  self->shown = now;
  self->paused = paused;
  if (is_first || interval < 0)
    return;

  if (average > 0 && interval > MAX (FREEZE_FACTOR * average, average + FREEZE_MORE))
    {
      self->freezes++;
      self->frozen += interval;
    }
  self->intervals[self->n_intervals++ % SIGHT_FREEZE_FRAMES] = interval;
}

void
sight_frame_meter_hide (SightFrameMeter *self)
{
  self->shown = 0;
}

double
sight_frame_meter_get_rate (const SightFrameMeter *self,
                            gint64                 now)
{
  return sight_sliding_sum_get (&self->rate, now);
}
