/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_TILE_GRID (sight_tile_grid_get_type ())

G_DECLARE_FINAL_TYPE (SightTileGrid, sight_tile_grid, SIGHT, TILE_GRID, GtkWidget)

/**
 * SightTileGrid:
 *
 * Everyone in a call as tiles. A screen that is shared, or whom the user pinned,
 * is shown large beside the others; else all are alike, or whoever has the floor
 * is large.
 *
 * Properties: "meeting" (#SightMeeting, nullable); "layout" (string): "grid" or
 * "speaker"; "show-self"; "bottom" (int): what is to be left free there;
 * "has-picture": something moves, so that what lies over it may go away; "narrow":
 * there is little room for it.
 */
void     sight_tile_grid_set_meeting (SightTileGrid *self,
                                      SightMeeting  *meeting);

G_END_DECLS
