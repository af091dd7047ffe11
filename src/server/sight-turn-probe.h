/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "server/sight-address.h"

G_BEGIN_DECLS

typedef enum
{
  SIGHT_PROBE_OK,
  SIGHT_PROBE_UNRESOLVED,
  SIGHT_PROBE_UNREACHABLE,
  SIGHT_PROBE_GARBAGE,       /* something else listens there */
  SIGHT_PROBE_TLS,
  SIGHT_PROBE_OPEN,          /* relays for everyone */
  SIGHT_PROBE_NO_REALM,
  SIGHT_PROBE_WRONG_SECRET,
  SIGHT_PROBE_OLD_SECRET,    /* only a later one is known there */
  SIGHT_PROBE_CLOCK,
  SIGHT_PROBE_QUOTA,
  SIGHT_PROBE_REFUSED,
  SIGHT_PROBE_PRIVATE_RELAY,
} SightProbeResult;

typedef struct
{
  const GPtrArray *secrets;    /* of char *; the first makes credentials */
  const char      *username;   /* credentials instead of secrets, for who has only these; or NULL */
  const char      *password;
  guint            ttl;        /* seconds */
  gint64           now;        /* Unix time in seconds */
  guint            timeout_ms; /* of each step */
  const char      *ca_file;    /* instead of the system's authorities, or NULL */
} SightProbeOptions;

/* Asks a STUN server for an address, or gets a relay from a TURN server and
 * gives it back. @sentence says what came of it and what to do; it is to be
 * freed.
 */
SightProbeResult sight_turn_probe (const char               *url,
                                   const SightProbeOptions  *options,
                                   char                    **sentence);

/* Whether who reaches @server reaches @relay as well. */
gboolean         sight_turn_relay_is_reachable (const SightAddress *server,
                                                const SightAddress *relay);

G_END_DECLS
