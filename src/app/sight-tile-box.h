/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_TILE_BOX (sight_tile_box_get_type ())

G_DECLARE_FINAL_TYPE (SightTileBox, sight_tile_box, SIGHT, TILE_BOX, GtkWidget)

/**
 * SightTileBox:
 *
 * Holds tiles, in the order in which they are laid out by #SightTileLayout.
 */
void sight_tile_box_add        (SightTileBox *self,
                                GtkWidget    *tile);
void sight_tile_box_remove     (SightTileBox *self,
                                GtkWidget    *tile);
/* See #SightTileLayout. */
void sight_tile_box_set_large  (SightTileBox *self,
                                GtkWidget    *large);
void sight_tile_box_set_single (SightTileBox *self,
                                gboolean      is_single);

G_END_DECLS
