/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "server/sight-hub.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SERVER (sight_server_get_type ())

G_DECLARE_FINAL_TYPE (SightServer, sight_server, SIGHT, SERVER, GObject)

/**
 * SightServer:
 *
 * The signaling server with its sockets. The same object serves the program
 * (sight_server_run(), libuv) and everyone who embeds it: the application, the
 * command line's demo and the tests (sight_server_start(), on the caller's
 * GMainContext).
 *
 * It says "listening" when it does, and "drained" when the last client has
 * gone after sight_server_drain().
 */

/* @config is taken over. */
SightServer         *sight_server_new           (SightServerConfig  *config);

/* Listens and serves on @context until sight_server_stop(). */
gboolean             sight_server_start         (SightServer        *self,
                                                 GMainContext       *context,
                                                 GError            **error);
void                 sight_server_stop          (SightServer        *self);

/* Listens and serves on a libuv loop of its own until SIGTERM or SIGINT has
 * drained it (a second one ends at once). SIGHUP reloads the certificate.
 */
gboolean             sight_server_run           (SightServer        *self,
                                                 GError            **error);

/* "http://127.0.0.1:39211" for each listener, once it listens: with port 0 the
 * port that it got. NULL-terminated, owned by @self.
 */
const char * const  *sight_server_get_addresses (SightServer        *self);
const SightHubStats *sight_server_get_stats     (SightServer        *self);

/* Begins to drain; "drained" is emitted when the last client is gone. */
void                 sight_server_drain         (SightServer        *self);
gboolean             sight_server_reload_certificate (SightServer   *self,
                                                 GError            **error);

G_END_DECLS
