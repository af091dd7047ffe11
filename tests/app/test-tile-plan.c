/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-tile-plan.h"

#define SPACING 6
#define TILES 16
/* Narrower, nobody is told apart. */
#define SCROLLED_MIN 150

static const struct
{
  int width;
  int height;
} areas[] = { { 360, 560 }, { 560, 360 }, { 960, 590 }, { 1920, 1040 }, { 640, 640 }, { 361, 381 }, { 300, 900 } };

static gboolean
is_inside (const SightTilePlan *plan,
           const GdkRectangle  *place)
{
  return place->x >= 0 && place->y >= 0 && place->x + place->width <= plan->width &&
         place->y + place->height <= plan->height;
}

static void
assert_apart (const SightTilePlan *plan,
              const GdkRectangle  *places)
{
  for (guint i = 0; i < plan->n_tiles; i++)
    {
      g_assert_cmpint (places[i].width, >, 0);
      g_assert_cmpint (places[i].height, >, 0);
      g_assert_true (is_inside (plan, &places[i]));
      for (guint j = 0; j < i; j++)
        g_assert_false (gdk_rectangle_intersect (&places[i], &places[j], NULL));
    }
}

static double
get_share (const SightTilePlan *plan,
           const GdkRectangle  *places)
{
  double share = 0;

  for (guint i = 0; i < plan->n_tiles; i++)
    share += (double) places[i].width * places[i].height / plan->width / plan->height;

  return share;
}

/* Any number in any area: alike, apart, inside, of a shape that cameras fill,
 * and most of the area is used.
 */
static void
test_grid (void)
{
  GdkRectangle places[TILES];

  for (guint a = 0; a < G_N_ELEMENTS (areas); a++)
    for (guint n = 1; n <= SIGHT_TILES_AT_ONCE; n++)
      {
        SightTilePlan plan = { areas[a].width, areas[a].height, SPACING, n, -1, FALSE };

        sight_tile_plan_place (&plan, places);
        assert_apart (&plan, places);
        g_assert_cmpfloat (get_share (&plan, places), >, 0.45);
        for (guint i = 1; i < n; i++)
          {
            g_assert_cmpint (places[i].width, ==, places[0].width);
            g_assert_cmpint (places[i].height, ==, places[0].height);
          }
        if (n > 1)
          {
            g_assert_cmpfloat ((double) places[0].width / places[0].height, <, 1.82);
            g_assert_cmpfloat ((double) places[0].width / places[0].height, >, 0.88);
          }
      }
}

/* What people know from others. */
static void
test_known (void)
{
  SightTilePlan plan = { 960, 590, SPACING, 4, -1, FALSE };
  GdkRectangle places[TILES];

  sight_tile_plan_place (&plan, places);
  g_assert_cmpint (places[0].y, ==, places[1].y);
  g_assert_cmpint (places[0].x, ==, places[2].x);

  plan.n_tiles = 9;
  sight_tile_plan_place (&plan, places);
  g_assert_cmpint (places[0].y, ==, places[2].y);
  g_assert_cmpint (places[0].x, ==, places[6].x);

  /* The last row stands in the middle. */
  plan.n_tiles = 3;
  sight_tile_plan_place (&plan, places);
  g_assert_cmpint (ABS (2 * places[2].x + places[2].width - plan.width), <=, 2);

  /* Two on a telephone are one above the other. */
  plan = (SightTilePlan) { 360, 560, SPACING, 2, -1, FALSE };
  sight_tile_plan_place (&plan, places);
  g_assert_cmpint (places[0].x, ==, places[1].x);

  plan.n_tiles = 1;
  sight_tile_plan_place (&plan, places);
  g_assert_cmpint (places[0].width, ==, 360);
  g_assert_cmpint (places[0].height, ==, 560);
}

static void
test_large (void)
{
  GdkRectangle places[TILES];

  for (guint a = 0; a < G_N_ELEMENTS (areas); a++)
    for (guint n = 2; n <= TILES; n++)
      for (int large = 0; large < (int) n; large += 3)
        {
          SightTilePlan plan = { areas[a].width, areas[a].height, SPACING, n, large, FALSE };

          sight_tile_plan_place (&plan, places);
          assert_apart (&plan, places);
          g_assert_cmpfloat ((double) places[large].width * places[large].height, >, 0.6 * plan.width * plan.height);
        }
}

