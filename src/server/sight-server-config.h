/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "server/sight-address.h"

G_BEGIN_DECLS

/* The numbers of PROTOCOL.md section 9 that an operator may change. Times are
 * in milliseconds.
 */
typedef struct
{
  guint message;          /* l-message, bytes */
  guint hello;            /* l-hello, bytes */
  guint rate;             /* l-rate, messages a second */
  guint burst;
  guint bytes;            /* l-bytes, a second */
  guint bytes_burst;
  guint hello_time;       /* l-hello-time */
  guint join_time;        /* l-join-time */
  guint silence;          /* l-silence */
  guint ping;             /* told to clients */
  guint queue;            /* l-queue, bytes */
  guint kept_messages;    /* l-kept */
  guint kept_bytes;
  guint ttl;              /* l-kept */
  guint away;             /* away-after */
  guint batch;            /* members changes told together */
  guint room;             /* l-room */
  guint waiting;          /* l-waiting */
  guint sockets;          /* l-sockets */
  guint address_sockets;  /* l-address */
  guint address_rooms;    /* l-rooms, an hour */
  guint handshake_time;   /* in-slow-handshake */
  guint drain_time;       /* over which SIGTERM spreads its closes */
} SightServerLimits;

/**
 * SightServerConfig:
 *
 * Everything an operator can say, from the file and from the command line.
 * A plain struct: read-only once the server runs.
 */
typedef struct
{
  SightServerLimits limits;

  GPtrArray *listen;           /* of char *, "HOST:PORT" */
  char      *tls_certificate;  /* PEM file, or NULL for plain */
  char      *tls_key;

  GPtrArray *origins;          /* of char *, "https://example.org"; beside the server's own */
  GArray    *trusted_proxies;  /* of SightAddressRange */
  GArray    *metrics_allow;    /* of SightAddressRange; empty: loopback only */

  GPtrArray *ice_urls;         /* of char *, stun:, turn: and turns: URLs told to clients */
  GPtrArray *turn_secrets;     /* of char *; the first makes credentials, all are coturn's */
  guint      turn_ttl;         /* seconds, l-ice-ttl */

  int        log_level;        /* GLogLevelFlags: the least grave that is written */
  gboolean   log_addresses;    /* in clear; otherwise as a keyed hash that changes daily */
  gboolean   log_json;
  char      *public_url;       /* told at start and used by --check, or NULL */
} SightServerConfig;

SightServerConfig *sight_server_config_new        (void);
void               sight_server_config_free       (SightServerConfig  *self);

/* Reads a configuration file over what is set. Unknown groups and keys, keys
 * given twice, wrong types and numbers out of bounds are errors that name the
 * line and its key.
 */
gboolean           sight_server_config_load_file  (SightServerConfig  *self,
                                                   const char         *path,
                                                   GError            **error);
gboolean           sight_server_config_load_data  (SightServerConfig  *self,
                                                   const char         *data,
                                                   gsize               length,
                                                   GError            **error);
/* The command line's counterpart: "rate", "40" is the same as rate=40 in the file.
 * The keys are those of sight-server-settings.c; a list replaces the one before.
 */
gboolean           sight_server_config_set        (SightServerConfig  *self,
                                                   const char         *key,
                                                   const char         *value,
                                                   GError            **error);
/* What cannot be seen key by key: a key without a certificate, TURN without a secret. */
gboolean           sight_server_config_validate   (const SightServerConfig  *self,
                                                   GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightServerConfig, sight_server_config_free)

#define SIGHT_SERVER_ERROR (sight_server_error_quark ())

typedef enum
{
  SIGHT_SERVER_ERROR_FAILED,
  SIGHT_SERVER_ERROR_CONFIG,
  SIGHT_SERVER_ERROR_LISTEN,
  SIGHT_SERVER_ERROR_TLS,
  SIGHT_SERVER_ERROR_TURN,
} SightServerError;

GQuark sight_server_error_quark (void);

G_END_DECLS
