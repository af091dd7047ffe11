/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "protocol/sight-event.h"
#include "server/sight-bucket.h"
#include "server/sight-hub.h"
#include "server/sight-room.h"
#include "server/sight-session.h"
#include "server/sight-throttle.h"
#include "server/sight-timer-wheel.h"

G_BEGIN_DECLS

/* Shared by sight-hub.c (sessions, rooms, deliveries) and sight-client.c (one
 * socket's messages) only.
 */

struct _SightHub
{
  const SightServerConfig *config;
  const SightHubDelivery  *delivery;
  SightThrottle           *throttle;
  SightTimerWheel         *wheel;
  GHashTable              *rooms;       /* SightRoomId in the room -> SightRoom, owned */
  GHashTable              *sessions;    /* SightId in the session -> SightSession, owned */
  GHashTable              *members;     /* SightId in the session -> SightSession, borrowed */
  GPtrArray               *clients;     /* of SightClient, borrowed: the transport's */
  GHashTable              *unflushed;   /* set of SightRoom, borrowed */
  SightTimer               flush_timer;
  SightTimer               sweep_timer;
  GString                 *scratch;     /* a message on its way to a frame */
  gint64                   now;
  gint64                   wall_offset; /* what makes Unix time of now */
  gint64                   cause;       /* when what is handled was received, or 0 */
  gboolean                 draining;
  SightHubStats            stats;
};

struct _SightClient
{
  SightTimer          timer;          /* hello, join or silence */
  SightHub           *hub;
  gpointer            transport;
  SightThrottleEntry *address;
  SightSession       *session;        /* NULL before welcome and after the end */
  guint               index;          /* in hub->clients */
  guint               n_dropped;      /* in a row, for the rate */
  guint               n_bad;          /* messages in all */
  gboolean            is_closing;
  gint64              last_message;
  gint64              join_by;        /* G_MAXINT64 while in a room */
  gint64              last_rate_error;
  SightBucket         messages;
  SightBucket         bytes;
};

/* sight-hub.c */
SightSession *sight_hub_make_session     (SightHub              *self);
/* Proof that a client owns a session, which then is not NULL. */
SightSession *sight_hub_find_session     (SightHub              *self,
                                          const SightSessionProof *proof);
void          sight_hub_make_key         (SightHub              *self,
                                          SightSecret           *key);
void          sight_hub_send             (SightHub              *self,
                                          SightSession          *session,
                                          SightEvent            *event);
void          sight_hub_send_unnumbered  (SightHub              *self,
                                          SightClient           *client,
                                          const SightEvent      *event);
void          sight_hub_detach           (SightHub              *self,
                                          SightSession          *session);
/* Takes the session out of its room and frees it; its client stays without. */
void          sight_hub_end_session      (SightHub              *self,
                                          SightSession          *session,
                                          SightWhy               why);
/* The room of that id, made if need be; NULL with @error (and @retry_ms)
 * where that is not allowed.
 */
SightRoom    *sight_hub_get_room         (SightHub              *self,
                                          const SightRoomId     *id,
                                          SightThrottleEntry    *address,
                                          SightWireError        *error,
                                          gint64                *retry_ms);
void          sight_hub_enter            (SightHub              *self,
                                          SightSession          *session,
                                          SightRoom             *room);
/* Forgets the room that @session was in or wanted, and does not tell the room. */
void          sight_hub_forget_place     (SightHub              *self,
                                          SightSession          *session);
void          sight_hub_drop_room_if_empty (SightHub            *self,
                                          SightRoom             *room);
void          sight_hub_fill_ice         (SightHub              *self,
                                          SightIceList          *ice,
                                          GString               *json);

/* sight-client.c */
void          sight_client_close         (SightClient           *self,
                                          SightClose             code);
void          sight_client_watch         (SightClient           *self);

G_END_DECLS
