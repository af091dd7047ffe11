/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "call/sight-capture.h"
#include "protocol/sight-room-link.h"

G_BEGIN_DECLS

/* What a meeting begins with, as the settings say; %NULL settings are those of
 * somebody who never changed any.
 */

/* Follows the settings from then on: choosing a device is setting it. */
SightCapture *sight_meeting_setup_capture (GSettings            *settings);
SightCall    *sight_meeting_setup_call    (GSettings            *settings,
                                           const SightRoomLink  *link,
                                           GError              **error);

/* What other programs play, or one of them; %NULL is all. (transfer full) */
SightSource  *sight_meeting_setup_open_sound (const char          *player);

/* Nothing real is seen, heard or played: SIGHT_TEST_SOURCES=1. */
gboolean      sight_meeting_is_test       (void);

G_END_DECLS
