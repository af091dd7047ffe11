/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SCREEN_SOUND (sight_screen_sound_get_type ())

G_DECLARE_FINAL_TYPE (SightScreenSound, sight_screen_sound, SIGHT, SCREEN_SOUND, SightSource)

/**
 * SightScreenSound:
 *
 * What other programs play, taken where it leaves them, in stereo and as loud as
 * they play it: of all, or of one. What plays a call is never among it, and so no
 * call echoes. Programs may begin and end to play at any time; until one does
 * there is silence.
 */

/* @player: of sight_player_get_id() or by its name, also one that does not play
 * yet; %NULL for all.
 */
SightSource *sight_screen_sound_new (const char *player);

G_END_DECLS
