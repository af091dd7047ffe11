/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "server/sight-server.h"
#include "ws-client.h"

G_BEGIN_DECLS

/* A server on the default main context, on a port of the kernel's choice. */
typedef struct
{
  SightServer *server;
  const char  *url;

  /* Two members of a room of their own, whom nothing that a test does to the
   * server may disturb.
   */
  WsClient    *ann;
  WsClient    *ben;
  char        *ben_id;
  guint        turns;
} ServerFixture;

/* Pairs of name and value as in the configuration file. */
#define SETTINGS(...) ((const char * const[]) { __VA_ARGS__, NULL })

/* For tests that are about something else. */
#define NO_RATE "rate", "10000", "burst", "100000", "byte-rate", "1024MiB", "byte-burst", "1024MiB"

/* @settings: SETTINGS(), or NULL. */
ServerFixture *server_fixture_new             (const char * const *settings);
void           server_fixture_free            (ServerFixture *self);
/* Ann still reaches Ben. */
void           server_fixture_check_others    (ServerFixture *self);

/* A client that is connected, and then said hello, and then is in a room. */
WsClient      *server_fixture_open            (ServerFixture *self);
WsClient      *server_fixture_greet           (ServerFixture *self);
/* @room is one hex digit, repeated; @id may be NULL. */
WsClient      *server_fixture_join            (ServerFixture *self,
                                               char           room,
                                               char         **id);

void           ws_client_say_hello            (WsClient      *client);
char          *ws_client_join_room            (WsClient      *client,
                                               char           room);
/* A relay with a box of @size bytes. */
void           ws_client_relay                (WsClient      *client,
                                               const char    *to,
                                               guint          number,
                                               gsize          size);
char          *make_relay                     (const char    *to,
                                               guint          number,
                                               gsize          size);

/* Resident memory of this process, in bytes. */
gsize          get_resident_bytes             (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerFixture, server_fixture_free)

G_END_DECLS
