/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netlab-link.h"

#include <string.h>

/* What may wait where no rate bounds it, in bytes. */
#define UNBOUND_MAX (64 * 1024 * 1024)

/* Bits times ns per s: what a rate in bit/s does away with in 1 ns is the rate. */
#define NANOBITS(bytes) ((guint64) (bytes) * 8 * NETLAB_SECOND)

struct _NetlabLink
{
  NetlabShape shape;
  GRand      *rand;
  gboolean    in_burst;

  GQueue      queue;    /* of NetlabPacket; the first is being transmitted */
  guint64     n_bytes;  /* in the queue, without the first */
  gint64      since;    /* when the transmission of the first began, or was last looked at */
  guint64     left;     /* nanobits of the first that were left then */

  GQueue      line;     /* of NetlabPacket, by when they come out */
  gint64      last_due; /* of what was not held back */
};

NetlabLink *
netlab_link_new (const NetlabShape *shape,
                 guint32            seed)
{
  NetlabLink *self = g_new0 (NetlabLink, 1);

  self->shape = *shape;
  self->rand = g_rand_new_with_seed (seed);
  g_queue_init (&self->queue);
  g_queue_init (&self->line);

  return self;
}

static void
clear (GQueue *queue)
{
  GList *link;

  while ((link = g_queue_pop_head_link (queue)) != NULL)
    g_free (link->data);
}

void
netlab_link_free (NetlabLink *self)
{
  clear (&self->queue);
  clear (&self->line);
  g_rand_free (self->rand);
  g_free (self);
}

/* Always as many random numbers a packet, so that a change of shape does not
 * move the losses of all that follow.
 */
static void
draw (NetlabLink *self,
      gboolean   *lost,
      gboolean   *held)
{
  const NetlabShape *shape = &self->shape;
  double first = g_rand_double (self->rand);
  double second = g_rand_double (self->rand);
  double burst = MAX (shape->burst, 1);

  if (shape->loss <= 0)
    self->in_burst = FALSE;
  else if (shape->loss >= 1 || burst <= 1)
    self->in_burst = first < shape->loss;
  else if (self->in_burst)
    self->in_burst = first >= 1 / burst;
  else
    self->in_burst = first < shape->loss / (burst * (1 - shape->loss));

  *lost = self->in_burst;
  *held = second < shape->reorder;
}

static void
put_on_line (NetlabLink   *self,
             NetlabPacket *packet)
{
  GList *after = self->line.tail;

  while (after != NULL && ((NetlabPacket *) after->data)->due > packet->due)
    after = after->prev;
  if (after == NULL)
    g_queue_push_head_link (&self->line, &packet->link);
  else
    g_queue_insert_after_link (&self->line, after, &packet->link);
}

static void
transmit (NetlabLink   *self,
          NetlabPacket *packet,
          gint64        when)
{
  gboolean lost, held;

  draw (self, &lost, &held);
  packet->fate = lost ? NETLAB_LOST : NETLAB_CARRIED;
  packet->sent = when;
  packet->due = when + self->shape.delay;
  if (held)
    packet->due += self->shape.held;
  else
    self->last_due = packet->due = MAX (packet->due, self->last_due);

  put_on_line (self, packet);
}

/* When the first of the queue will have been transmitted. */
static gint64
get_done (NetlabLink *self)
{
  if (g_queue_is_empty (&self->queue) || self->shape.outage)
    return NETLAB_NEVER;
  if (self->shape.rate == 0)
    return self->since;

  return self->since + (gint64) ((self->left + self->shape.rate - 1) / self->shape.rate);
}

static void
begin_first (NetlabLink *self,
             gint64      when)
{
  NetlabPacket *packet = g_queue_peek_head (&self->queue);

  self->since = when;
  if (packet == NULL)
    return;

  self->left = NANOBITS (packet->size);
  self->n_bytes -= packet->size;
  packet->waited = when - packet->arrived;
}

static void
advance (NetlabLink *self,
         gint64      now)
{
  gint64 done;

  while ((done = get_done (self)) <= now)
    {
      NetlabPacket *packet = g_queue_pop_head_link (&self->queue)->data;

      transmit (self, packet, done);
      begin_first (self, done);
    }
}

void
netlab_link_set_shape (NetlabLink        *self,
                       const NetlabShape *shape,
                       gint64             now)
{
  advance (self, now);
  if (!g_queue_is_empty (&self->queue) && !self->shape.outage && now > self->since)
    self->left -= MIN (self->left, (guint64) (now - self->since) * self->shape.rate);
  self->since = MAX (self->since, now);
  self->shape = *shape;
}

static gboolean
is_full (NetlabLink *self,
         gint64      now)
{
  guint64 left = self->left;

  if (g_queue_is_empty (&self->queue))
    return FALSE;
  if (self->shape.rate == 0)
    return self->n_bytes > UNBOUND_MAX;

  if (!self->shape.outage && now > self->since)
    left -= MIN (left, (guint64) (now - self->since) * self->shape.rate);

  return (left + NANOBITS (self->n_bytes)) / self->shape.rate > (guint64) self->shape.queue;
}

gboolean
netlab_link_push (NetlabLink    *self,
                  gconstpointer  data,
                  guint          size,
                  gint64         now)
{
  NetlabPacket *packet;

  advance (self, now);
  if (is_full (self, now))
    return FALSE;

  packet = g_malloc0 (sizeof (NetlabPacket) + size);
  packet->link.data = packet;
  packet->arrived = now;
  packet->size = size;
  memcpy (packet->data, data, size);

  g_queue_push_tail_link (&self->queue, &packet->link);
  self->n_bytes += size;
  if (self->queue.length == 1)
    begin_first (self, now);

  return TRUE;
}

NetlabPacket *
netlab_link_pop (NetlabLink *self,
                 gint64      now)
{
  NetlabPacket *packet;

  advance (self, now);
  packet = g_queue_peek_head (&self->line);
  if (packet == NULL || packet->due > now)
    return NULL;

  g_queue_pop_head_link (&self->line);

  return packet;
}

gint64
netlab_link_get_due (NetlabLink *self)
{
  NetlabPacket *packet = g_queue_peek_head (&self->line);
  gint64 due = packet != NULL ? packet->due : NETLAB_NEVER;
  gint64 done = get_done (self);

  return done == NETLAB_NEVER ? due : MIN (due, done + self->shape.delay);
}
