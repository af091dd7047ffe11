/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "protocol/sight-json.h"

G_BEGIN_DECLS

/* The programs are those that SIGHT_TEST_CLI and SIGHT_TEST_PROGRAM name. */

GSubprocess *cli_start        (const char   *program,
                               const char   *arguments);
/* Waits for it; what it printed, and how it ended. */
int          cli_finish       (GSubprocess  *process,
                               char        **out,
                               char        **err);
int          cli_run          (const char   *arguments,
                               char        **out,
                               char        **err);
void         cli_stop         (GSubprocess  *process);
GSubprocess *cli_start_server (char        **url);
GSubprocess *cli_start_server_with (const char *options,
                               char        **url);
char        *cli_make_link    (const char   *url);

/* The event of that name in what a peer printed. */
SightJson   *cli_find_event   (const char   *out,
                               const char   *name);
const char  *cli_get_text     (SightJson    *event,
                               const char   *key);
/* 0 where there is none. */
gint64       cli_get_number   (SightJson    *event,
                               const char   *key);
void         cli_expect_text  (SightJson    *event,
                               const char   *key,
                               const char   *text);

/* A peer in a call, and the events that it has told so far. */
typedef struct
{
  GSubprocess      *process;
  GDataInputStream *output;
  GPtrArray        *events; /* of SightJson */
  guint             mark;
  gboolean          ended;
  gboolean          late;
} CliPeer;

CliPeer   *cli_peer_new    (const char *link,
                            const char *options);
/* @program: what names it, where it is not SIGHT_TEST_CLI. */
CliPeer   *cli_peer_new_of (const char *program,
                            const char *link,
                            const char *options);
void       cli_peer_free   (CliPeer    *self);
/* The first event of that name since the mark, where @key is @text; waits for
 * it. @key may be NULL.
 */
SightJson *cli_peer_wait   (CliPeer    *self,
                            const char *name,
                            const char *key,
                            const char *text);
/* Whether it is there already. */
SightJson *cli_peer_find   (CliPeer    *self,
                            const char *name,
                            const char *key,
                            const char *text);
/* From here on. */
void       cli_peer_mark   (CliPeer    *self);
/* Waits for its end. */
int        cli_peer_finish (CliPeer    *self);
/* Ends it as Ctrl+C does. */
int        cli_peer_leave  (CliPeer    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliPeer, cli_peer_free)

G_END_DECLS
