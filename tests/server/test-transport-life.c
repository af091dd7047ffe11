/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server-fixture.h"

#include <string.h>

/* Starting, stopping and draining. */

static void
test_stop_at_once (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) member = server_fixture_join (fixture, '1', NULL);
  g_autoptr(WsClient) http = ws_client_connect (fixture->url);
  g_autoptr(WsClient) begun = server_fixture_greet (fixture);

  ws_client_send_string (http, "GET /");
  ws_client_send_frame (begun, WS_TEXT, 0, "abc", 3);
  ws_turn ();
  sight_server_stop (fixture->server);

  g_assert_cmpuint (ws_client_expect_close (member), ==, 0);
  g_assert_cmpuint (ws_client_read_response (http, FALSE), ==, 0);
  g_assert_null (sight_server_get_addresses (fixture->server)[0]);
}

/* The same object, again. */
static void
test_start_again (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(WsClient) member = server_fixture_join (fixture, '1', NULL);

      sight_server_stop (fixture->server);
      g_assert_true (sight_server_start (fixture->server, NULL, &error));
      g_assert_no_error (error);
      fixture->url = sight_server_get_addresses (fixture->server)[0];
    }
}

static void
test_two_servers (void)
{
  g_autoptr(ServerFixture) first = server_fixture_new (NULL);
  g_autoptr(ServerFixture) second = server_fixture_new (NULL);
  g_autoptr(WsClient) one = server_fixture_join (first, '1', NULL);
  g_autoptr(WsClient) other = server_fixture_join (second, '1', NULL);

  g_assert_cmpuint (sight_server_get_stats (first->server)->members, ==, 1);
  g_assert_cmpuint (sight_server_get_stats (second->server)->members, ==, 1);
  server_fixture_check_others (first);
  server_fixture_check_others (second);
}

/* A context that is not the default one. */
static void
test_other_context (void)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  SightServerConfig *config = sight_server_config_new ();
  g_autoptr(SightServer) server = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(WsClient) client = NULL;

  sight_server_config_set (config, "listen", "127.0.0.1:0", &error);
  g_assert_no_error (error);
  server = sight_server_new (config);
  g_assert_true (sight_server_start (server, context, &error));
  client = ws_client_connect (sight_server_get_addresses (server)[0]);
  ws_client_send_string (client, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  for (guint i = 0; i < 100; i++)
    {
      g_main_context_iteration (context, FALSE);
      g_usleep (100);
    }
  g_assert_cmpuint (ws_client_read_response (client, FALSE), ==, 200);
  sight_server_stop (server);
}

static void
test_cannot_listen (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  static const char * const addresses[] = { NULL, "203.0.113.1:0", "no.such.name.invalid:80" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      SightServerConfig *config = sight_server_config_new ();
      g_autoptr(SightServer) server = NULL;
      g_autoptr(GError) error = NULL;

      sight_server_config_set (config, "listen", addresses[i] != NULL ? addresses[i] : fixture->url + 7, &error);
      g_assert_no_error (error);
      server = sight_server_new (config);
      g_assert_false (sight_server_start (server, NULL, &error));
      g_assert_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_LISTEN);
      g_test_message ("%s", error->message);
    }
  server_fixture_check_others (fixture);
}

static void
on_drained (SightServer *server,
            gboolean    *drained)
{
  *drained = TRUE;
  sight_server_stop (server);
}

static void
take_over (const char *url)
{
  const char *address = url + strlen ("http://");
  g_autoptr(ServerFixture) heir = server_fixture_new (SETTINGS ("listen", address));

  g_assert_cmpstr (heir->url, ==, url);
  server_fixture_check_others (heir);
}

/* rows: x-1001 */
static void
test_drain (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("drain-time", "400ms"));
  g_autoptr(GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) ws_client_free);
  g_autoptr(WsClient) http = ws_client_connect (fixture->url);
  gboolean drained = FALSE;
  gint64 start;

  for (guint i = 0; i < 10; i++)
    g_ptr_array_add (clients, server_fixture_join (fixture, '1', NULL));
  g_assert_cmpuint (ws_client_request (http, "GET", "/healthz", NULL), ==, 200);

  g_signal_connect (fixture->server, "drained", G_CALLBACK (on_drained), &drained);
  start = g_get_monotonic_time ();
  sight_server_drain (fixture->server);
  g_assert_cmpuint (ws_client_request (http, "GET", "/healthz", NULL), ==, 503);

  /* Another one can listen there already. */
  take_over (fixture->url);

  for (guint i = 0; i < clients->len; i++)
    {
      WsClient *client = g_ptr_array_index (clients, i);
      g_autofree char *notice = ws_client_expect (client, "\"drain\"");

      g_assert_nonnull (strstr (notice, "\"retry_ms\":"));
      g_assert_cmpuint (ws_client_expect_close (client), ==, 1001);
    }
  ws_wait_until (drained);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_TIME_SPAN_SECOND);
}

static void
test_drain_empty (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  gboolean drained = FALSE;

  g_signal_connect (fixture->server, "drained", G_CALLBACK (on_drained), &drained);
  sight_server_drain (fixture->server);
  ws_wait_until (drained);
}

/* A client that does not read cannot keep a server up. */
static void
test_drain_stuck (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("drain-time", "100ms"));
  g_autoptr(WsClient) client = server_fixture_join (fixture, '1', NULL);
  gboolean drained = FALSE;

  g_signal_connect (fixture->server, "drained", G_CALLBACK (on_drained), &drained);
  sight_server_drain (fixture->server);
  ws_wait_until (drained);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/life/stop-at-once", test_stop_at_once);
  g_test_add_func ("/server/life/start-again", test_start_again);
  g_test_add_func ("/server/life/two-servers", test_two_servers);
  g_test_add_func ("/server/life/other-context", test_other_context);
  g_test_add_func ("/server/life/cannot-listen", test_cannot_listen);
  g_test_add_func ("/server/x-1001", test_drain);
  g_test_add_func ("/server/life/drain-empty", test_drain_empty);
  g_test_add_func ("/server/life/drain-stuck", test_drain_stuck);

  return g_test_run ();
}
