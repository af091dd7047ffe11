/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

struct spa_dict;

G_BEGIN_DECLS

#define SIGHT_TYPE_PLAYER (sight_player_get_type ())

G_DECLARE_FINAL_TYPE (SightPlayer, sight_player, SIGHT, PLAYER, GObject)

/**
 * SightPlayer:
 *
 * A program that plays sound, as one of its streams in PipeWire says. Property
 * "name", for people.
 */

/* Which ear hears a channel. */
typedef enum
{
  SIGHT_SIDE_LEFT = 1 << 0,
  SIGHT_SIDE_RIGHT = 1 << 1,
} SightSides;

/* All of PipeWire's properties of a stream. %NULL for what passes on the sound of
 * others, which is heard from them.
 */
SightPlayer *sight_player_read           (const struct spa_dict *properties);

/* The same when it plays again. */
const char  *sight_player_get_id         (SightPlayer           *self);
const char  *sight_player_get_name       (SightPlayer           *self);
/* Whether it plays a call: this program's, or another one's of its kind. Nobody
 * may hear that who is not in that call, and whoever is hears it already.
 */
gboolean     sight_player_plays_call     (SightPlayer           *self);
/* @text as a person would write it: an id, or a name in any case. */
gboolean     sight_player_is_called      (SightPlayer           *self,
                                          const char            *text);

/* The property by which our own streams are known, and what they say there. */
#define SIGHT_PLAYER_CALL_PROPERTY "app.sightline.plays"
#define SIGHT_PLAYER_CALL_VALUE    "call"

/* @channel: PipeWire's name of it, or %NULL. */
SightSides   sight_sides_of_channel      (const char            *channel);

G_END_DECLS
