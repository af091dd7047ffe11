/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-bandwidth-estimator.h"

G_BEGIN_DECLS

/**
 * SightBandwidthMeter:
 *
 * The estimator of one connection, where webrtcbin's threads meet everyone
 * else: all of it may be called on any thread.
 *
 * With SIGHT_DEBUG=feedback it writes what the peer reports into
 * SIGHT_DEBUG_DIR, one packet a line: when the report came, when the packet was
 * sent, when it arrived ("lost" if it did not), its size.
 */
typedef struct _SightBandwidthMeter SightBandwidthMeter;

SightBandwidthMeter *sight_bandwidth_meter_new   (void);
SightBandwidthMeter *sight_bandwidth_meter_ref   (SightBandwidthMeter  *self);
void                 sight_bandwidth_meter_unref (SightBandwidthMeter  *self);

/* Listens to what comes back through a pad that leads to webrtcbin. */
void                 sight_bandwidth_meter_watch (SightBandwidthMeter  *self,
                                                  GstPad               *pad);
void                 sight_bandwidth_meter_get   (SightBandwidthMeter  *self,
                                                  SightBandwidth       *bandwidth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightBandwidthMeter, sight_bandwidth_meter_unref)

G_END_DECLS
