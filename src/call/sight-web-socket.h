/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-socket.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_WEB_SOCKET (sight_web_socket_get_type ())

G_DECLARE_FINAL_TYPE (SightWebSocket, sight_web_socket, SIGHT, WEB_SOCKET, GObject)

/* @url: "wss://HOST/signal" or "ws://..." */
SightWebSocket *sight_web_socket_new (const char *url);

G_END_DECLS
