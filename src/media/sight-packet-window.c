/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-packet-window.h"

#define SECOND        G_GINT64_CONSTANT (1000000)
#define KEPT          (3 * SECOND / 2)
/* A peer that reports faster than anyone sends is not listened to for longer. */
#define KEPT_MAX      8192
#define TAKEN_TOGETHER 512
#define PACKETS_MIN   5
/* Clocks drift and ways change: what was shortest is forgotten in time. */
#define BUCKET        SECOND
#define N_BUCKETS     10

struct _SightPacketWindow
{
  GArray *packets;             /* SightPacketReport, as they were sent */
  gint64  shortest[N_BUCKETS]; /* the least time under way, by second of arrival */
  gint64  bucket;              /* the newest one's number */
  gint64  newest_sent;
  gint64  newest_received;
};

SightPacketWindow *
sight_packet_window_new (void)
{
  SightPacketWindow *self = g_new0 (SightPacketWindow, 1);

  self->packets = g_array_new (FALSE, FALSE, sizeof (SightPacketReport));
  self->newest_sent = G_MININT64;
  self->newest_received = G_MININT64;
  for (guint i = 0; i < N_BUCKETS; i++)
    self->shortest[i] = G_MAXINT64;

  return self;
}

void
sight_packet_window_free (SightPacketWindow *self)
{
  g_array_unref (self->packets);
  g_free (self);
}

static const SightPacketReport *
get (const SightPacketWindow *self,
     guint                    i)
{
  return &g_array_index (self->packets, SightPacketReport, i);
}

/* Many at once, or each packet would move all the others. */
static void
trim (SightPacketWindow *self)
{
  guint n = 0;

  if (self->packets->len >= KEPT_MAX)
    n = self->packets->len - KEPT_MAX / 2;
  while (n < self->packets->len && get (self, n)->sent < self->newest_sent - KEPT)
    n++;
  if (n >= TAKEN_TOGETHER || self->packets->len >= KEPT_MAX)
    g_array_remove_range (self->packets, 0, n);
}

static void
note_way (SightPacketWindow       *self,
          const SightPacketReport *report)
{
  gint64 bucket = report->received / BUCKET;
  gint64 *shortest = &self->shortest[((bucket % N_BUCKETS) + N_BUCKETS) % N_BUCKETS];

  if (bucket > self->bucket || self->newest_received == G_MININT64)
    {
      gint64 n = self->newest_received == G_MININT64 ? N_BUCKETS : MIN (bucket - self->bucket, N_BUCKETS);

      for (gint64 i = 0; i < n; i++)
        self->shortest[(((bucket - i) % N_BUCKETS) + N_BUCKETS) % N_BUCKETS] = G_MAXINT64;
      self->bucket = bucket;
    }
  if (bucket > self->bucket - N_BUCKETS)
    *shortest = MIN (*shortest, report->received - report->sent);
}

void
sight_packet_window_add (SightPacketWindow       *self,
                         const SightPacketReport *report)
{
  self->newest_sent = MAX (self->newest_sent, report->sent);
  if (report->received != SIGHT_PACKET_LOST)
    {
      note_way (self, report);
      self->newest_received = MAX (self->newest_received, report->received);
    }
  g_array_append_val (self->packets, *report);
  trim (self);
}

static guint
get_rate (guint64 bytes,
          gint64  span)
{
  return span > 0 ? MIN (bytes * 8 * SECOND / span, G_MAXINT) : 0;
}

/* What came first in the span only begins the time in which the others came. */
guint
sight_packet_window_get_received (const SightPacketWindow *self,
                                  gint64                   span)
{
  gint64 begin = self->newest_received;
  guint64 bytes = 0;
  guint first = 0, n = 0;

  for (guint i = self->packets->len; i > 0; i--)
    {
      const SightPacketReport *packet = get (self, i - 1);

      if (packet->received == SIGHT_PACKET_LOST || packet->received < self->newest_received - span)
        continue;
      bytes += packet->size;
      n++;
      if (packet->received <= begin)
        {
          begin = packet->received;
          first = packet->size;
        }
    }

  return n >= PACKETS_MIN ? get_rate (bytes - first, MAX (self->newest_received - begin, span / 2)) : 0;
}

guint
sight_packet_window_get_sent (const SightPacketWindow *self,
                              gint64                   span)
{
  gint64 begin = self->newest_sent;
  guint64 bytes = 0;
  guint n = 0;

  for (guint i = self->packets->len; i > 0 && get (self, i - 1)->sent > self->newest_sent - span; i--, n++)
    {
      bytes += get (self, i - 1)->size;
      begin = MIN (begin, get (self, i - 1)->sent);
    }

  return n >= PACKETS_MIN ? get_rate (bytes, MAX (self->newest_sent - begin, span / 2)) : 0;
}

double
sight_packet_window_get_loss (const SightPacketWindow *self,
                              gint64                   span)
{
  guint n = 0, lost = 0;

  for (guint i = self->packets->len; i > 0 && get (self, i - 1)->sent > self->newest_sent - span; i--, n++)
    lost += get (self, i - 1)->received == SIGHT_PACKET_LOST;

  return n >= 4 * PACKETS_MIN ? (double) lost / n : -1;
}

static gint64
get_shortest (const SightPacketWindow *self)
{
  gint64 shortest = G_MAXINT64;

  for (guint i = 0; i < N_BUCKETS; i++)
    shortest = MIN (shortest, self->shortest[i]);

  return shortest;
}

static gint64
get_least_way (const SightPacketWindow *self,
               gint64                   span)
{
  gint64 least = G_MAXINT64;

  for (guint i = self->packets->len; i > 0; i--)
    {
      const SightPacketReport *packet = get (self, i - 1);

      if (packet->received != SIGHT_PACKET_LOST && packet->received > self->newest_received - span)
        least = MIN (least, packet->received - packet->sent);
    }

  return least;
}

gint64
sight_packet_window_get_queue (const SightPacketWindow *self,
                               gint64                   span)
{
  gint64 least = get_least_way (self, span);
  gint64 shortest = get_shortest (self);

  if (least == G_MAXINT64)
    return -1;

  return least > shortest ? least - shortest : 0;
}

gint64
sight_packet_window_get_newest (const SightPacketWindow *self)
{
  return self->newest_received;
}

void
sight_packet_window_rebase (SightPacketWindow *self,
                            gint64             span)
{
  gint64 least = get_least_way (self, span);

  for (guint i = 0; i < N_BUCKETS; i++)
    self->shortest[i] = G_MAXINT64;
  self->shortest[((self->bucket % N_BUCKETS) + N_BUCKETS) % N_BUCKETS] = least;
}
