/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-id.h"

G_BEGIN_DECLS

/* Senders in a room, with those that left lately. */
#define SIGHT_REPLAY_SENDERS_MAX 4096

/* What became of a box. */
typedef enum
{
  SIGHT_DROP_UNOPENED,  /* it does not open */
  SIGHT_DROP_REPLAYED,  /* its number was there before */
  SIGHT_DROP_STALE,     /* sealed for an earlier call of this member */
  SIGHT_DROP_BAD,       /* what is in it is no message */
  SIGHT_N_DROPS,
} SightDrop;

/**
 * SightReplayGuard:
 *
 * The number of the last good box of each sender, and counts of what was
 * dropped (PROTOCOL.md section 10). One for each stay in a room.
 */
typedef struct _SightReplayGuard SightReplayGuard;

SightReplayGuard *sight_replay_guard_new         (void);
void              sight_replay_guard_free        (SightReplayGuard       *self);
/* Whether @number is new for @from. A box has to have opened, and its message
 * to be fresh, before it is accepted: a forged or old one must not be able to
 * push the number up. Counts nothing: that is sight_replay_guard_count().
 */
gboolean          sight_replay_guard_accept      (SightReplayGuard       *self,
                                                  const SightId          *from,
                                                  gint64                  number);
/* @from is gone and its id is never used again. */
void              sight_replay_guard_forget      (SightReplayGuard       *self,
                                                  const SightId          *from);
/* True the first time for each kind of drop: then the person is told. */
gboolean          sight_replay_guard_count       (SightReplayGuard       *self,
                                                  SightDrop               drop);
guint64           sight_replay_guard_get_dropped (const SightReplayGuard *self,
                                                  SightDrop               drop);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightReplayGuard, sight_replay_guard_free)

G_END_DECLS
