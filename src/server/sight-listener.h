/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libwebsockets.h>

#include "server/sight-server-config.h"

G_BEGIN_DECLS

/* Listens on everything in @config->listen, as virtual hosts of @lws made from
 * @info. Returns the addresses as URLs: with port 0, the port it got.
 */
GPtrArray *sight_listener_open_all (struct lws_context                     *lws,
                                    const struct lws_context_creation_info *info,
                                    const SightServerConfig                *config,
                                    GError                                **error);

G_END_DECLS
