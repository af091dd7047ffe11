/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-bandwidth-estimator.h"

#include <math.h>

#include "media/sight-packet-window.h"

#define MS            G_GINT64_CONSTANT (1000)
#define SECOND        G_GINT64_CONSTANT (1000000)

/* Over this long a queue that is not empty once is one that stands. */
#define QUEUE_SPAN    (100 * MS)
/* Less than this is no queue but the trembling of clocks and of the path. */
#define QUEUE_NONE    (5 * MS)
/* What may stand there, so that the path is never idle. */
#define QUEUE_AIM     (10 * MS)
/* More than this, and too much is being sent. */
#define QUEUE_HIGH    (25 * MS)
/* A queue is to be gone in so long. What is sent now shows two to three tenths
 * of a second later; anything shorter swings.
 */
#define DRAIN_TIME    0.6
#define DRAIN_LEAST   0.35

#define RATE_SPAN     (500 * MS)
#define RATE_SPAN_MIN (100 * MS)
#define BUSY_SPAN_MAX (1300 * MS)
/* Around what the path was seen to carry: by so much a second; beyond it, or
 * where nothing is known: twice as much a second.
 */
#define GROWTH_NEAR   1.08
#define GROWTH_FAR    2.0
#define NEAR_BEGIN    0.97
#define NEAR_END      1.12
/* Back to what is known to be there, once the queue is gone. */
#define GROWTH_BACK   60.0
/* Who sends less than this part of what it may does not learn of more. */
#define USED_PART     0.8
/* Nobody is let far ahead of what was seen to go through: encoders take a while
 * until they use what they may, and then it is too much. Where nothing is known
 * of the path, slow steps beyond it are worth a try, or nobody would ever dare
 * to send a larger picture.
 */
#define AHEAD_TIMES   1.5
#define GROWTH_UNSEEN 1.25
#define UNSEEN_TIMES  2.5
/* Or the camera would stay off for ever once there was only room for sound. */
#define UNSEEN_LEAST  250000
/* What a path carried long ago says nothing of now. */
#define KNOWN_TIME    (30 * SECOND)

/* Losses without a queue. */
#define LOSS_SPAN     SECOND
#define LOSS_MUCH     0.08
/* A trial sends as much as arrived, within these bounds. */
#define LOSS_CUT_MOST 0.3
#define LOSS_CUT_LEAST 0.85
#define LOSS_TRIAL    (1200 * MS)
#define LOSS_FORGET   (20 * SECOND)

/* By then it has climbed to what there is. */
#define KNOWN_AFTER   (2 * SECOND)

/* Without a report. */
#define SILENCE       (600 * MS)
#define SILENCE_CUT   0.7

typedef enum
{
  TRIAL_NONE,
  TRIAL_RUNNING, /* less is sent, to see whether less is lost */
} Trial;

struct _SightBandwidthEstimator
{
  SightPacketWindow *window;
  double             least;
  double             most;
  double             estimate;
  double             capacity;      /* what the path was last seen to carry; 0: unknown */
  gint64             capacity_time;
  gint64             queue;
  gint64             busy_since;    /* on the peer's clock; G_MININT64: not */
  double             before;        /* what was thought to be there when that began */
  gint64             full_time;     /* when there was too much in the queue last */
  gint64             began;         /* when a report came first; 0: never */
  gint64             updated;       /* and last */
  gint64             silent_cut;

  /* A way that became longer looks like a queue that does not drain. */
  gint64             stuck_since;   /* 0: not */
  gint64             stuck_queue;

  Trial              trial;
  gint64             trial_time;    /* when it began, or ended */
  double             trial_estimate;
  double             trial_loss;
  double             natural_loss;  /* what gets lost whatever is sent */
  double             loss;
};

SightBandwidthEstimator *
sight_bandwidth_estimator_new (guint start,
                               guint least,
                               guint most)
{
  SightBandwidthEstimator *self = g_new0 (SightBandwidthEstimator, 1);

  self->window = sight_packet_window_new ();
  self->least = least;
  self->most = most;
  self->estimate = start;
  self->busy_since = G_MININT64;

  return self;
}

void
sight_bandwidth_estimator_free (SightBandwidthEstimator *self)
{
  sight_packet_window_free (self->window);
  g_free (self);
}

