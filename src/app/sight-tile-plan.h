/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* More than these are not made smaller and smaller, but scrolled. */
#define SIGHT_TILES_AT_ONCE 9

/**
 * SightTilePlan:
 *
 * Where the tiles of a call go in an area: arithmetic, and nothing else.
 */
typedef struct
{
  int      width;     /* of the area */
  int      height;
  int      spacing;
  guint    n_tiles;
  int      large;     /* the tile that is shown large beside a strip of the others; -1: all are alike */
  gboolean is_single; /* there is room for one: the large one, or the first */
} SightTilePlan;

typedef enum
{
  SIGHT_CORNER_TOP_LEFT,
  SIGHT_CORNER_TOP_RIGHT,
  SIGHT_CORNER_BOTTOM_LEFT,
  SIGHT_CORNER_BOTTOM_RIGHT,
} SightCorner;

/* @places has one for each tile; the width of one that is not shown is 0. */
void         sight_tile_plan_place          (const SightTilePlan *plan,
                                             GdkRectangle        *places);
/* The least height that has all tiles large enough to be told apart; what is
 * higher than the window is scrolled.
 */
int          sight_tile_plan_get_min_height (guint                n_tiles,
                                             int                  width,
                                             int                  spacing);
/* Where the large one is, or all are where there is none. */
void         sight_tile_plan_place_large    (int                  width,
                                             int                  height,
                                             int                  spacing,
                                             guint                n_tiles,
                                             GdkRectangle        *place);
/* The same place where one reads from the right. */
void         sight_tile_plan_mirror         (int                  width,
                                             GdkRectangle        *place);
/* An area like that of picture-in-picture. */
gboolean     sight_tile_plan_is_small       (int                  width,
                                             int                  height);

/* Where one's own picture floats: @aspect is its width by its height, @bottom
 * what is to be left free there.
 */
void         sight_tile_plan_place_corner   (int                  width,
                                             int                  height,
                                             double               aspect,
                                             int                  margin,
                                             int                  bottom,
                                             SightCorner          corner,
                                             GdkRectangle        *place);
/* The corner that a point is nearest to. */
SightCorner  sight_tile_plan_find_corner    (int                  width,
                                             int                  height,
                                             double               x,
                                             double               y);

/* Where a picture of an aspect ratio is drawn in an area so that it is filled,
 * but for where too much would be cut away; with @whole nothing is.
 */
void         sight_tile_plan_place_picture  (double               width,
                                             double               height,
                                             double               aspect,
                                             gboolean             whole,
                                             graphene_rect_t     *place);

G_END_DECLS
