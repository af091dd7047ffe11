/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server/sight-throttle.h"

#define HOUR G_GINT64_CONSTANT (3600000000)

static const SightServerLimits limits = { .address_sockets = 2, .address_rooms = 3 };

static SightAddress
address (const char *text)
{
  SightAddress parsed;

  g_assert_true (sight_address_parse (text, &parsed));

  return parsed;
}

static void
test_sockets (void)
{
  g_autoptr(SightThrottle) throttle = sight_throttle_new (&limits);
  SightAddress a = address ("2001:db8::1"), neighbour = address ("2001:db8::2"), far = address ("2001:db8:0:1::1");
  SightThrottleEntry *first, *second;

  first = sight_throttle_acquire (throttle, &a, 0);
  g_assert_true (sight_throttle_admits (throttle, &neighbour));
  second = sight_throttle_acquire (throttle, &neighbour, 0);
  g_assert_true (first == second);
  g_assert_false (sight_throttle_admits (throttle, &a));
  g_assert_true (sight_throttle_admits (throttle, &far));

  sight_throttle_release (throttle, first);
  g_assert_true (sight_throttle_admits (throttle, &a));
  sight_throttle_release (throttle, second);
  g_assert_cmpuint (sight_throttle_get_size (throttle), ==, 0);
}

/* Rooms count for an hour, though the sockets are gone; then nothing is kept. */
static void
test_rooms (void)
{
  g_autoptr(SightThrottle) throttle = sight_throttle_new (&limits);
  SightAddress a = address ("192.0.2.1");
  SightThrottleEntry *entry = sight_throttle_acquire (throttle, &a, 0);
  gint64 retry_ms = 0;

  for (guint i = 0; i < 3; i++)
    g_assert_true (sight_throttle_take_room (throttle, entry, 0, &retry_ms));
  g_assert_false (sight_throttle_take_room (throttle, entry, 0, &retry_ms));
  g_assert_cmpint (retry_ms, >, 1199 * 1000);
  g_assert_cmpint (retry_ms, <=, 1201 * 1000);

  sight_throttle_release (throttle, entry);
  sight_throttle_sweep (throttle, HOUR / 2);
  g_assert_cmpuint (sight_throttle_get_size (throttle), ==, 1);
  entry = sight_throttle_acquire (throttle, &a, HOUR / 2);
  g_assert_true (sight_throttle_take_room (throttle, entry, HOUR / 2, &retry_ms));
  g_assert_false (sight_throttle_take_room (throttle, entry, HOUR / 2, &retry_ms));

  sight_throttle_release (throttle, entry);
  sight_throttle_sweep (throttle, 2 * HOUR);
  g_assert_cmpuint (sight_throttle_get_size (throttle), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/throttle/sockets", test_sockets);
  g_test_add_func ("/server/throttle/rooms", test_rooms);

  return g_test_run ();
}
