/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightBandwidthEstimator:
 *
 * How much the path to one peer carries, from what the peer reports of each
 * packet: pure arithmetic, without a clock and without a thread.
 *
 * It looks at the queue in front of the bottleneck directly: how much longer
 * than the shortest way packets are under way now. While packets stand there,
 * what arrives is what the path carries; while none does, there is room for
 * more. Packets that get lost although nothing stands in the queue count only
 * where sending less makes them fewer, so that a bad radio link is not taken
 * for a narrow one.
 *
 * Rates are in bit/s with all headers, times in microseconds.
 */
typedef struct _SightBandwidthEstimator SightBandwidthEstimator;

#define SIGHT_PACKET_LOST G_MININT64

/* What became of one packet. The two clocks need not know each other. */
typedef struct
{
  gint64 sent;
  gint64 received; /* on the peer's clock, or SIGHT_PACKET_LOST */
  guint  size;     /* bytes with all headers */
} SightPacketReport;

typedef struct
{
  guint estimate;     /* what may be sent */
  guint received;     /* what arrived in the last half second */
  guint sent;         /* what had been sent for it */
  guint queue_us;     /* what stands in front of the bottleneck */
  guint loss_percent;
  gboolean is_known; /* and no longer the guess that it began with */
} SightBandwidth;

SightBandwidthEstimator *sight_bandwidth_estimator_new      (guint                          start,
                                                             guint                          least,
                                                             guint                          most);
void                     sight_bandwidth_estimator_free     (SightBandwidthEstimator       *self);

/* What one report of the peer says, in the order in which it was sent. */
void                     sight_bandwidth_estimator_report   (SightBandwidthEstimator       *self,
                                                             const SightPacketReport       *reports,
                                                             guint                          n_reports,
                                                             gint64                         now);
/* A few times a second: a peer from whom no report comes may be gone. */
void                     sight_bandwidth_estimator_tick     (SightBandwidthEstimator       *self,
                                                             gint64                         now);

void                     sight_bandwidth_estimator_get      (const SightBandwidthEstimator *self,
                                                             SightBandwidth                *bandwidth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightBandwidthEstimator, sight_bandwidth_estimator_free)

G_END_DECLS
