/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libwebsockets.h>

#include "server/sight-address.h"
#include "server/sight-connection.h"

G_BEGIN_DECLS

/* Everything about HTTP: the guest's files, /healthz, /metrics and the
 * question whether a WebSocket may open. These return what libwebsockets wants
 * to hear: 0 to go on, -1 to close.
 */
int      sight_http_respond            (SightTransport *transport,
                                        struct lws     *wsi,
                                        const char     *path);
/* 0 accepts the upgrade. */
int      sight_http_confirm_upgrade    (SightTransport *transport,
                                        struct lws     *wsi,
                                        const char     *upgrade);
/* What libwebsockets could not read as HTTP. */
int      sight_http_refuse_garbage     (SightTransport *transport,
                                        struct lws     *wsi,
                                        const char     *data,
                                        gsize           length);

/* Who is connected: the socket's other end. */
void     sight_http_get_peer_address   (struct lws     *wsi,
                                        SightAddress   *address);
/* Who it is for the limits: behind a trusted proxy, whom that names. Only
 * while the headers are there, until a WebSocket has opened.
 */
void     sight_http_get_client_address (SightTransport *transport,
                                        struct lws     *wsi,
                                        SightAddress   *address);

G_END_DECLS
