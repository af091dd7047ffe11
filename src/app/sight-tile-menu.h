/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_TILE_MENU (sight_tile_menu_get_type ())

G_DECLARE_FINAL_TYPE (SightTileMenu, sight_tile_menu, SIGHT, TILE_MENU, GtkWidget)

/**
 * SightTileMenu:
 *
 * The button on a tile, and what one can do with somebody: how loud to hear, to
 * verify, to remove.
 *
 * Property "silenced": the user does not want to hear this one.
 */
void     sight_tile_menu_set_meeting     (SightTileMenu    *self,
                                          SightMeeting     *meeting);
/* There is a button once somebody is set. */
void     sight_tile_menu_set_participant (SightTileMenu    *self,
                                          SightParticipant *participant);
gboolean sight_tile_menu_is_silenced     (SightTileMenu    *self);

/* To be seen, as long as the menu is not open anyway. */
void     sight_tile_menu_set_revealed    (SightTileMenu    *self,
                                          gboolean          revealed);
void     sight_tile_menu_popup           (SightTileMenu    *self);

G_END_DECLS
