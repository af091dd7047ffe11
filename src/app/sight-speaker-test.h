/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-audio-devices.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SPEAKER_TEST (sight_speaker_test_get_type ())

G_DECLARE_FINAL_TYPE (SightSpeakerTest, sight_speaker_test, SIGHT, SPEAKER_TEST, GObject)

/**
 * SightSpeakerTest:
 *
 * A short sound, to know whether one hears the others: by the same way as theirs.
 *
 * Property "playing".
 */
SightSpeakerTest *sight_speaker_test_new        (SightAudioDevices *devices);

/* Does nothing while it plays. */
void              sight_speaker_test_start      (SightSpeakerTest  *self);
gboolean          sight_speaker_test_is_playing (SightSpeakerTest  *self);

G_END_DECLS
