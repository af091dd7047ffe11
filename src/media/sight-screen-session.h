/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gunixfdlist.h>

#include "media/sight-media-error.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SCREEN_SESSION (sight_screen_session_get_type ())

/**
 * SightScreenSession:
 *
 * A screen or a window that the desktop lets this program see, asked for through
 * the ScreenCast portal. Which one is chosen in the portal's own dialog.
 *
 * It asks from the beginning, and ends what it asked for when it is disposed of:
 * a dialog that is open then is closed. Nothing here waits.
 *
 * Signals, on the maker's context, after each of which but "granted" it is over:
 * - "granted": there is a remote now.
 * - "failed" (GError): SIGHT_MEDIA_ERROR_CANCELLED where a person wanted none of
 *   it.
 * - "closed": the desktop has ended what it had granted.
 */
G_DECLARE_FINAL_TYPE (SightScreenSession, sight_screen_session, SIGHT, SCREEN_SESSION, GObject)

/* @restore_token: of an earlier session whose choice is to be kept, or "". */
SightScreenSession *sight_screen_session_new               (const char         *restore_token);

/* Where PipeWire is (transfer none): one descriptor, which is closed when nobody
 * holds the list any more. GStreamer knows connections by the descriptor's
 * number: it must not be duplicated.
 */
GUnixFDList        *sight_screen_session_get_remote        (SightScreenSession *self);
guint               sight_screen_session_get_node          (SightScreenSession *self);
/* For the next time; "" where the choice is not to be kept. */
const char         *sight_screen_session_get_restore_token (SightScreenSession *self);

G_END_DECLS
