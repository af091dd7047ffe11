/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "app/sight-format.h"
#include "app/sight-graph-scale.h"
#include "app/sight-graph.h"
#include "display.h"

#define SECOND G_USEC_PER_SEC
#define CLOSE  1e-6

static void
expect_top (double highest,
            double least,
            double expected)
{
  g_assert_cmpfloat_with_epsilon (sight_graph_scale_top (highest, least), expected, expected * CLOSE);
}

static void
test_top (void)
{
  expect_top (0, 100, 100);
  expect_top (99, 100, 100);
  expect_top (100, 100, 100);
  expect_top (101, 100, 200);
  expect_top (201, 100, 500);
  expect_top (501, 100, 1000);
  expect_top (1000, 100, 1000);
  expect_top (0.3, 0.05, 0.5);
  expect_top (0, 0.05, 0.05);
  expect_top (1, 0.05, 1);
  expect_top (4294967295.0, 100000, 5e9);
}

/* What nobody measured draws something that can be read. */
static void
test_odd_tops (void)
{
  expect_top (NAN, 100, 100);
  expect_top (INFINITY, 100, 100);
  expect_top (-5, 100, 100);
  expect_top (0, 0, 1);
  expect_top (NAN, NAN, 1);
  expect_top (1e-300, 1e-300, 1e-300);
}

static void
test_any_top (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      double highest = pow (10, g_test_rand_double_range (-6, 12));
      double top = sight_graph_scale_top (highest, 0);

      g_assert_cmpfloat (top * (1 + CLOSE), >=, highest);
      g_assert_cmpfloat (top, <=, highest * 2.5 * (1 + CLOSE));
      g_assert_cmpfloat (top / sight_graph_scale_step (top), <=, 5);
      g_assert_cmpfloat (top / sight_graph_scale_step (top), >=, 2);
    }
}

static void
test_places (void)
{
  g_assert_cmpfloat_with_epsilon (sight_graph_scale_y (0, 100, 60), 60, CLOSE);
  g_assert_cmpfloat_with_epsilon (sight_graph_scale_y (100, 100, 60), 0, CLOSE);
  g_assert_cmpfloat_with_epsilon (sight_graph_scale_y (25, 100, 60), 45, CLOSE);
  g_assert_cmpfloat_with_epsilon (sight_graph_scale_y (1000, 100, 60), 0, CLOSE);
  g_assert_cmpfloat_with_epsilon (sight_graph_scale_y (-1, 100, 60), 60, CLOSE);

  g_assert_cmpfloat_with_epsilon (sight_graph_scale_x (200 * SECOND, 200 * SECOND, 120 * SECOND, 240), 240, CLOSE);
  g_assert_cmpfloat_with_epsilon (sight_graph_scale_x (140 * SECOND, 200 * SECOND, 120 * SECOND, 240), 120, CLOSE);
  g_assert_cmpfloat_with_epsilon (sight_graph_scale_x (80 * SECOND, 200 * SECOND, 120 * SECOND, 240), 0, CLOSE);
  g_assert_cmpfloat (sight_graph_scale_x (0, 200 * SECOND, 120 * SECOND, 240), <, 0);
}

static void
expect_words (SightGraph *graph,
              const char *expected)
{
  g_autofree char *words = sight_graph_describe (graph);

  g_assert_cmpstr (words, ==, expected);
}

/* For who does not see it; and it goes when it is not used any more. */
static void
test_words (void)
{
  SightGraph *graph;

  if (!has_display ())
    return;

  graph = SIGHT_GRAPH (g_object_ref_sink (sight_graph_new ("Round trip", sight_format_ms, 100)));
  sight_graph_add_series (graph, "Here");
  sight_graph_commit (graph);
  expect_words (graph, "Round trip in the last two minutes.");

  sight_graph_add (graph, 0, SECOND, 20);
  sight_graph_add (graph, 0, 2 * SECOND, 45);
  sight_graph_add (graph, 0, 3 * SECOND, 30);
  sight_graph_add (graph, 0, 4 * SECOND, NAN);
  sight_graph_commit (graph);
  expect_words (graph, "Round trip in the last two minutes. Here: now 30 ms, between 20 ms and 45 ms.");

  sight_graph_clear (graph);
  sight_graph_commit (graph);
  expect_words (graph, "Round trip in the last two minutes.");
  g_assert_finalize_object (graph);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/graph/top", test_top);
  g_test_add_func ("/graph/odd-tops", test_odd_tops);
  g_test_add_func ("/graph/any-top", test_any_top);
  g_test_add_func ("/graph/places", test_places);
  g_test_add_func ("/graph/words", test_words);

  return g_test_run ();
}
