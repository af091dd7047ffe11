/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server/sight-timer-wheel.h"

typedef struct
{
  SightTimer timer;
  gint64     due;
  guint      ran;
  gint64     ran_at;
} Alarm;

typedef struct
{
  SightTimerWheel *wheel;
  gint64           now;
  Alarm           *cancel;   /* what the next function cancels */
} World;

static void
on_alarm (SightTimer *timer,
          gpointer    user_data)
{
  Alarm *alarm = (Alarm *) timer;
  World *world = user_data;

  alarm->ran++;
  alarm->ran_at = world->now;
  if (world->cancel != NULL)
    sight_timer_wheel_cancel (world->wheel, &world->cancel->timer);
}

static void
advance_to (World  *world,
            gint64  now)
{
  world->now = now;
  sight_timer_wheel_advance (world->wheel, now, world);
}

/* Never early, and late by no more than a slot when one keeps the deadlines. */
static void
test_due (void)
{
  World world = { .wheel = sight_timer_wheel_new (0) };
  g_autofree Alarm *alarms = g_new0 (Alarm, 500);
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  g_assert_cmpint (sight_timer_wheel_get_deadline (world.wheel), ==, G_MAXINT64);
  for (guint i = 0; i < 500; i++)
    {
      /* Up to ten minutes: many rounds of the wheel. */
      alarms[i].due = g_rand_int_range (random, 0, 600) * G_USEC_PER_SEC + g_rand_int_range (random, 0, 1000000);
      sight_timer_wheel_schedule (world.wheel, &alarms[i].timer, alarms[i].due, on_alarm);
    }

  while (sight_timer_wheel_get_deadline (world.wheel) != G_MAXINT64)
    {
      gint64 deadline = sight_timer_wheel_get_deadline (world.wheel);

      g_assert_cmpint (deadline, >, world.now);
      advance_to (&world, deadline);
    }

  for (guint i = 0; i < 500; i++)
    {
      g_assert_cmpuint (alarms[i].ran, ==, 1);
      g_assert_cmpint (alarms[i].ran_at, >=, alarms[i].due);
      g_assert_cmpint (alarms[i].ran_at, <=, alarms[i].due + 130 * 1000);
    }
  sight_timer_wheel_free (world.wheel);
}

static void
test_move_and_cancel (void)
{
  World world = { .wheel = sight_timer_wheel_new (0) };
  Alarm a = { 0, }, b = { 0, };

  sight_timer_wheel_schedule (world.wheel, &a.timer, 1000000, on_alarm);
  sight_timer_wheel_schedule (world.wheel, &a.timer, 3000000, on_alarm);
  sight_timer_wheel_schedule (world.wheel, &b.timer, 2000000, on_alarm);
  sight_timer_wheel_cancel (world.wheel, &b.timer);
  sight_timer_wheel_cancel (world.wheel, &b.timer);
  advance_to (&world, 2900000);
  g_assert_cmpuint (a.ran + b.ran, ==, 0);
  advance_to (&world, 3200000);
  g_assert_cmpuint (a.ran, ==, 1);
  g_assert_false (sight_timer_is_waiting (&a.timer));
  sight_timer_wheel_free (world.wheel);
}

/* One that runs cancels another that is due in the same slot. */
static void
test_cancel_neighbour (void)
{
  World world = { .wheel = sight_timer_wheel_new (0) };
  Alarm a = { 0, }, b = { 0, };

  sight_timer_wheel_schedule (world.wheel, &a.timer, 1000000, on_alarm);
  sight_timer_wheel_schedule (world.wheel, &b.timer, 1000000, on_alarm);
  world.cancel = &b;
  advance_to (&world, 2000000);
  g_assert_cmpuint (a.ran, ==, 1);
  g_assert_cmpuint (b.ran, ==, 0);
  sight_timer_wheel_free (world.wheel);
}

/* After an hour asleep everything due runs once. */
static void
test_sleep (void)
{
  World world = { .wheel = sight_timer_wheel_new (0) };
  Alarm alarms[3] = { 0, };

  sight_timer_wheel_schedule (world.wheel, &alarms[0].timer, 1000000, on_alarm);
  sight_timer_wheel_schedule (world.wheel, &alarms[1].timer, G_GINT64_CONSTANT (100000000), on_alarm);
  sight_timer_wheel_schedule (world.wheel, &alarms[2].timer, G_GINT64_CONSTANT (3700000000), on_alarm);
  advance_to (&world, G_GINT64_CONSTANT (3600000000));
  g_assert_cmpuint (alarms[0].ran, ==, 1);
  g_assert_cmpuint (alarms[1].ran, ==, 1);
  g_assert_cmpuint (alarms[2].ran, ==, 0);
  advance_to (&world, G_GINT64_CONSTANT (3701000000));
  g_assert_cmpuint (alarms[2].ran, ==, 1);
  sight_timer_wheel_free (world.wheel);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/timer-wheel/due", test_due);
  g_test_add_func ("/server/timer-wheel/move-and-cancel", test_move_and_cancel);
  g_test_add_func ("/server/timer-wheel/cancel-neighbour", test_cancel_neighbour);
  g_test_add_func ("/server/timer-wheel/sleep", test_sleep);

  return g_test_run ();
}
