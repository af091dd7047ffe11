/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_FRAME_GUARD (sight_frame_guard_get_type ())

G_DECLARE_FINAL_TYPE (SightFrameGuard, sight_frame_guard, SIGHT, FRAME_GUARD, SoupWebsocketExtension)

/* What one message may come to, all its frames together. */
#define SIGHT_FRAME_GUARD_MESSAGE_MAX (128 * 1024)

/**
 * SightFrameGuard:
 *
 * Bounds what a server can make a WebSocket client keep. libsoup bounds one
 * frame, and from 3.8 on a message, but nothing bounds the answers to pings. An
 * extension is what libsoup shows every frame to, as it is read: so this is
 * one, although the server knows nothing of it and nothing of it is on the wire.
 */

/* Guards whatever @session connects to; no other extension is agreed on. */
void sight_frame_guard_install (SoupSession *session);
/* Before and after each soup_session_websocket_connect_async(). */
void sight_frame_guard_attach  (SoupMessage *handshake);
void sight_frame_guard_hide    (SoupMessage *handshake);

G_END_DECLS
