/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-capture.h"

G_BEGIN_DECLS

/* What is heard with the screen; anything else is what sight_player_get_id()
 * says of a program.
 */
#define SIGHT_SCREEN_SHARE_SILENT ""
#define SIGHT_SCREEN_SHARE_ALL    "*"

#define SIGHT_TYPE_SCREEN_SHARE (sight_screen_share_get_type ())

G_DECLARE_FINAL_TYPE (SightScreenShare, sight_screen_share, SIGHT, SCREEN_SHARE, GObject)

/**
 * SightScreenShare:
 *
 * The sound that goes along with the screen of a meeting: chosen before it is
 * shared or meanwhile, sent while it is. It is chosen anew in each meeting, so
 * that nobody hears what was meant for others.
 *
 * And which part of the screen is shared: all of it again each time.
 *
 * Property "sound", a string: what is chosen. Signal "changed": the screen is
 * another one, or none.
 */

/* Where the sound comes from, (transfer full); %NULL is all. */
typedef SightSource *(*SightScreenShareOpen) (const char *player);

SightScreenShare *sight_screen_share_new (SightCapture         *capture,
                                          SightScreenShareOpen  open);

/* The whole screen that is shared now, or %NULL. */
SightSource       *sight_screen_share_get_source (SightScreenShare  *self);
void               sight_screen_share_set_region (SightScreenShare  *self,
                                                  const SightRegion *region);
const SightRegion *sight_screen_share_get_region (SightScreenShare  *self);

G_END_DECLS
