/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "../media/peer-fixture.h"
#include "call/sight-call.h"
#include "server/sight-server.h"

G_BEGIN_DECLS

/* Whole calls in one process: the real server, real connections, coded
 * pictures that are read again at the other end.
 */

#define CODE "k3vd9xtm4qpa7hse"

/* Somebody in a call, with a coded picture for a camera. */
typedef struct
{
  SightCall *call;
  Source    *camera;
} Person;

SightServer      *start_server   (const char  *listen);
const char       *get_host       (SightServer *server);

Person           *person_new     (const char  *host,
                                  const char  *code,
                                  const char  *name);
/* One that no path leads to: it wants a relay, and there is none. */
Person           *person_new_unreachable (const char *host,
                                  const char  *code,
                                  const char  *name);
void              person_free    (Person      *self);
guint             get_count      (Person      *self);
/* Borrowed: the call keeps it. */
SightParticipant *get_other      (Person      *self,
                                  guint        position);
gboolean          is_live        (Person      *self,
                                  guint        position);
/* As if its path had died: nobody is told. */
void              kill_connection (Person     *self,
                                  guint        position);
/* That what comes is what the other sends: the code of a picture can be read. */
void              expect_picture (Person      *self,
                                  guint        position);

gboolean          has_heard      (Person      *self,
                                  guint        position,
                                  const char  *text);
void              say_chat       (Person      *self,
                                  const char  *text);

/* Ana is first and hosts, Boris makes the offers; they are live. */
void              start_two      (SightServer **server,
                                  Person       *people[2]);
void              stop_two       (SightServer  *server,
                                  Person       *people[2]);

G_END_DECLS
