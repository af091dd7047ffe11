/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "protocol/sight-json.h"
#include "server/sight-server-config.h"
#include "server/sight-turn-credentials.h"

static const guint8 random_bytes[SIGHT_TURN_RANDOM_LENGTH] = { 0, 1, 2, 0xfd, 0xfe, 0xff, 16, 32 };

/* Computed apart from this code:
 * printf 1700000000:000102fdfeff1020 | openssl dgst -sha1 -hmac north -binary | base64
 */
static void
test_known (void)
{
  g_autoptr(SightTurnCredentials) credentials =
    sight_turn_credentials_new ("north", 1700000000, random_bytes);

  g_assert_cmpstr (credentials->username, ==, "1700000000:000102fdfeff1020");
  g_assert_cmpstr (credentials->password, ==, "fKcRwlQBwAf9DZvWYHfHp4GkkGM=");
}

static char *
make_ice (SightServerConfig *config,
          gint64            *expires)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_autoptr(GString) whole = g_string_new ("{\"ice\":");
  g_autoptr(SightJson) json = NULL;
  g_autoptr(GError) error = NULL;

  sight_turn_credentials_append_ice (out, config, 1699999100, random_bytes, expires);
  g_string_append (whole, out->str);
  g_string_append_c (whole, '}');
  json = sight_json_parse (whole->str, whole->len, &error);
  g_assert_no_error (error);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
set (SightServerConfig *config,
     const char        *key,
     const char        *value)
{
  g_autoptr(GError) error = NULL;

  sight_server_config_set (config, key, value, &error);
  g_assert_no_error (error);
}

/* rows: s-ice, l-ice-ttl */
static void
test_ice (void)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autofree char *none = NULL;
  g_autofree char *stun = NULL;
  g_autofree char *both = NULL;
  gint64 expires = -1;

  none = make_ice (config, &expires);
  g_assert_cmpstr (none, ==, "[]");
  g_assert_cmpint (expires, ==, 0);

  set (config, "ice-url", "stun:a.example");
  set (config, "turn-secret", "north old");
  stun = make_ice (config, &expires);
  g_assert_cmpstr (stun, ==, "[{\"urls\":[\"stun:a.example\"]}]");
  g_assert_cmpint (expires, ==, 0);

  set (config, "ice-url", "turn:b.example stun:a.example turns:b.example:443 stun:c.example");
  both = make_ice (config, &expires);
  g_assert_cmpstr (both, ==,
                   "[{\"urls\":[\"stun:a.example\",\"stun:c.example\"]},"
                   "{\"urls\":[\"turn:b.example\",\"turns:b.example:443\"],"
                   "\"username\":\"1700000000:000102fdfeff1020\","
                   "\"credential\":\"fKcRwlQBwAf9DZvWYHfHp4GkkGM=\"}]");
  g_assert_cmpint (expires, ==, 1700000000);
}

static void
test_turn_alone (void)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autofree char *without_secret = NULL;
  g_autofree char *with_secret = NULL;
  gint64 expires = -1;

  set (config, "ice-url", "turn:b.example");
  without_secret = make_ice (config, &expires);
  g_assert_cmpstr (without_secret, ==, "[]");
  g_assert_cmpint (expires, ==, 0);

  set (config, "turn-secret", "north");
  with_secret = make_ice (config, &expires);
  g_assert_true (g_str_has_prefix (with_secret, "[{\"urls\":[\"turn:b.example\"],\"username\":"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/turn-credentials/known", test_known);
  g_test_add_func ("/server/turn-credentials/ice", test_ice);
  g_test_add_func ("/server/turn-credentials/turn-alone", test_turn_alone);

  return g_test_run ();
}
