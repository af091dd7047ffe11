/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fixture-certificate.h"
#include "server-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char          *directory;
  char          *certificate;
  char          *key;
  ServerFixture *fixture;
} TlsFixture;

static void
setup (TlsFixture    *tls,
       gconstpointer  data)
{
  tls->directory = g_dir_make_tmp ("sightline-tls-XXXXXX", NULL);
  g_assert_nonnull (tls->directory);
  fixture_certificate_write (tls->directory, "server", "127.0.0.1", 30, &tls->certificate, &tls->key);
  tls->fixture = server_fixture_new (SETTINGS ("tls-certificate", tls->certificate, "tls-key", tls->key));
}

static void
teardown (TlsFixture    *tls,
          gconstpointer  data)
{
  g_clear_pointer (&tls->fixture, server_fixture_free);
  fixture_directory_remove (tls->directory);
  g_free (tls->directory);
  g_free (tls->certificate);
  g_free (tls->key);
}

static void
replace_certificate (TlsFixture *tls)
{
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;

  fixture_certificate_write (tls->directory, "next", "127.0.0.1", 60, &certificate, &key);
  g_assert_cmpint (g_rename (certificate, tls->certificate), ==, 0);
  g_assert_cmpint (g_rename (key, tls->key), ==, 0);
}

static void
test_serves (TlsFixture    *tls,
             gconstpointer  data)
{
  g_autoptr(WsClient) http = ws_client_connect (tls->fixture->url);

  g_assert_true (g_str_has_prefix (tls->fixture->url, "https://"));
  g_assert_cmpuint (ws_client_request (http, "GET", "/", NULL), ==, 200);
  g_assert_nonnull (strstr (ws_client_get_head (http), "\r\nStrict-Transport-Security: max-age="));
  server_fixture_check_others (tls->fixture);
}

/* Frames larger than a TLS record, in both directions. */
static void
test_large_messages (TlsFixture    *tls,
                     gconstpointer  data)
{
  g_autofree char *id = NULL;
  g_autoptr(WsClient) first = server_fixture_join (tls->fixture, '1', NULL);
  g_autoptr(WsClient) second = server_fixture_join (tls->fixture, '1', &id);

  for (guint i = 1; i < 5; i++)
    {
      g_autofree char *number = g_strdup_printf ("\"n\":%u,", i);
      g_autofree char *relay = NULL;

      ws_client_relay (first, id, i, 61440);
      relay = ws_client_expect (second, number);
      g_assert_cmpuint (strlen (relay), >, 61440);
    }
}

/* Who is connected stays, who comes gets the new certificate. */
static void
test_reload (TlsFixture    *tls,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WsClient) before = ws_client_connect (tls->fixture->url);
  g_autoptr(WsClient) after = NULL;
  g_autofree char *old = ws_client_get_certificate (before);
  g_autofree char *new = NULL;

  server_fixture_check_others (tls->fixture);
  replace_certificate (tls);
  g_assert_true (sight_server_reload_certificate (tls->fixture->server, &error));
  g_assert_no_error (error);

  after = ws_client_connect (tls->fixture->url);
  new = ws_client_get_certificate (after);
  g_assert_cmpstr (old, !=, new);
  g_assert_cmpuint (ws_client_open (after), ==, 101);
  ws_client_say_hello (after);
  server_fixture_check_others (tls->fixture);
  g_assert_cmpuint (ws_client_request (before, "GET", "/healthz", NULL), ==, 200);
}

/* A broken file changes nothing. */
static void
test_reload_broken (TlsFixture    *tls,
                    gconstpointer  data)
{
  g_autoptr(WsClient) before = ws_client_connect (tls->fixture->url);
  g_autofree char *old = ws_client_get_certificate (before);
  g_autofree char *other_certificate = NULL;
  g_autofree char *other_key = NULL;
  static const char * const contents[] = { "", "not a certificate", NULL };

  fixture_certificate_write (tls->directory, "other", "127.0.0.1", 30, &other_certificate, &other_key);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(WsClient) after = NULL;
      g_autofree char *now = NULL;

      /* The last one is good and belongs to another key. */
      if (contents[i] != NULL)
        g_assert_true (g_file_set_contents (tls->certificate, contents[i], -1, NULL));
      else
        g_assert_cmpint (g_rename (other_certificate, tls->certificate), ==, 0);

      g_assert_false (sight_server_reload_certificate (tls->fixture->server, &error));
      g_assert_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_TLS);
      after = ws_client_connect (tls->fixture->url);
      now = ws_client_get_certificate (after);
      g_assert_cmpstr (old, ==, now);
    }
  server_fixture_check_others (tls->fixture);
}

static void
test_plain_text (TlsFixture    *tls,
                 gconstpointer  data)
{
  g_autofree char *url = g_strdup_printf ("http://%s", tls->fixture->url + strlen ("https://"));
  g_autoptr(WsClient) client = ws_client_connect (url);

  ws_client_send_string (client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  g_assert_cmpuint (ws_client_read_response (client, FALSE), !=, 200);
  server_fixture_check_others (tls->fixture);
}

static void
test_start_broken (TlsFixture    *tls,
                   gconstpointer  data)
{
  SightServerConfig *config = sight_server_config_new ();
  g_autoptr(SightServer) server = NULL;
  g_autoptr(GError) error = NULL;

  sight_server_config_set (config, "listen", "127.0.0.1:0", NULL);
  sight_server_config_set (config, "tls-certificate", tls->key, NULL);
  sight_server_config_set (config, "tls-key", tls->key, NULL);
  server = sight_server_new (config);
  g_assert_false (sight_server_start (server, NULL, &error));
  g_assert_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_TLS);
}

/* rows: in-slow-handshake */
static void
test_slow_handshake (TlsFixture    *tls,
                     gconstpointer  data)
{
  g_autoptr(ServerFixture) fixture = NULL;
  g_autofree char *url = NULL;
  g_autoptr(WsClient) silent = NULL;
  gint64 start = g_get_monotonic_time ();

  /* libwebsockets leaks some of OpenSSL where two servers with TLS overlap. */
  g_clear_pointer (&tls->fixture, server_fixture_free);
  fixture = server_fixture_new (SETTINGS ("tls-certificate", tls->certificate, "tls-key", tls->key,
                                          "handshake-time", "1s"));
  url = g_strdup_printf ("http://%s", fixture->url + strlen ("https://"));
  silent = ws_client_connect (url);
  ws_client_send_bytes (silent, "\x16\x03\x01\x02", 4);
  g_assert_cmpuint (ws_client_read_response (silent, FALSE), ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 8 * G_TIME_SPAN_SECOND);
}

#define add(path, test) \
  g_test_add (path, TlsFixture, NULL, setup, test, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/server/tls/serves", test_serves);
  add ("/server/tls/large-messages", test_large_messages);
  add ("/server/tls/reload", test_reload);
  add ("/server/tls/reload-broken", test_reload_broken);
  add ("/server/tls/plain-text", test_plain_text);
  add ("/server/tls/start-broken", test_start_broken);
  add ("/server/tls/slow-handshake", test_slow_handshake);

  return g_test_run ();
}
