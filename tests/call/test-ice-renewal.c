/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "call-scene.h"

#include "call/sight-call-private.h"
#include "call/sight-ice-renewal.h"
#include "media/sight-media.h"

#define SECONDS G_USEC_PER_SEC
#define START   (1000 * SECONDS)
#define WALL    G_GINT64_CONSTANT (1800000000) /* seconds */

static void
test_half_life (void)
{
  SightIceRenewal renewal = { 0, };

  g_assert_cmpint (sight_ice_renewal_get_deadline (&renewal), ==, G_MAXINT64);
  sight_ice_renewal_take (&renewal, WALL + 900, WALL * SECONDS, START);
  g_assert_cmpint (sight_ice_renewal_get_deadline (&renewal), ==, START + 450 * SECONDS);
  g_assert_false (sight_ice_renewal_is_due (&renewal, START + 449 * SECONDS));
  g_assert_true (sight_ice_renewal_is_due (&renewal, START + 450 * SECONDS));

  /* No answer: again, but not at once. */
  sight_ice_renewal_asked (&renewal, START + 450 * SECONDS);
  g_assert_false (sight_ice_renewal_is_due (&renewal, START + 454 * SECONDS));
  g_assert_true (sight_ice_renewal_is_due (&renewal, START + 455 * SECONDS));

  sight_ice_renewal_take (&renewal, WALL + 500 + 100, (WALL + 500) * SECONDS, START + 500 * SECONDS);
  g_assert_cmpint (sight_ice_renewal_get_deadline (&renewal), ==, START + 550 * SECONDS);
}

/* Whatever the clocks say, it is neither all the time nor too late. */
static void
test_wrong_clock (void)
{
  static const gint64 expiries[] = { 1, WALL - 86400, WALL, WALL + 86400, G_GINT64_CONSTANT (9007199254740991) };

  for (guint i = 0; i < G_N_ELEMENTS (expiries); i++)
    {
      SightIceRenewal renewal = { 0, };

      sight_ice_renewal_take (&renewal, expiries[i], WALL * SECONDS, START);
      g_assert_cmpint (sight_ice_renewal_get_deadline (&renewal), >=, START + 30 * SECONDS);
      g_assert_cmpint (sight_ice_renewal_get_deadline (&renewal), <=, START + 450 * SECONDS);
    }
}

static void
test_without_credentials (void)
{
  SightIceRenewal renewal = { 0, };

  sight_ice_renewal_take (&renewal, 0, WALL * SECONDS, START);
  g_assert_cmpint (sight_ice_renewal_get_deadline (&renewal), ==, G_MAXINT64);
  g_assert_false (sight_ice_renewal_is_due (&renewal, START + G_GINT64_CONSTANT (86400) * SECONDS));
  g_assert_false (sight_ice_renewal_is_wanted (&renewal, START + G_GINT64_CONSTANT (86400) * SECONDS));
}

static void
test_wanted (void)
{
  SightIceRenewal renewal = { 0, };

  g_assert_false (sight_ice_renewal_is_wanted (&renewal, START));
  sight_ice_renewal_take (&renewal, WALL + 900, WALL * SECONDS, START);
  g_assert_false (sight_ice_renewal_is_wanted (&renewal, START + SECONDS));
  g_assert_true (sight_ice_renewal_is_wanted (&renewal, START + 10 * SECONDS));

  /* Once for all the members of a room. */
  sight_ice_renewal_asked (&renewal, START + 10 * SECONDS);
  g_assert_false (sight_ice_renewal_is_wanted (&renewal, START + 11 * SECONDS));
}

/* One that hands out credentials for a relay, where there is none. */
static SightServer *
start_turn_server (void)
{
  SightServerConfig *config = sight_server_config_new ();
  SightServer *server;
  g_autoptr(GError) error = NULL;

  sight_server_config_set (config, "listen", "127.0.0.1:0", &error);
  sight_server_config_set (config, "ice-url", "turn:127.0.0.1:9", &error);
  sight_server_config_set (config, "turn-secret", "only here", &error);
  g_assert_no_error (error);
  server = sight_server_new (config);
  sight_server_start (server, NULL, &error);
  g_assert_no_error (error);

  return server;
}

static const char *
get_turn (SightCall *call)
{
  return sight_ice_config_get_turn (call->media->ice)[0];
}

static gboolean
on_tick (gpointer signaling)
{
  /* As when another network is found; no more is asked for than is needed. */
  g_signal_emit_by_name (signaling, "network-changed");

  return G_SOURCE_CONTINUE;
}

/* A connection that is made anew finds new credentials. */
static void
test_call (void)
{
  SightServer *server = start_turn_server ();
  Person *ana = person_new (get_host (server), CODE, "Ana");
  g_autofree char *first = NULL;
  guint tick;

  wait_for (SOON, get_turn (ana->call) != NULL);
  first = g_strdup (get_turn (ana->call));
  g_assert_true (g_str_has_prefix (first, "turn://"));

  tick = g_timeout_add (100, on_tick, ana->call->signaling);
  wait_for (SOON, g_strcmp0 (get_turn (ana->call), first) != 0);
  g_assert_true (g_str_has_prefix (get_turn (ana->call), "turn://"));
  g_source_remove (tick);

  person_free (ana);
  g_object_unref (server);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/call/ice-renewal/half-life", test_half_life);
  g_test_add_func ("/call/ice-renewal/wrong-clock", test_wrong_clock);
  g_test_add_func ("/call/ice-renewal/without-credentials", test_without_credentials);
  g_test_add_func ("/call/ice-renewal/wanted", test_wanted);
  g_test_add_func ("/call/ice-renewal/call", test_call);

  return g_test_run ();
}