static void
learn_capacity (SightBandwidthEstimator *self,
                gint64                   now)
{
  gint64 busy = sight_packet_window_get_newest (self->window) - self->busy_since;
  double received = sight_packet_window_get_received (self->window, CLAMP (busy, RATE_SPAN_MIN, RATE_SPAN));

  if (received <= 0)
    return;

  /* Less is believed at once; more only as it goes on. */
  if (self->capacity == 0 || received < self->capacity || now - self->capacity_time > KNOWN_TIME)
    self->capacity = received;
  else
    self->capacity += (received - self->capacity) * 0.2;
  self->capacity_time = now;
}

/* A queue that neither grows nor shrinks although less is sent than the path
 * carried is none: the way is longer now, or others fill it.
 */
static gboolean
is_stuck (SightBandwidthEstimator *self,
          gint64                   now)
{
  double received = sight_packet_window_get_received (self->window, RATE_SPAN);
  double sent = sight_packet_window_get_sent (self->window, RATE_SPAN);
  gboolean moves = ABS (self->queue - self->stuck_queue) > MAX (self->queue / 10, 5 * MS) || received > 1.08 * sent;

  if (self->stuck_since == 0 || moves)
    {
      self->stuck_since = now;
      self->stuck_queue = self->queue;
    }

  return now - self->stuck_since > SECOND;
}

static void
cut_for_queue (SightBandwidthEstimator *self,
               gint64                   now)
{
  double excess = (double) (self->queue - QUEUE_AIM) / SECOND;

  self->full_time = now;
  if (self->busy_since == G_MININT64)
    {
      self->busy_since = sight_packet_window_get_newest (self->window) - QUEUE_SPAN;
      self->before = MAX (self->estimate, self->capacity);
    }
  learn_capacity (self, now);
  if (self->capacity > 0)
    self->estimate = MIN (self->estimate, self->capacity * MAX (1 - excess / DRAIN_TIME, DRAIN_LEAST));

  if (is_stuck (self, now))
    {
      sight_packet_window_rebase (self->window, RATE_SPAN);
      self->stuck_since = 0;
    }
}

static gboolean
is_used (SightBandwidthEstimator *self)
{
  return sight_packet_window_get_sent (self->window, RATE_SPAN / 2) >= USED_PART * self->estimate;
}

static void
grow (SightBandwidthEstimator *self,
      double                   factor,
      gint64                   elapsed,
      double                   end)
{
  double grown = self->estimate * pow (factor, (double) MIN (elapsed, SECOND / 5) / SECOND);

  self->estimate = MAX (self->estimate, MIN (grown, end));
}

/* A computer that stood still for a moment looks like a path that became narrow
 * in a moment; but then all that had waited arrives at once.
 */
static void
end_busy (SightBandwidthEstimator *self)
{
  gint64 busy = sight_packet_window_get_newest (self->window) - self->busy_since;
  double received = sight_packet_window_get_received (self->window, CLAMP (busy, RATE_SPAN_MIN, BUSY_SPAN_MAX));

  self->capacity = MAX (self->capacity, MIN (received, self->before));
  self->busy_since = G_MININT64;
}

static void
grow_without_queue (SightBandwidthEstimator *self,
                    gint64                   elapsed,
                    gint64                   now)
{
  gboolean known = self->capacity > 0 && now - self->capacity_time < KNOWN_TIME;
  double sent = sight_packet_window_get_sent (self->window, RATE_SPAN / 2);

  if (self->busy_since != G_MININT64)
    end_busy (self);
  self->stuck_since = 0;
  if (known && self->estimate < self->capacity * NEAR_BEGIN)
    grow (self, GROWTH_BACK, elapsed, self->capacity * NEAR_BEGIN);
  else if (is_used (self) && self->estimate >= UNSEEN_LEAST)
    grow (self, known && self->estimate < self->capacity * NEAR_END ? GROWTH_NEAR : GROWTH_FAR, elapsed,
          AHEAD_TIMES * sent);
  else
    grow (self, GROWTH_UNSEEN, elapsed, MAX (known ? 0 : UNSEEN_TIMES * sent, UNSEEN_LEAST));
}

