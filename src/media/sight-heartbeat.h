/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-data-channel.h"

G_BEGIN_DECLS

/**
 * SightHeartbeat:
 *
 * Says once a second that this side is there, and notes when the other one did.
 * webrtcbin does not notice that a peer is gone.
 */
typedef struct _SightHeartbeat SightHeartbeat;

/* Twice a second, and whenever a beat comes. */
typedef void (*SightHeartbeatFunc) (gpointer data);

/* @channel is borrowed. */
SightHeartbeat *sight_heartbeat_new       (SightDataChannel   *channel,
                                           GMainContext       *context,
                                           SightHeartbeatFunc  func,
                                           gpointer            data);
void            sight_heartbeat_free      (SightHeartbeat     *self);

/* Monotonic time of the last beat, or of the beginning. */
gint64          sight_heartbeat_get_heard (SightHeartbeat     *self);
/* How long a message and its answer took last, or -1. */
int             sight_heartbeat_get_round_trip_ms (SightHeartbeat *self);

G_END_DECLS
