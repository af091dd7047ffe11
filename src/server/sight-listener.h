/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libwebsockets.h>

#include "server/sight-server-config.h"

G_BEGIN_DECLS

/* One address that is listened on. libwebsockets points to it while it lives. */
typedef struct _SightListener SightListener;

void        sight_listener_free         (SightListener                          *self);
/* "http://127.0.0.1:39211": with port 0, the port it got. */
const char *sight_listener_get_url      (const SightListener                    *self);

/* Finds out what all of @config->listen means. */
gboolean    sight_listener_resolve_all  (const SightServerConfig                *config,
                                         GPtrArray                              *listeners,
                                         GError                                **error);
/* Listens, as a virtual host of @lws made from @info. */
gboolean    sight_listener_open         (SightListener                          *self,
                                         struct lws_context                     *lws,
                                         const struct lws_context_creation_info *info,
                                         const SightServerConfig                *config,
                                         GError                                **error);
/* Stops listening on all of them, so that another server can take their place,
 * while what is connected goes on. libwebsockets has no call for that which
 * works on every loop.
 */
void        sight_listener_close_all    (GPtrArray                              *listeners);

G_END_DECLS
