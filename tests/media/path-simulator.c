/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "path-simulator.h"

#include <math.h>

#define MS              1000
#define SECOND          1000000
#define FRAME           33333
#define SOUND           20000
#define SOUND_SIZE      150
#define PACKET_SIZE     1200
#define OVERHEAD        58
#define FEEDBACK        50000
#define STEP            1000
/* The other side's clock tells another time, and goes a little faster. */
#define CLOCK_OFFSET    G_GINT64_CONSTANT (987654321)
#define CLOCK_DRIFT     1.00003

typedef struct
{
  gint64   sent;
  gint64   arrives;   /* G_MAXINT64: lost */
  gint64   waited;
  guint    size;
} Packet;

typedef struct
{
  const PathCase          *path;
  PathResult              *result;
  SightBandwidthEstimator *estimator;
  GRand                   *rand;
  GArray                  *packets;   /* Packet, as sent */
  guint                    reported;
  gint64                   now;
  gint64                   free_at;   /* the bottleneck has sent all that it has */
  gint64                   last_arrival;
  double                   budget;    /* bits that pictures may still use */
  GArray                  *reports_due; /* the same, on their way back */
  gint64                   due_time;
} Simulation;

static guint
find_phase (const PathCase *path,
            gint64          time)
{
  guint phase = 0;

  while (phase + 1 < path->n_phases && path->phases[phase + 1].from * SECOND <= time)
    phase++;

  return phase;
}

static void
send_packet (Simulation *self,
             guint       size)
{
  const PathPhase *phase = &self->path->phases[find_phase (self->path, self->now)];
  Packet packet = { .sent = self->now, .arrives = G_MAXINT64, .size = size };
  gint64 start = MAX (self->free_at, self->now);

  packet.waited = start - self->now;
  if (packet.waited <= (gint64) self->path->queue_ms * MS)
    {
      self->free_at = start + (gint64) size * 8 * SECOND / phase->rate;
      if (g_rand_double (self->rand) >= phase->loss)
        {
          packet.arrives = self->free_at + phase->way_ms * MS;
          if (self->path->jitter_ms > 0)
            packet.arrives += g_rand_int_range (self->rand, 0, self->path->jitter_ms * MS);
          packet.arrives = MAX (packet.arrives, self->last_arrival);
          self->last_arrival = packet.arrives;
        }
    }
  g_array_append_val (self->packets, packet);
}

static void
send_picture (Simulation *self)
{
  SightBandwidth bandwidth;
  double wanted;
  double noise = 1 + self->path->noise * (g_rand_double (self->rand) * 2 - 1);

  sight_bandwidth_estimator_get (self->estimator, &bandwidth);
  wanted = MAX ((double) bandwidth.estimate - SOUND_SIZE * 8 * 50, 20000);
  if (self->path->content > 0)
    wanted = MIN (wanted, self->path->content);
  /* What one picture took too much the next ones do without. */
  self->budget = CLAMP (self->budget + wanted / 30, -wanted / 10, wanted / 10);
  for (double left = MAX (MIN (wanted / 30 * noise, self->budget + wanted / 30), 800); left > 0; left -= PACKET_SIZE * 8)
    {
      guint size = MIN (left / 8, PACKET_SIZE) + OVERHEAD;

      self->budget -= size * 8;
      send_packet (self, size);
    }
}

static void
give_feedback (Simulation *self)
{
  g_autoptr(GArray) reports = g_array_new (FALSE, FALSE, sizeof (SightPacketReport));
  gint64 way = (gint64) self->path->phases[find_phase (self->path, self->now)].way_ms * MS;
  guint last = self->reported;

  /* All that came before the report left; what is missing among them is lost. */
  for (guint i = self->reported; i < self->packets->len; i++)
    if (g_array_index (self->packets, Packet, i).arrives <= self->now - way)
      last = i + 1;
  for (; self->reported < last; self->reported++)
    {
      const Packet *packet = &g_array_index (self->packets, Packet, self->reported);
      SightPacketReport report = { packet->sent, SIGHT_PACKET_LOST, packet->size };

      if (packet->arrives <= self->now - way)
        report.received = (gint64) (packet->arrives * CLOCK_DRIFT / 250) * 250 + CLOCK_OFFSET;
      g_array_append_val (reports, report);
    }

  if (reports->len > 0)
    sight_bandwidth_estimator_report (self->estimator, (const SightPacketReport *) reports->data, reports->len, self->now);
  else
    sight_bandwidth_estimator_tick (self->estimator, self->now);
}

static void
print_course (Simulation *self)
{
  SightBandwidth bandwidth;

  sight_bandwidth_estimator_get (self->estimator, &bandwidth);
  g_test_message ("%6.1f s: path %5u estimate %5u sent %5u received %5u kbit/s queue %3u ms (really %3d) loss %u %%",
                  self->now / 1e6, self->path->phases[find_phase (self->path, self->now)].rate / 1000,
                  bandwidth.estimate / 1000, bandwidth.sent / 1000, bandwidth.received / 1000, bandwidth.queue_us / 1000,
                  (int) (MAX (self->free_at - self->now, 0) / 1000), bandwidth.loss_percent);
}

