/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-tile-plan.h"

#include <math.h>
#include <string.h>

/* Cameras give 16:9 and 4:3; people may be cut a little at the sides. */
#define ASPECT_MAX          (16.0 / 9)
#define ASPECT_MIN          1.2
/* Where the area is upright, as a telephone's, they may be cut more. */
#define ASPECT_MIN_UPRIGHT  0.9

/* The strip beside the large one. */
#define STRIP_SHARE         0.2
#define STRIP_SHARE_MANY    0.28
#define STRIP_MANY          5
#define STRIP_MIN           88
#define STRIP_MAX           280

/* A tile that is to be told apart from others. */
#define SCROLLED_WIDTH      200

/* What has a size like this lies in the corner of a screen. */
#define SMALL_WIDTH         400
#define SMALL_HEIGHT        380

#define CORNER_SHARE        0.24
#define CORNER_MIN          112
#define CORNER_MAX          260

/* The part of a picture that may be cut away. */
#define CROP_MAX            0.4

typedef struct
{
  guint  columns;
  guint  rows;
  double width;  /* of a tile */
  double height;
} Grid;

/* As large as @columns of them can be. */
static Grid
measure_grid (const GdkRectangle *area,
              guint               n,
              guint               columns,
              int                 spacing)
{
  double least = area->height > area->width ? ASPECT_MIN_UPRIGHT : ASPECT_MIN;
  Grid grid = { .columns = columns, .rows = (n + columns - 1) / columns };

  grid.width = MAX (0, (area->width - (int) (grid.columns - 1) * spacing) / (double) grid.columns);
  grid.height = MAX (0, (area->height - (int) (grid.rows - 1) * spacing) / (double) grid.rows);
  grid.width = MIN (grid.width, grid.height * ASPECT_MAX);
  grid.height = MIN (grid.height, grid.width / least);

  return grid;
}

static Grid
find_grid (const GdkRectangle *area,
           guint               n,
           int                 spacing)
{
  Grid best = measure_grid (area, n, 1, spacing);

  for (guint columns = 2; columns <= n; columns++)
    {
      Grid grid = measure_grid (area, n, columns, spacing);

      if (grid.width * grid.height > best.width * best.height)
        best = grid;
    }

  return best;
}

/* The whole in the middle, and so the last row. */
static GdkRectangle
place_in_grid (const GdkRectangle *area,
               const Grid         *grid,
               guint               n,
               guint               i,
               int                 spacing)
{
  guint row = i / grid->columns;
  guint in_row = MIN (grid->columns, n - row * grid->columns);
  double width = in_row * grid->width + (in_row - 1) * spacing;
  double height = grid->rows * grid->height + (grid->rows - 1) * spacing;
  double x = area->x + (area->width - width) / 2 + (i % grid->columns) * (grid->width + spacing);
  double y = area->y + (area->height - height) / 2 + row * (grid->height + spacing);

  return (GdkRectangle) { round (x), round (y), floor (grid->width), floor (grid->height) };
}

/* All tiles but @skipped, or with -1 all. */
static void
place_grid (const GdkRectangle  *area,
            const SightTilePlan *plan,
            int                  skipped,
            GdkRectangle        *places)
{
  guint n = skipped < 0 ? plan->n_tiles : plan->n_tiles - 1;
  Grid grid = find_grid (area, n, plan->spacing);

  for (guint i = 0, placed = 0; i < plan->n_tiles; i++)
    if ((int) i != skipped)
      places[i] = place_in_grid (area, &grid, n, placed++, plan->spacing);
}

static int
get_strip_size (int   length,
                guint n)
{
  double share = n > STRIP_MANY ? STRIP_SHARE_MANY : STRIP_SHARE;

  return CLAMP ((int) (length * share), MIN (STRIP_MIN, length / 3), STRIP_MAX);
}

void
sight_tile_plan_place_large (int           width,
                             int           height,
                             int           spacing,
                             guint         n_tiles,
                             GdkRectangle *place)
{
  *place = (GdkRectangle) { 0, 0, width, height };
  if (n_tiles < 2)
    return;

  if (width >= height)
    place->width -= get_strip_size (width, n_tiles - 1) + spacing;
  else
    place->height -= get_strip_size (height, n_tiles - 1) + spacing;
}

