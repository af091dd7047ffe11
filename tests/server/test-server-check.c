/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "fixture-certificate.h"
#include "server/sight-server-check.h"

typedef struct
{
  char *directory;
  char *certificate;
  char *key;
  char *other_certificate;
  char *other_key;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->directory = g_dir_make_tmp ("sightline-check-XXXXXX", NULL);
  fixture_certificate_write (self->directory, "one", "calls.example.org", 91,
                             &self->certificate, &self->key);
  fixture_certificate_write (self->directory, "other", "localhost", 5,
                             &self->other_certificate, &self->other_key);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  fixture_directory_remove (self->directory);
  g_free (self->directory);
  g_free (self->certificate);
  g_free (self->key);
  g_free (self->other_certificate);
  g_free (self->other_key);
}

/* Runs the check with @settings, "name=value" by lines, and wants a line that
 * matches @pattern.
 */
static void
assert_check (const char *settings,
              const char *ca_file,
              gboolean    good,
              const char *pattern)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GString) out = g_string_new (NULL);
  g_auto(GStrv) lines = g_strsplit (settings, "\n", -1);
  g_autofree char *around = g_strdup_printf ("*%s*", pattern);

  sight_server_config_set (config, "listen", "127.0.0.1:0", NULL);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto(GStrv) pair = g_strsplit (lines[i], "=", 2);
      g_autoptr(GError) error = NULL;

      sight_server_config_set (config, pair[0], pair[1], &error);
      g_assert_no_error (error);
    }

  g_assert_cmpint (sight_server_check (config, ca_file, out), ==, good);
  if (!g_pattern_match_simple (around, out->str))
    g_error ("no '%s' in:\n%s", pattern, out->str);
}

static void
test_plain (void)
{
  assert_check ("", NULL, TRUE, "good     configuration: it is valid\n"
                "good     listen 127.0.0.1:0: it can listen there\n*"
                "warning  ice-url: there is no STUN*errors: 0, warnings: *");
  assert_check ("", NULL, TRUE, "good     libwebsockets: * with libuv");
  assert_check ("turn-secret=x\nice-url=stun:localhost:1", NULL, FALSE,
                "error    stun:localhost:1: nothing listens*");
}

static void
test_invalid (void)
{
  assert_check ("tls-key=/x", NULL, FALSE, "error    configuration: tls-key needs tls-certificate");
}

static void
test_listen (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *taken = g_strdup_printf ("listen=127.0.0.1:%u", port);

  assert_check (taken, NULL, TRUE, "warning  listen 127.0.0.1:*: someone listens there");
  assert_check ("listen=192.0.2.77:0", NULL, FALSE, "error    listen 192.0.2.77:0: this computer does not have");
  assert_check ("listen=no-such-host.invalid:0", NULL, FALSE, "error    listen no-such*: the name has no address");
  assert_check ("listen=0.0.0.0:0", NULL, TRUE, "warning  listen: other computers reach it without encryption");
}

static void
test_urls (void)
{
  assert_check ("public-url=https://calls.example.org", NULL, FALSE, "error    public-url: it says https");
  assert_check ("public-url=https://calls.example.org\ntrusted-proxy=127.0.0.1", NULL, TRUE,
                "good     public-url: https://calls.example.org");
  assert_check ("public-url=http://calls.example.org", NULL, TRUE, "warning  public-url: browsers give no camera");
  assert_check ("public-url=http://localhost:8080", NULL, TRUE, "good     public-url");
  assert_check ("origin=http://a.example https://b.example", NULL, TRUE,
                "warning  origin: http://a.example is not*good     origin: https://b.example");
}

static void
test_certificate (Fixture       *self,
                  gconstpointer  data)
{
  g_autofree char *right = g_strdup_printf ("public-url=https://calls.example.org\ntls-certificate=%s\ntls-key=%s",
                                            self->certificate, self->key);
  g_autofree char *wrong_name = g_strdup_printf ("public-url=https://other.example.org\ntls-certificate=%s\ntls-key=%s",
                                                 self->certificate, self->key);
  g_autofree char *mixed = g_strdup_printf ("tls-certificate=%s\ntls-key=%s", self->certificate, self->other_key);
  g_autofree char *soon = g_strdup_printf ("tls-certificate=%s\ntls-key=%s", self->other_certificate, self->other_key);
  g_autofree char *absent = g_strdup_printf ("tls-certificate=%s/absent\ntls-key=%s", self->directory, self->key);
  g_autofree char *swapped = g_strdup_printf ("tls-certificate=%s\ntls-key=%s", self->key, self->certificate);

  assert_check (right, self->certificate, TRUE,
                "it is valid for * days more\n*it is for 'calls.example.org'\n*this computer trusts who signed it");
  assert_check (right, NULL, TRUE, "warning  tls-certificate: browsers may refuse it*whole chain?");
  assert_check (wrong_name, NULL, FALSE, "error    tls-certificate: it is not for 'other.example.org'");
  assert_check (mixed, NULL, FALSE, "error    tls-key: it is not the key of the certificate");
  assert_check (soon, NULL, TRUE, "warning  tls-certificate: it expires in ? days");
  assert_check (soon, NULL, TRUE, "warning  tls-certificate: whether it names this server is not known");
  assert_check (absent, NULL, FALSE, "error    tls-certificate: '*absent' cannot be read: No such file");
  assert_check (swapped, NULL, FALSE, "error    tls-certificate: certificate and key cannot be loaded");

  g_chmod (self->key, 0644);
  assert_check (right, NULL, TRUE, "warning  tls-key: every user of this computer can read it");
}

static void
test_expired (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autofree char *settings = NULL;

  fixture_certificate_write (self->directory, "expired", "localhost", 0, &certificate, &key);
  settings = g_strdup_printf ("tls-certificate=%s\ntls-key=%s", certificate, key);
  assert_check (settings, certificate, FALSE, "error    tls-certificate: it has expired");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/check/plain", test_plain);
  g_test_add_func ("/server/check/invalid", test_invalid);
  g_test_add_func ("/server/check/listen", test_listen);
  g_test_add_func ("/server/check/urls", test_urls);
  g_test_add ("/server/check/certificate", Fixture, NULL, set_up, test_certificate, tear_down);
  g_test_add ("/server/check/expired", Fixture, NULL, set_up, test_expired, tear_down);

  return g_test_run ();
}
