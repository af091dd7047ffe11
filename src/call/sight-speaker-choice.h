/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-audio-devices.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SPEAKER_CHOICE (sight_speaker_choice_get_type ())

G_DECLARE_FINAL_TYPE (SightSpeakerChoice, sight_speaker_choice, SIGHT, SPEAKER_CHOICE, GObject)

/**
 * SightSpeakerChoice:
 *
 * The speaker that was chosen: opened as soon as it is plugged in, and again
 * when it comes back.
 *
 * Signal "failed" (GError, gboolean): the flag says that the default one took
 * its place.
 */

/* @falls_back: to the default, while the chosen one is missing. */
SightSpeakerChoice *sight_speaker_choice_new       (SightAudioDevices  *devices,
                                                    gboolean            falls_back);

/* @id: of sight_device_get_id(), or %NULL for the default. Before the first
 * choice nothing is opened.
 */
void                sight_speaker_choice_set       (SightSpeakerChoice *self,
                                                    const char         *id);
/* Nothing is played before the next choice. */
void                sight_speaker_choice_close     (SightSpeakerChoice *self);
const char         *sight_speaker_choice_get       (SightSpeakerChoice *self);
/* Why nothing is heard. */
const GError       *sight_speaker_choice_get_error (SightSpeakerChoice *self);

G_END_DECLS
