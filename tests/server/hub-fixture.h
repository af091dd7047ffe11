/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "protocol/sight-event.h"
#include "server/sight-hub.h"

G_BEGIN_DECLS

/* A hub without sockets and with a clock of the test's own. */
typedef struct
{
  SightServerConfig *config;
  SightHub          *hub;
  GPtrArray         *peers;  /* of Peer */
  gint64             now;    /* us */
} Fixture;

/* One socket's other end: what the hub sent waits in it to be looked at. */
typedef struct
{
  Fixture     *fixture;
  SightClient *client;       /* NULL once disconnected */
  GQueue       texts;        /* of char * */
  SightEvent   event;        /* the last one taken */
  int          closed;       /* the code, or 0 */
  gint64       received_at;  /* of the last frame sent: what it counts as the cause, or 0 */

  SightId      sid;          /* from welcome */
  SightSecret  key;
  SightId      me;           /* from joined */
  gint64       order;
  gint64       last_sequence;
  gint64       n;            /* of the last relay */
} Peer;

/* Any valid box will do: the server does not look into it. */
extern const char * const a_box;
extern const char * const a_room;

Fixture    *fixture_new           (void);
void        fixture_free          (Fixture     *self);
/* Lets time pass, in steps no longer than the hub asked for. */
void        fixture_advance       (Fixture     *self,
                                   gint64       ms);
/* Until everyone was told everything, which is forgotten. */
void        fixture_settle        (Fixture     *self);

Peer       *peer_connect          (Fixture     *fixture);
Peer       *peer_connect_from     (Fixture     *fixture,
                                   const char  *address);
void        peer_disconnect       (Peer        *self);
void        peer_say              (Peer        *self,
                                   const char  *format,
                                   ...) G_GNUC_PRINTF (2, 3);
void        peer_say_bytes        (Peer        *self,
                                   const char  *text,
                                   gsize        length);

/* Takes the next event, which must be of @type. It stays valid until the next
 * one is taken. Numbers are checked on the way.
 */
SightEvent *peer_expect           (Peer        *self,
                                   SightEventType type);
/* The same, past whatever else comes before it. */
SightEvent *peer_expect_later     (Peer        *self,
                                   SightEventType type);
void        peer_expect_error     (Peer        *self,
                                   SightWireError error,
                                   const char  *re);
void        peer_expect_notice    (Peer        *self,
                                   const char  *code);
/* A change of members that is one removal. */
void        peer_expect_removed   (Peer        *self,
                                   Peer        *who,
                                   SightWhy     why);
void        peer_expect_nothing   (Peer        *self);
void        peer_expect_close     (Peer        *self,
                                   SightClose   code);
void        peer_forget           (Peer        *self);

/* hello and welcome */
void        peer_hello            (Peer        *self);
/* hello with what @old knows; true when resumed. */
gboolean    peer_resume           (Peer        *self,
                                   Peer        *old,
                                   gint64       sequence);
/* join and joined */
void        peer_join             (Peer        *self,
                                   const char  *room);
/* connect, hello, join */
Peer       *peer_new_member       (Fixture     *fixture,
                                   const char  *room);
void        peer_relay            (Peer        *self,
                                   const char  *to);
void        peer_expect_relay     (Peer        *self,
                                   Peer        *from);

G_END_DECLS
