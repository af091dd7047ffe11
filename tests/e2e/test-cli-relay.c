/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cli-fixture.h"
#include "coturn-fixture.h"

#include "server/sight-turn-credentials.h"

/* A TURN server that the people know themselves, and that the server of the
 * room does not name.
 */

static char *
make_options (Coturn *coturn)
{
  const guint8 random[SIGHT_TURN_RANDOM_LENGTH] = { 1, 2, 3 };
  g_autoptr(SightTurnCredentials) made =
    sight_turn_credentials_new ("north", g_get_real_time () / G_USEC_PER_SEC + 900, random);

  g_setenv ("SIGHTLINE_TURN_PASSWORD", made->password, TRUE);

  return g_strdup_printf ("--relay-only --turn turn:127.0.0.1:%u --turn-user %s --camera test:320x180 --duration 100",
                          coturn->port, made->username);
}

static void
test_own_relay (Coturn        *coturn,
                gconstpointer  data)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autofree char *options = make_options (coturn);
  g_autoptr(CliPeer) first = cli_peer_new (link, options);
  g_autoptr(CliPeer) second = cli_peer_new (link, options);

  cli_peer_wait (first, "first-frame", "line", "camera");
  cli_peer_wait (second, "first-frame", "line", "camera");
  g_assert_cmpint (cli_peer_leave (first), ==, 0);
  g_assert_cmpint (cli_peer_leave (second), ==, 0);
  cli_stop (server);
}

/* Without the password there is no relay, and so no call; why is said. */
static void
test_wrong_password (Coturn        *coturn,
                     gconstpointer  data)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autofree char *options = make_options (coturn);
  g_autoptr(CliPeer) first = NULL;
  g_autoptr(CliPeer) second = NULL;

  g_setenv ("SIGHTLINE_TURN_PASSWORD", "guessed", TRUE);
  first = cli_peer_new (link, options);
  second = cli_peer_new (link, options);
  g_assert_nonnull (cli_get_text (cli_peer_wait (first, "state", "state", "failed"), "reason"));
  g_assert_null (cli_peer_find (first, "first-frame", NULL, NULL));
  cli_stop (server);
}

static void
test_no_coturn (void)
{
  g_test_skip ("turnserver is missing; it comes with coturn");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  if (coturn_is_installed ())
    {
      g_test_add ("/e2e/relay/own", Coturn, NULL, coturn_set_up, test_own_relay, coturn_tear_down);
      g_test_add ("/e2e/relay/wrong-password", Coturn, NULL, coturn_set_up, test_wrong_password, coturn_tear_down);
    }
  else
    g_test_add_func ("/e2e/relay/coturn", test_no_coturn);

  return g_test_run ();
}
