/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "server/sight-hub.h"

G_BEGIN_DECLS

#define SIGHT_METRICS_BUCKETS  12
#define SIGHT_METRICS_STATUSES 11

/**
 * SightMetrics:
 *
 * What the transport counts beside the hub, and how both read as Prometheus
 * text. A plain struct, embedded in its owner.
 */
typedef struct
{
  guint64 latency[SIGHT_METRICS_BUCKETS];   /* not cumulative; the last is +Inf */
  guint64 latency_sum;                      /* microseconds */
  guint64 statuses[SIGHT_METRICS_STATUSES]; /* HTTP answers */
  guint64 handshakes[5];                    /* by SightHandshake */
  guint64 accepted;                         /* TCP connections */
  guint64 turned_away;                      /* TCP connections closed unread */
  guint64 certificate_reloads;
  guint64 certificate_failures;
} SightMetrics;

typedef enum
{
  SIGHT_HANDSHAKE_ACCEPTED,
  SIGHT_HANDSHAKE_ORIGIN,
  SIGHT_HANDSHAKE_SUBPROTOCOL,
  SIGHT_HANDSHAKE_VERSION,
  SIGHT_HANDSHAKE_REFUSED, /* by the hub, which says why */
  SIGHT_N_HANDSHAKES,
} SightHandshake;

/* @duration: from the message that caused a frame until the socket took it. */
void  sight_metrics_note_latency (SightMetrics        *self,
                                  gint64               duration);
void  sight_metrics_note_status  (SightMetrics        *self,
                                  guint                status);
char *sight_metrics_to_text      (const SightMetrics  *self,
                                  const SightHubStats *stats,
                                  guint                http_sockets,
                                  gboolean             draining);

G_END_DECLS
