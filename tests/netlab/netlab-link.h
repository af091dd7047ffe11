/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NETLAB_MS     G_GINT64_CONSTANT (1000000)
#define NETLAB_SECOND (1000 * NETLAB_MS)
#define NETLAB_NEVER  G_MAXINT64

/* How a link is at the moment. Times are in ns, shares from 0 to 1. */
typedef struct
{
  guint64  rate;    /* bit/s; 0: nothing has to wait */
  gint64   delay;   /* one way */
  gint64   queue;   /* who would have to wait longer is dropped */
  double   loss;    /* share that is lost behind the queue */
  double   burst;   /* so many in a row on average; up to 1: each by itself */
  double   reorder; /* this share ... */
  gint64   held;    /* ... comes so much later, and lets others pass */
  gboolean outage;  /* nothing leaves the queue */
} NetlabShape;

typedef enum
{
  NETLAB_CARRIED, /* came out at the other end */
  NETLAB_LOST,    /* took its time on the link and was lost behind it */
  NETLAB_DROPPED, /* found the queue full */
} NetlabFate;

typedef struct
{
  GList      link;
  NetlabFate fate;
  gint64     arrived;
  gint64     waited; /* until its own transmission began */
  gint64     sent;   /* when that was over */
  gint64     due;    /* when it comes out */
  guint      size;
  guint8     data[];
} NetlabPacket;

/**
 * NetlabLink:
 *
 * One direction of a path: a drop-tail queue, a transmitter of some rate, and a
 * line of some length behind it that loses and reorders. Knows neither clock
 * nor socket: the time is passed in and never goes back. The same seed and the
 * same packets give the same losses.
 */
typedef struct _NetlabLink NetlabLink;

NetlabLink   *netlab_link_new       (const NetlabShape *shape,
                                     guint32            seed);
void          netlab_link_free      (NetlabLink        *self);

/* Holds from @now on; what waits in the queue stays there. */
void          netlab_link_set_shape (NetlabLink        *self,
                                     const NetlabShape *shape,
                                     gint64             now);
/* False where it is dropped. */
gboolean      netlab_link_push      (NetlabLink        *self,
                                     gconstpointer      data,
                                     guint              size,
                                     gint64             now);
/* What is due by @now, lost or carried, in the order of coming out; or %NULL.
 * To be freed with g_free().
 */
NetlabPacket *netlab_link_pop       (NetlabLink        *self,
                                     gint64             now);
/* Before this moment there is nothing to pop. */
gint64        netlab_link_get_due   (NetlabLink        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetlabLink, netlab_link_free)

G_END_DECLS