void
sight_tile_plan_mirror (int           width,
                        GdkRectangle *place)
{
  if (place->width > 0)
    place->x = width - place->x - place->width;
}

/* The strip lies where the area is long. */
static void
place_strip (const SightTilePlan *plan,
             GdkRectangle        *places)
{
  GdkRectangle strip = { 0, 0, plan->width, plan->height };
  GdkRectangle *large = &places[plan->large];

  sight_tile_plan_place_large (plan->width, plan->height, plan->spacing, plan->n_tiles, large);
  if (plan->width >= plan->height)
    strip.x = large->width + plan->spacing;
  else
    strip.y = large->height + plan->spacing;
  strip.width -= strip.x;
  strip.height -= strip.y;

  place_grid (&strip, plan, plan->large, places);
}

void
sight_tile_plan_place (const SightTilePlan *plan,
                       GdkRectangle        *places)
{
  const GdkRectangle area = { 0, 0, plan->width, plan->height };
  guint only = plan->large >= 0 ? plan->large : 0;

  g_return_if_fail (plan->large < (int) plan->n_tiles);

  if (plan->n_tiles == 0)
    return;

  if (plan->n_tiles == 1 || plan->is_single)
    {
      memset (places, 0, plan->n_tiles * sizeof *places);
      places[only] = area;
    }
  else if (plan->large >= 0)
    {
      place_strip (plan, places);
    }
  else
    {
      place_grid (&area, plan, -1, places);
    }
}

int
sight_tile_plan_get_min_height (guint n_tiles,
                                int   width,
                                int   spacing)
{
  guint columns = MAX (2, (width + spacing) / (SCROLLED_WIDTH + spacing));
  guint rows = (n_tiles + columns - 1) / columns;
  double tile = (width - (int) (columns - 1) * spacing) / (double) columns;

  if (n_tiles <= SIGHT_TILES_AT_ONCE)
    return 0;

  return rows * tile / ASPECT_MAX + (rows - 1) * spacing;
}

gboolean
sight_tile_plan_is_small (int width,
                          int height)
{
  return width <= SMALL_WIDTH && height <= SMALL_HEIGHT;
}

void
sight_tile_plan_place_corner (int           width,
                              int           height,
                              double        aspect,
                              int           margin,
                              int           bottom,
                              SightCorner   corner,
                              GdkRectangle *place)
{
  double long_side = CLAMP (MIN (width, height * ASPECT_MAX) * CORNER_SHARE, CORNER_MIN, CORNER_MAX);
  gboolean is_right = corner == SIGHT_CORNER_TOP_RIGHT || corner == SIGHT_CORNER_BOTTOM_RIGHT;
  gboolean is_bottom = corner == SIGHT_CORNER_BOTTOM_LEFT || corner == SIGHT_CORNER_BOTTOM_RIGHT;

  place->width = aspect >= 1 ? long_side : long_side * aspect;
  place->height = aspect >= 1 ? long_side / aspect : long_side;
  place->x = is_right ? MAX (0, width - margin - place->width) : margin;
  place->y = is_bottom ? MAX (0, height - margin - bottom - place->height) : margin;
}

SightCorner
sight_tile_plan_find_corner (int    width,
                             int    height,
                             double x,
                             double y)
{
  if (y < height / 2.0)
    return x < width / 2.0 ? SIGHT_CORNER_TOP_LEFT : SIGHT_CORNER_TOP_RIGHT;

  return x < width / 2.0 ? SIGHT_CORNER_BOTTOM_LEFT : SIGHT_CORNER_BOTTOM_RIGHT;
}

void
sight_tile_plan_place_picture (double           width,
                               double           height,
                               double           aspect,
                               gboolean         whole,
                               graphene_rect_t *place)
{
  double fit = MIN (width, height * aspect);
  double fill = MAX (width, height * aspect);
  double w = whole ? fit : MIN (fill, fit / (1 - CROP_MAX));

  graphene_rect_init (place, (width - w) / 2, (height - w / aspect) / 2, w, w / aspect);
}
