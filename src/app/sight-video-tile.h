/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_VIDEO_TILE (sight_video_tile_get_type ())

G_DECLARE_FINAL_TYPE (SightVideoTile, sight_video_tile, SIGHT, VIDEO_TILE, GtkWidget)

/**
 * SightVideoTile:
 *
 * Somebody in a call, or oneself: the picture, or else the initials, and all
 * marks that tell how it is. It takes pictures as long as it is to be seen: what
 * nobody sees is not converted.
 *
 * Properties: "meeting" (#SightMeeting, nullable); "participant" (nullable:
 * oneself) and "line" (SightLine as uint: the camera or the screen), both for
 * construction only; "pinned": the user wants it large; "talking"; "shows-picture":
 * and not the initials.
 */

/* @participant: %NULL is oneself. */
GtkWidget        *sight_video_tile_new             (SightMeeting     *meeting,
                                                    SightParticipant *participant,
                                                    SightLine         line);

SightParticipant *sight_video_tile_get_participant (SightVideoTile   *self);
SightLine         sight_video_tile_get_line        (SightVideoTile   *self);
gboolean          sight_video_tile_is_pinned       (SightVideoTile   *self);
void              sight_video_tile_set_pinned      (SightVideoTile   *self,
                                                    gboolean          pinned);
gboolean          sight_video_tile_is_talking      (SightVideoTile   *self);
gboolean          sight_video_tile_shows_picture   (SightVideoTile   *self);
/* What is shown over the picture now, or %SIGHT_REACTION_NONE. */
SightReaction     sight_video_tile_get_reaction    (SightVideoTile   *self);
/* Its width by its height; 16:9 before there is a picture. */
double            sight_video_tile_get_aspect      (SightVideoTile   *self);
/* How loud it is, as sight_sound_level() says it. */
void              sight_video_tile_set_level       (SightVideoTile   *self,
                                                    double            level);

G_END_DECLS
