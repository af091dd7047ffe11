/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_MEETING_ACTIONS (sight_meeting_actions_get_type ())

G_DECLARE_FINAL_TYPE (SightMeetingActions, sight_meeting_actions, SIGHT, MEETING_ACTIONS, GSimpleActionGroup)

/**
 * SightMeetingActions:
 *
 * What can be done in a meeting, as the actions of the group "call":
 *
 * - "microphone", "camera", "screen", "hand" (boolean states): whether it is on,
 *   and works. Asking for one that does not work tries it again.
 * - "camera-device", "microphone-device", "speaker-device" (string states): what
 *   is chosen; empty for the default.
 * - "react" (with a string, the word of a reaction): shows it to everyone.
 * - "screen-mode" (string state): "text" or "motion".
 * - "screen-sound" (string state): what is heard with the screen, as
 *   #SightScreenShare has it.
 * - "choose-region", while the screen is shared.
 * - "test-speaker", "copy-link", "hang-up".
 */

/* @settings: where choices are kept; %NULL where they cannot be made. */
SightMeetingActions *sight_meeting_actions_new (SightMeeting *meeting,
                                                GSettings    *settings);

G_END_DECLS
