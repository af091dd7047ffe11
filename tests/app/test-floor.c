/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-floor.h"

#define STEP (100 * G_TIME_SPAN_MILLISECOND)

static const char ana[] = "Ana";
static const char ben[] = "Ben";

/* How long it takes until the floor goes to another one; 0: it does not. */
static gint64
talk (SightFloor    *floor,
      gint64        *now,
      gconstpointer  loudest,
      gboolean       holder_talks,
      gint64         duration)
{
  gint64 begin = *now;

  for (; *now - begin < duration; *now += STEP)
    if (sight_floor_hear (floor, loudest, holder_talks, *now))
      return *now - begin;

  return 0;
}

static void
test_taken (void)
{
  SightFloor floor = { 0, };
  gint64 now = G_USEC_PER_SEC;

  /* A cough is no talk. */
  g_assert_cmpint (talk (&floor, &now, ana, FALSE, 5 * STEP), ==, 0);
  g_assert_cmpint (talk (&floor, &now, NULL, FALSE, 5 * STEP), ==, 0);
  g_assert_cmpint (talk (&floor, &now, ana, FALSE, 5 * STEP), ==, 0);
  g_assert_null (floor.holder);
  g_assert_cmpint (talk (&floor, &now, ana, FALSE, 10 * STEP), >, 0);
  g_assert_true (floor.holder == ana);

  /* Silence takes it from nobody. */
  talk (&floor, &now, NULL, FALSE, 100 * STEP);
  g_assert_true (floor.holder == ana);
  g_assert_cmpint (talk (&floor, &now, ben, FALSE, 20 * STEP), >, 0);
  g_assert_true (floor.holder == ben);
}

static void
test_both (void)
{
  SightFloor floor = { 0, };
  gint64 now = G_USEC_PER_SEC;
  gint64 alone, both;

  talk (&floor, &now, ana, FALSE, 20 * STEP);
  talk (&floor, &now, ana, TRUE, 20 * STEP);
  both = talk (&floor, &now, ben, TRUE, 60 * STEP);
  talk (&floor, &now, NULL, FALSE, 20 * STEP);
  alone = talk (&floor, &now, ana, FALSE, 60 * STEP);
  g_assert_cmpint (alone, >, 0);
  g_assert_cmpint (both, >, 2 * alone);
}

static void
test_forgotten (void)
{
  SightFloor floor = { 0, };
  gint64 now = G_USEC_PER_SEC;

  talk (&floor, &now, ana, FALSE, 20 * STEP);
  talk (&floor, &now, ben, TRUE, 5 * STEP);
  sight_floor_forget (&floor, ana);
  sight_floor_forget (&floor, ben);
  g_assert_null (floor.holder);
  g_assert_null (floor.rival);
  g_assert_cmpint (talk (&floor, &now, ben, FALSE, 20 * STEP), >, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/floor/taken", test_taken);
  g_test_add_func ("/floor/both", test_both);
  g_test_add_func ("/floor/forgotten", test_forgotten);

  return g_test_run ();
}
