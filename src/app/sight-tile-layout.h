/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_TILE_LAYOUT (sight_tile_layout_get_type ())

G_DECLARE_FINAL_TYPE (SightTileLayout, sight_tile_layout, SIGHT, TILE_LAYOUT, GtkLayoutManager)

/* Between two tiles. */
#define SIGHT_TILE_SPACING 6

/**
 * SightTileLayout:
 *
 * Gives the children of a widget their places as #SightTilePlan says. When there
 * are more or fewer of them, or another one is large, they move there, unless
 * the user wants no animations.
 */
GtkLayoutManager *sight_tile_layout_new        (void);

/* The child that is shown large; %NULL: all are alike. */
void              sight_tile_layout_set_large  (SightTileLayout *self,
                                                GtkWidget       *large);
/* Only one is shown: the large one, or the first. */
void              sight_tile_layout_set_single (SightTileLayout *self,
                                                gboolean         is_single);
/* A child is about to go. */
void              sight_tile_layout_forget     (SightTileLayout *self,
                                                GtkWidget       *child);

G_END_DECLS
