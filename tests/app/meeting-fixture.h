/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "../call/call-scene.h"
#include "app/sight-meeting.h"

G_BEGIN_DECLS

/* In the room of the scenes (CODE) on the server of this host; not joined yet, and without settings. */
SightMeeting *make_meeting (const char *host);

G_END_DECLS
