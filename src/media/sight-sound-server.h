/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-device.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SOUND_SERVER (sight_sound_server_get_type ())

/**
 * SightSoundServer:
 *
 * The microphones and speakers of PulseAudio, or of the PipeWire that speaks as
 * it does. It is looked for from the beginning on; when it goes, so do its
 * devices, and when it comes back, or is started later, they are there again.
 *
 * Signals, on the maker's context:
 * - "added" and "removed" (SightDevice).
 * - "changed" (SightDevice): its name, or what the system has made of it.
 * - "settled": what answers, or that nothing does, is known: after the first
 *   look, and whenever it has changed.
 */
G_DECLARE_FINAL_TYPE (SightSoundServer, sight_sound_server, SIGHT, SOUND_SERVER, GObject)

SightSoundServer *sight_sound_server_new        (void);
/* Asks for nothing before that. */
void              sight_sound_server_start      (SightSoundServer *self);
gboolean          sight_sound_server_answers    (SightSoundServer *self);

G_END_DECLS