static void
run (Simulation *self)
{
  for (self->now = 0; self->now < self->path->end * SECOND; self->now += STEP)
    {
      SightBandwidth bandwidth;

      if (self->now % (FRAME / STEP * STEP) == 0)
        send_picture (self);
      if (self->now % SOUND == 0)
        send_packet (self, SOUND_SIZE);
      if (self->now % FEEDBACK == 0)
        give_feedback (self);
      if (self->path->prints && self->now % (SECOND / 4) == 0)
        print_course (self);
      sight_bandwidth_estimator_get (self->estimator, &bandwidth);
      self->result->last[find_phase (self->path, self->now)] = bandwidth.estimate;
    }
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
measure_queue (Simulation *self,
               guint       phase,
               gint64      from,
               gint64      to)
{
  g_autoptr(GArray) waits = g_array_new (FALSE, FALSE, sizeof (double));
  double sum = 0;
  guint lost = 0, all = 0;
  gint64 low_since = -1;

  self->result->drain[phase] = -1;
  for (guint i = 0; i < self->packets->len; i++)
    {
      const Packet *packet = &g_array_index (self->packets, Packet, i);
      double wait = packet->waited / 1e3;

      if (packet->sent < from || packet->sent >= to)
        continue;
      all++;
      lost += packet->arrives == G_MAXINT64;
      sum += wait;
      g_array_append_val (waits, wait);
      if (wait > 100)
        low_since = -1;
      else if (low_since < 0)
        low_since = packet->sent;
      if (self->result->drain[phase] < 0 && low_since >= 0 && packet->sent - low_since > SECOND)
        self->result->drain[phase] = (low_since - from) / 1e6;
    }

  g_array_sort (waits, compare);
  self->result->loss[phase] = all > 0 ? (double) lost / all : 0;
  self->result->queue_mean[phase] = waits->len > 0 ? sum / waits->len : 0;
  self->result->queue_95[phase] = waits->len > 0 ? g_array_index (waits, double, waits->len * 95 / 100) : 0;
}

static void
measure_use (Simulation *self,
             guint       phase,
             gint64      from,
             gint64      to)
{
  guint64 bytes = 0, recent = 0;
  guint first = 0;

  self->result->rise[phase] = -1;
  for (guint i = 0; i < self->packets->len; i++)
    {
      const Packet *packet = &g_array_index (self->packets, Packet, i);

      if (packet->arrives == G_MAXINT64 || packet->arrives < from || packet->arrives >= to)
        continue;
      bytes += packet->size;
      recent += packet->size;
      first = MAX (first, 0);
      while (g_array_index (self->packets, Packet, first).arrives < packet->arrives - SECOND / 2 ||
             g_array_index (self->packets, Packet, first).arrives == G_MAXINT64)
        {
          const Packet *old = &g_array_index (self->packets, Packet, first);

          if (old->arrives != G_MAXINT64 && old->arrives >= from)
            recent -= old->size;
          first++;
        }
      if (self->result->rise[phase] < 0 && packet->arrives - from > SECOND / 2 &&
          recent * 16 > 0.85 * self->path->phases[phase].rate)
        self->result->rise[phase] = (packet->arrives - from) / 1e6;
    }
  self->result->used[phase] = bytes * 8.0 * SECOND / (to - from) / self->path->phases[phase].rate;
}

void
path_simulate (const PathCase *path,
               PathResult     *result)
{
  Simulation self = {
    .path = path,
    .result = result,
    .estimator = sight_bandwidth_estimator_new (path->start, 30000, path->most),
    .rand = g_rand_new_with_seed (20261121),
    .packets = g_array_new (FALSE, FALSE, sizeof (Packet)),
  };

  run (&self);
  for (guint i = 0; i < path->n_phases; i++)
    {
      gint64 from = path->phases[i].from * SECOND;
      gint64 to = i + 1 < path->n_phases ? path->phases[i + 1].from * SECOND : path->end * SECOND;

      measure_queue (&self, i, from, to);
      measure_use (&self, i, from, to);
      g_test_message ("phase %u: %u kbit/s: used %.3f, rise %.1f s, drain %.1f s, queue %.0f ms, 95 %%: %.0f ms, lost %.4f, at the end %u",
                      i, path->phases[i].rate / 1000, result->used[i], result->rise[i], result->drain[i],
                      result->queue_mean[i], result->queue_95[i], result->loss[i], result->last[i] / 1000);
    }

  sight_bandwidth_estimator_free (self.estimator);
  g_array_unref (self.packets);
  g_rand_free (self.rand);
}
