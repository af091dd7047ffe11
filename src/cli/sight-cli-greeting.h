/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "protocol/sight-room-link.h"
#include "server/sight-check-report.h"

G_BEGIN_DECLS

/* A server that helps to find a path, as it was named to us. */
typedef struct
{
  char *url;
  char *username;   /* or NULL */
  char *credential;
} SightCliIceServer;

/* What came of saying hello to a server. */
typedef enum
{
  SIGHT_CLI_GREETING_UNREACHABLE,
  SIGHT_CLI_GREETING_FAILED,
  SIGHT_CLI_GREETING_DONE,
} SightCliGreetingResult;

/* Connects, says hello, joins a room that nobody else knows, and leaves: each
 * step is a line of @report. Runs the main context. @servers gets what the room
 * came with, as #SightCliIceServer.
 */
SightCliGreetingResult sight_cli_greeting_run (const SightRoomLink *link,
                                               SightCheckReport    *report,
                                               GPtrArray           *servers);

/* For @servers. */
GPtrArray             *sight_cli_ice_servers_new (void);

G_END_DECLS
