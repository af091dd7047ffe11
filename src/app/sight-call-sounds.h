/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"
#include "media/sight-audio-devices.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CALL_SOUNDS (sight_call_sounds_get_type ())

G_DECLARE_FINAL_TYPE (SightCallSounds, sight_call_sounds, SIGHT, CALL_SOUNDS, GObject)

/**
 * SightCallSounds:
 *
 * Lets it be heard that someone comes, goes or knocks, where the setting
 * "sounds" wants it.
 */
SightCallSounds *sight_call_sounds_new (GSettings         *settings,
                                        SightCall         *call,
                                        SightAudioDevices *devices);

G_END_DECLS
