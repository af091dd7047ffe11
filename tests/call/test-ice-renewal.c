/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "call/sight-call-private.h"
#include "call/sight-ice-renewal.h"
#include "call/sight-web-socket.h"
#include "server/sight-server.h"

#define SECONDS G_USEC_PER_SEC
#define START   (1000 * SECONDS)
#define WALL    G_GINT64_CONSTANT (1800000000) /* seconds */
#define TIMEOUT 60 /* seconds; only for what will never come */

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

static gboolean
on_timeout (gpointer user_data)
{
  g_error ("What was waited for did not come");

  return G_SOURCE_REMOVE;
}

#define wait_until(condition) \
  G_STMT_START \
    { \
      guint timeout = g_timeout_add_seconds (TIMEOUT, on_timeout, NULL); \
      while (!(condition)) \
        g_main_context_iteration (NULL, TRUE); \
      g_source_remove (timeout); \
    } \
  G_STMT_END

static SightServer *
start_server (void)
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
  SightServer *server = start_server ();
  g_autofree char *url = g_strdup_printf ("ws://%s/signal", sight_server_get_addresses (server)[0] + strlen ("http://"));
  g_autoptr(SightWebSocket) socket = sight_web_socket_new (url);
  const SightCallConfig config = { .name = "Ana", .kind = SIGHT_KIND_CLI };
  g_autoptr(GError) error = NULL;
  g_autoptr(SightCall) call = sight_call_new (SIGHT_SOCKET (socket), "k3vd9xtm4qpa7hse", &config, &error);
  g_autofree char *first = NULL;
  guint tick;

  g_assert_no_error (error);
  sight_call_join (call);
  wait_until (get_turn (call) != NULL);
  first = g_strdup (get_turn (call));
  g_assert_true (g_str_has_prefix (first, "turn://"));

  tick = g_timeout_add (100, on_tick, call->signaling);
  wait_until (g_strcmp0 (get_turn (call), first) != 0);
  g_assert_true (g_str_has_prefix (get_turn (call), "turn://"));
  g_source_remove (tick);

  sight_call_leave (call);
  wait_until (sight_server_get_stats (server)->members == 0);
  g_object_unref (server);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/ice-renewal/half-life", test_half_life);
  g_test_add_func ("/call/ice-renewal/wrong-clock", test_wrong_clock);
  g_test_add_func ("/call/ice-renewal/without-credentials", test_without_credentials);
  g_test_add_func ("/call/ice-renewal/wanted", test_wanted);
  g_test_add_func ("/call/ice-renewal/call", test_call);

  return g_test_run ();
}