static void
test_small (void)
{
  SightTilePlan plan = { 300, 200, SPACING, 5, 3, TRUE };
  GdkRectangle places[TILES];

  g_assert_true (sight_tile_plan_is_small (360, 294));
  g_assert_false (sight_tile_plan_is_small (360, 640));
  g_assert_false (sight_tile_plan_is_small (960, 300));

  sight_tile_plan_place (&plan, places);
  for (guint i = 0; i < plan.n_tiles; i++)
    g_assert_cmpint (places[i].width, ==, i == 3 ? 300 : 0);

  plan.large = -1;
  sight_tile_plan_place (&plan, places);
  g_assert_cmpint (places[0].width, ==, 300);
  g_assert_cmpint (places[3].width, ==, 0);

  plan.n_tiles = 0;
  sight_tile_plan_place (&plan, places);
}

/* Up to nine are never scrolled; of more, each is as wide as one can see. */
static void
test_scrolled (void)
{
  GdkRectangle places[TILES];

  g_assert_cmpint (sight_tile_plan_get_min_height (9, 360, SPACING), ==, 0);
  for (guint a = 0; a < G_N_ELEMENTS (areas); a++)
    {
      SightTilePlan plan = { areas[a].width, 0, SPACING, TILES, -1, FALSE };

      plan.height = sight_tile_plan_get_min_height (TILES, plan.width, SPACING);
      sight_tile_plan_place (&plan, places);
      assert_apart (&plan, places);
      g_assert_cmpint (places[0].width, >=, MIN (SCROLLED_MIN, (plan.width - SPACING) / 2 - 2));
    }
}

static void
test_corner (void)
{
  for (SightCorner corner = SIGHT_CORNER_TOP_LEFT; corner <= SIGHT_CORNER_BOTTOM_RIGHT; corner++)
    for (guint a = 0; a < G_N_ELEMENTS (areas); a++)
      {
        SightTilePlan plan = { .width = areas[a].width, .height = areas[a].height };
        GdkRectangle place, upright;

        sight_tile_plan_place_corner (plan.width, plan.height, 16.0 / 9, 12, 72, corner, &place);
        g_assert_true (is_inside (&plan, &place));
        g_assert_cmpint (place.width, <, plan.width / 2);
        g_assert_cmpuint (sight_tile_plan_find_corner (plan.width, plan.height, place.x + place.width / 2.0,
                                                       place.y + place.height / 2.0), ==, corner);

        sight_tile_plan_place_corner (plan.width, plan.height, 9.0 / 16, 12, 72, corner, &upright);
        g_assert_cmpint (upright.height, ==, place.width);
      }
}

/* From the right one has the same places, and twice mirrored nothing moved. */
static void
test_mirror (void)
{
  GdkRectangle places[5], mirrored[5];
  SightTilePlan plan = { .width = 960, .height = 540, .spacing = 6, .n_tiles = 5, .large = 2 };

  sight_tile_plan_place (&plan, places);
  memcpy (mirrored, places, sizeof places);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      sight_tile_plan_mirror (plan.width, &mirrored[i]);
      g_assert_true (is_inside (&plan, &mirrored[i]));
    }
  g_assert_cmpint (places[2].x, ==, 0);
  g_assert_cmpint (mirrored[2].x + mirrored[2].width, ==, plan.width);
  g_assert_cmpint (mirrored[0].x, <, mirrored[2].x);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      sight_tile_plan_mirror (plan.width, &mirrored[i]);
      g_assert_true (gdk_rectangle_equal (&mirrored[i], &places[i]));
    }
}

static void
test_picture (void)
{
  graphene_rect_t place;

  /* A little is cut away at the sides. */
  sight_tile_plan_place_picture (400, 300, 16.0 / 9, FALSE, &place);
  g_assert_cmpfloat_with_epsilon (place.size.height, 300, 0.01);
  g_assert_cmpfloat_with_epsilon (place.origin.x, (400 - 300 * 16.0 / 9) / 2, 0.01);

  sight_tile_plan_place_picture (400, 300, 16.0 / 9, TRUE, &place);
  g_assert_cmpfloat_with_epsilon (place.size.width, 400, 0.01);
  g_assert_cmpfloat (place.origin.y, >, 30);

  /* But not all of somebody. */
  sight_tile_plan_place_picture (100, 900, 16.0 / 9, FALSE, &place);
  g_assert_cmpfloat_with_epsilon (place.size.width, 100 / 0.6, 0.01);
  sight_tile_plan_place_picture (900, 100, 9.0 / 16, FALSE, &place);
  g_assert_cmpfloat_with_epsilon (place.size.height, 100 / 0.6, 0.01);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tile-plan/grid", test_grid);
  g_test_add_func ("/tile-plan/known", test_known);
  g_test_add_func ("/tile-plan/large", test_large);
  g_test_add_func ("/tile-plan/small", test_small);
  g_test_add_func ("/tile-plan/scrolled", test_scrolled);
  g_test_add_func ("/tile-plan/corner", test_corner);
  g_test_add_func ("/tile-plan/mirror", test_mirror);
  g_test_add_func ("/tile-plan/picture", test_picture);

  return g_test_run ();
}
