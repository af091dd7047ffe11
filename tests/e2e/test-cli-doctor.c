/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cli-fixture.h"
#include "coturn-fixture.h"
#include "fixture-certificate.h"

#include <string.h>

/* What sightline-cli doctor says of servers in health and in sickness. */

static GSubprocess *
start_server_with (const char  *options,
                   char       **url)
{
  g_autofree char *arguments = g_strdup_printf ("--listen 127.0.0.1:0 %s", options);

  return cli_start_server_with (arguments, url);
}

static int
examine (const char  *url,
         char       **out)
{
  g_autofree char *arguments = g_strdup_printf ("doctor --server %s", url);
  int status = cli_run (arguments, out, NULL);

  g_test_message ("%s", *out);
  return status;
}

/* A line that begins with @verdict and speaks of @what. */
static void
assert_says (const char *out,
             const char *verdict,
             const char *what)
{
  g_auto(GStrv) lines = g_strsplit (out, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], verdict) && strstr (lines[i], what) != NULL)
      return;

  g_error ("No line '%s ... %s' in:\n%s", verdict, what, out);
}

/* Nothing but the server: calls within one network. */
static void
test_plain (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *out = NULL;

  g_assert_cmpint (examine (url, &out), ==, 0);
  assert_says (out, "good", "server: it is reached");
  assert_says (out, "good", "encryption: none");
  assert_says (out, "good", "welcome: sightline-server");
  assert_says (out, "good", "room: a new one");
  assert_says (out, "warning", "no TURN server that works");
  cli_stop (server);
}

static void
test_json (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *arguments = g_strdup_printf ("doctor --json --server %s", url);
  g_autofree char *out = NULL;
  g_autoptr(SightJson) check = NULL;
  g_autoptr(SightJson) ended = NULL;

  g_assert_cmpint (cli_run (arguments, &out, NULL), ==, 0);
  check = cli_find_event (out, "check");
  cli_expect_text (check, "verdict", "good");
  cli_expect_text (check, "subject", "server");
  ended = cli_find_event (out, "ended");
  g_assert_cmpint (cli_get_number (ended, "errors"), ==, 0);
  g_assert_cmpint (cli_get_number (ended, "warnings"), ==, 1);
  cli_stop (server);
}

static void
test_unreachable (void)
{
  g_autofree char *url = NULL;
  g_autofree char *out = NULL;

  cli_stop (cli_start_server (&url));
  g_assert_cmpint (examine (url, &out), ==, 3);
  assert_says (out, "error", "server: The server cannot be reached");
}

/* A certificate that nobody vouches for. */
static void
test_certificate (void)
{
  g_autofree char *directory = g_dir_make_tmp ("sightline-doctor-XXXXXX", NULL);
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autofree char *options = NULL;
  g_autofree char *url = NULL;
  g_autofree char *out = NULL;
  GSubprocess *server;

  fixture_certificate_write (directory, "one", "localhost", 30, &certificate, &key);
  options = g_strdup_printf ("--tls-certificate %s --tls-key %s", certificate, key);
  server = start_server_with (options, &url);
  g_assert_true (g_str_has_prefix (url, "https://"));
  g_assert_cmpint (examine (url, &out), ==, 1);
  assert_says (out, "error", "certificate is not trusted");
  cli_stop (server);
  fixture_directory_remove (directory);
}

static char *
describe_ice (Coturn     *coturn,
              const char *secret)
{
  return g_strdup_printf ("--ice-url stun:127.0.0.1:%u --ice-url turn:127.0.0.1:%u --ice-url 'turn:127.0.0.1:%u?transport=tcp' "
                          "--ice-url turns:localhost:%u --turn-secret %s",
                          coturn->port, coturn->port, coturn->port, coturn->tls_port, secret);
}

/* Its certificate is its own, which is said; everything else works. */
static void
test_relays (Coturn        *coturn,
             gconstpointer  data)
{
  g_autofree char *options = describe_ice (coturn, "north");
  g_autofree char *url = NULL;
  GSubprocess *server = start_server_with (options, &url);
  g_autofree char *out = NULL;

  g_assert_cmpint (examine (url, &out), ==, 1);
  assert_says (out, "good", "STUN, stun:127.0.0.1");
  assert_says (out, "good", "TURN over UDP, turn:127.0.0.1");
  assert_says (out, "good", "TURN over TCP, turn:127.0.0.1");
  assert_says (out, "error", "TURN over TLS, turns:localhost");
  assert_says (out, "warning", "no TURN over TLS works");
  cli_stop (server);
}

static void
test_wrong_secret (Coturn        *coturn,
                   gconstpointer  data)
{
  g_autofree char *options = describe_ice (coturn, "south");
  g_autofree char *url = NULL;
  GSubprocess *server = start_server_with (options, &url);
  g_autofree char *out = NULL;

  g_assert_cmpint (examine (url, &out), ==, 1);
  assert_says (out, "good", "STUN, stun:127.0.0.1");
  assert_says (out, "error", "it refuses the credentials");
  g_assert_null (strstr (out, "south"));
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

  g_test_add_func ("/e2e/doctor/plain", test_plain);
  g_test_add_func ("/e2e/doctor/json", test_json);
  g_test_add_func ("/e2e/doctor/unreachable", test_unreachable);
  g_test_add_func ("/e2e/doctor/certificate", test_certificate);
  if (coturn_is_installed ())
    {
      g_test_add ("/e2e/doctor/relays", Coturn, NULL, coturn_set_up, test_relays, coturn_tear_down);
      g_test_add ("/e2e/doctor/wrong-secret", Coturn, NULL, coturn_set_up, test_wrong_secret, coturn_tear_down);
    }
  else
    g_test_add_func ("/e2e/doctor/coturn", test_no_coturn);

  return g_test_run ();
}
