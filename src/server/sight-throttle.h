/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "server/sight-address.h"
#include "server/sight-bucket.h"
#include "server/sight-server-config.h"

G_BEGIN_DECLS

/**
 * SightThrottle:
 *
 * What each address has and has done: sockets now, rooms made in the last
 * hour. Pure; the time is passed in.
 */
typedef struct _SightThrottle SightThrottle;

/* One address with at least one socket. */
typedef struct
{
  SightAddress bucket;
  guint        sockets;
  SightBucket  rooms;
} SightThrottleEntry;

SightThrottle      *sight_throttle_new       (const SightServerLimits *limits);
void                sight_throttle_free      (SightThrottle           *self);

/* Whether one more socket may come from there. */
gboolean            sight_throttle_admits    (SightThrottle           *self,
                                              const SightAddress      *address);
/* The entry is valid until its release. */
SightThrottleEntry *sight_throttle_acquire   (SightThrottle           *self,
                                              const SightAddress      *address,
                                              gint64                   now);
void                sight_throttle_release   (SightThrottle           *self,
                                              SightThrottleEntry      *entry);

/* Counts a new room. When there were too many: false, and how many
 * milliseconds to wait.
 */
gboolean            sight_throttle_take_room (SightThrottle           *self,
                                              SightThrottleEntry      *entry,
                                              gint64                   now,
                                              gint64                  *retry_ms);
/* Forgets addresses without sockets whose hour is over. */
void                sight_throttle_sweep     (SightThrottle           *self,
                                              gint64                   now);
guint               sight_throttle_get_size  (SightThrottle           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightThrottle, sight_throttle_free)

G_END_DECLS
