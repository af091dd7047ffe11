/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-sleep-watch.h"

#define S G_TIME_SPAN_SECOND

static void
test_sleeps (void)
{
  SightSleepTime time;

  /* Both count from when they like. */
  sight_sleep_time_init (&time, 100 * S, 7000 * S);
  g_assert_false (sight_sleep_time_take (&time, 101 * S, 7001 * S));
  /* An hour under a closed lid, told once. */
  g_assert_true (sight_sleep_time_take (&time, 102 * S, 10602 * S));
  g_assert_false (sight_sleep_time_take (&time, 103 * S, 10603 * S));
  g_assert_true (sight_sleep_time_take (&time, 104 * S, 10608 * S));
}

/* Both clocks go on while a program is stopped; and where it is only busy. */
static void
test_stands_still (void)
{
  SightSleepTime time;

  sight_sleep_time_init (&time, 100 * S, 100 * S);
  g_assert_false (sight_sleep_time_take (&time, 109 * S, 109 * S + S / 100));
  g_assert_true (sight_sleep_time_take (&time, 164 * S, 164 * S));
  g_assert_false (sight_sleep_time_take (&time, 165 * S, 166 * S));
}

/* Short naps add up, and something was missed in all of them together. */
static void
test_naps (void)
{
  SightSleepTime time;

  sight_sleep_time_init (&time, 0, 0);
  g_assert_false (sight_sleep_time_take (&time, 1 * S, 2 * S));
  g_assert_true (sight_sleep_time_take (&time, 2 * S, 4 * S));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/sleep-watch/sleeps", test_sleeps);
  g_test_add_func ("/media/sleep-watch/stands-still", test_stands_still);
  g_test_add_func ("/media/sleep-watch/naps", test_naps);

  return g_test_run ();
}