/* A little stands there: the path is full, and that is well. */
static void
hold (SightBandwidthEstimator *self,
      gint64                   elapsed)
{
  double excess = (double) (self->queue - QUEUE_AIM) / SECOND;
  double step = (double) MIN (elapsed, SECOND / 5) / SECOND;

  if (excess < 0 && !is_used (self))
    return;

  self->estimate *= 1 - excess / DRAIN_TIME * step * 4;
}

/* Losses */

static void
begin_trial (SightBandwidthEstimator *self,
             gint64                   now)
{
  self->trial = TRIAL_RUNNING;
  self->trial_time = now;
  self->trial_estimate = self->estimate;
  self->trial_loss = self->loss;
  self->estimate *= CLAMP (1 - self->loss, LOSS_CUT_MOST, LOSS_CUT_LEAST);
}

/* A path that is full would have lost next to nothing of what it carried before.
 * Where as many packets get lost as ever, it is not what is sent that loses them.
 */
static void
end_trial (SightBandwidthEstimator *self,
           gint64                   now)
{
  self->trial = TRIAL_NONE;
  self->trial_time = now;
  if (self->loss > 0.5 * self->trial_loss)
    {
      self->natural_loss = MAX (self->natural_loss, self->loss);
      self->estimate = MAX (self->estimate, self->trial_estimate);
      return;
    }

  self->capacity = self->estimate;
  self->capacity_time = now;
}

static void
heed_losses (SightBandwidthEstimator *self,
             gint64                   now)
{
  double loss = sight_packet_window_get_loss (self->window, LOSS_SPAN);

  if (loss < 0)
    return;

  self->loss = loss;
  if (self->trial == TRIAL_RUNNING && now - self->trial_time >= LOSS_TRIAL)
    end_trial (self, now);
  else if (self->trial == TRIAL_NONE && now - self->trial_time >= LOSS_TRIAL &&
           now - self->full_time > LOSS_SPAN + QUEUE_SPAN && loss > 1.5 * self->natural_loss + LOSS_MUCH)
    begin_trial (self, now);
  if (self->trial == TRIAL_NONE && now - self->trial_time > LOSS_FORGET)
    self->natural_loss = MIN (self->natural_loss, loss);
}

void
sight_bandwidth_estimator_report (SightBandwidthEstimator *self,
                                  const SightPacketReport *reports,
                                  guint                    n_reports,
                                  gint64                   now)
{
  gint64 elapsed = self->updated != 0 ? now - self->updated : 0;

  for (guint i = 0; i < n_reports; i++)
    sight_packet_window_add (self->window, &reports[i]);
  if (self->began == 0)
    self->began = now;
  self->updated = now;
  self->silent_cut = now;
  self->queue = MAX (sight_packet_window_get_queue (self->window, QUEUE_SPAN), 0);

  if (self->queue > QUEUE_HIGH)
    cut_for_queue (self, now);
  else if (self->trial == TRIAL_RUNNING)
    self->busy_since = G_MININT64;
  else if (self->queue > QUEUE_NONE)
    hold (self, elapsed);
  else
    grow_without_queue (self, elapsed, now);
  if (self->queue <= QUEUE_HIGH)
    heed_losses (self, now);
  self->estimate = CLAMP (self->estimate, self->least, self->most);
}

void
sight_bandwidth_estimator_tick (SightBandwidthEstimator *self,
                                gint64                   now)
{
  if (self->updated == 0 || now - self->silent_cut < SILENCE)
    return;

  self->silent_cut = now;
  self->estimate = MAX (self->estimate * SILENCE_CUT, self->least);
}

void
sight_bandwidth_estimator_get (const SightBandwidthEstimator *self,
                               SightBandwidth                *bandwidth)
{
  *bandwidth = (SightBandwidth) {
    .estimate = self->estimate,
    .received = sight_packet_window_get_received (self->window, RATE_SPAN),
    .sent = sight_packet_window_get_sent (self->window, RATE_SPAN),
    .queue_us = self->queue,
    .loss_percent = self->loss * 100 + 0.5,
    .is_known = self->capacity > 0 || (self->began != 0 && self->updated - self->began > KNOWN_AFTER),
  };
}
