/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-id.h"
#include "server/sight-frame.h"
#include "server/sight-hub.h"
#include "server/sight-room.h"
#include "server/sight-timer-wheel.h"

G_BEGIN_DECLS

/**
 * SightSession:
 *
 * What outlives a broken socket (PROTOCOL.md section 5): the number of the
 * last message, the messages that were not acknowledged, the place in a room.
 */
typedef struct
{
  SightTimer   timer;        /* while detached: away, then lost */
  SightId      sid;
  SightSecret  key;
  gint64       sequence;     /* of the last message */

  /* Frames from after the last acknowledged one, linked by next_kept. */
  SightFrame  *first_kept;
  SightFrame  *last_kept;
  guint        n_kept;
  guint        kept_bytes;

  gint64       detached_at;  /* 0 while there is a socket */
  SightId      member;       /* its id, while @room is set */

  /* Borrowed references */
  SightClient *client;       /* or NULL */
  SightRoom   *room;         /* or NULL; also while it waits for one */
} SightSession;

SightSession *sight_session_new         (const SightId           *sid,
                                         const SightSecret       *key);
void          sight_session_free        (SightSession            *self);

/* Keeps a reference to @frame, as far as the limits allow. */
void          sight_session_keep        (SightSession            *self,
                                         SightFrame              *frame,
                                         const SightServerLimits *limits);
void          sight_session_acknowledge (SightSession            *self,
                                         gint64                   sequence);
/* Whether everything after @sequence is still there. */
gboolean      sight_session_can_replay  (const SightSession      *self,
                                         gint64                   sequence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightSession, sight_session_free)

G_END_DECLS
