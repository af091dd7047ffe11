/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"
#include "media/sight-audio-devices.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_MEETING_SOUND (sight_meeting_sound_get_type ())

G_DECLARE_FINAL_TYPE (SightMeetingSound, sight_meeting_sound, SIGHT, MEETING_SOUND, GObject)

/**
 * SightMeetingSound:
 *
 * Lets everyone in a call be heard by the speaker, what they say and the sound
 * of what they share, as loud as we want each of them.
 */
SightMeetingSound *sight_meeting_sound_new        (SightCall          *call,
                                                   SightAudioDevices  *devices);

/* 1 is as it comes, 0 is nothing, 2 the most. */
void               sight_meeting_sound_set_volume (SightMeetingSound  *self,
                                                   SightParticipant   *participant,
                                                   double              volume);
double             sight_meeting_sound_get_volume (SightMeetingSound  *self,
                                                   SightParticipant   *participant);
/* How loud somebody speaks just now, as sight_sound_level() says it. */
double             sight_meeting_sound_get_level  (SightMeetingSound  *self,
                                                   SightParticipant   *participant);

G_END_DECLS
