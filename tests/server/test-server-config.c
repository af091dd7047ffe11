/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "server/sight-server-config.h"
#include "server/sight-server-settings.h"

static guint n_warnings;

static GLogWriterOutput
count_warnings (GLogLevelFlags   level,
                const GLogField *fields,
                gsize            n_fields,
                gpointer         user_data)
{
  if (level & G_LOG_LEVEL_WARNING)
    n_warnings++;

  return level & G_LOG_LEVEL_WARNING ? G_LOG_WRITER_HANDLED
                                     : g_log_writer_default (level, fields, n_fields, user_data);
}

static void
assert_message (GError     *error,
                const char *pattern)
{
  g_assert_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("'%s' does not match '%s'", error->message, pattern);
}

/* PROTOCOL.md section 9: the defaults are the document's. */
static void
test_defaults (void)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GError) error = NULL;
  const SightServerLimits *limits = &config->limits;

  g_assert_cmpuint (limits->message, ==, 65536);          /* row: l-message */
  g_assert_cmpuint (limits->hello, ==, 4096);             /* row: l-hello */
  g_assert_cmpuint (limits->rate, ==, 40);                /* row: l-rate */
  g_assert_cmpuint (limits->burst, ==, 200);
  g_assert_cmpuint (limits->bytes, ==, 262144);           /* row: l-bytes */
  g_assert_cmpuint (limits->bytes_burst, ==, 524288);
  g_assert_cmpuint (limits->hello_time, ==, 5000);        /* row: l-hello-time */
  g_assert_cmpuint (limits->join_time, ==, 30000);        /* row: l-join-time */
  g_assert_cmpuint (limits->silence, ==, 30000);          /* row: l-silence */
  g_assert_cmpuint (limits->queue, ==, 1024 * 1024);      /* row: l-queue */
  g_assert_cmpuint (limits->kept_messages, ==, 256);      /* row: l-kept */
  g_assert_cmpuint (limits->kept_bytes, ==, 256 * 1024);
  g_assert_cmpuint (limits->ttl, ==, 30000);
  g_assert_cmpuint (limits->room, ==, 50);                /* row: l-room */
  g_assert_cmpuint (limits->waiting, ==, 20);             /* row: l-waiting */
  g_assert_cmpuint (limits->address_sockets, ==, 20);     /* row: l-address */
  g_assert_cmpuint (limits->address_rooms, ==, 10);       /* row: l-rooms */
  g_assert_cmpuint (limits->sockets, ==, 20000);          /* row: l-sockets */
  g_assert_cmpuint (config->turn_ttl, ==, 900);           /* row: l-ice-ttl */

  g_assert_cmpuint (limits->ping, ==, 10000);
  g_assert_cmpuint (limits->away, ==, 5000);
  g_assert_cmpuint (limits->batch, ==, 100);
  g_assert_cmpuint (limits->handshake_time, ==, 10000);
  g_assert_cmpuint (limits->drain_time, ==, 10000);
  g_assert_cmpint (config->log_level, ==, G_LOG_LEVEL_INFO);
  g_assert_false (config->log_addresses);
  g_assert_false (config->log_json);
  g_assert_null (config->tls_certificate);
  g_assert_null (config->tls_key);
  g_assert_null (config->public_url);
  g_assert_cmpuint (config->listen->len, ==, 1);
  g_assert_cmpstr (config->listen->pdata[0], ==, "127.0.0.1:8080");
  g_assert_cmpuint (config->origins->len, ==, 0);
  g_assert_cmpuint (config->ice_urls->len, ==, 0);
  g_assert_cmpuint (config->turn_secrets->len, ==, 0);
  g_assert_cmpuint (config->trusted_proxies->len, ==, 0);
  g_assert_cmpuint (config->metrics_allow->len, ==, 0);

  sight_server_config_validate (config, &error);
  g_assert_no_error (error);
}

/* A new limit must come with a setting, or no operator can change it. */
static void
test_complete (void)
{
  const SightSetting *settings;
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n_settings;
  guint8 seen[sizeof (SightServerLimits)] = { 0 };

  settings = sight_server_settings_get (&n_settings);
  for (gsize i = 0; i < n_settings; i++)
    {
      g_assert_true (g_hash_table_add (names, (gpointer) settings[i].name));
      g_assert_true (sight_server_settings_find (settings[i].name) == &settings[i]);
      g_assert_cmpuint (strlen (settings[i].help), >, 5);
      g_assert_cmpuint (settings[i].minimum, <=, settings[i].maximum);
      if (settings[i].offset < sizeof (SightServerLimits))
        seen[settings[i].offset] = 1;
    }

  for (gsize offset = 0; offset < sizeof (SightServerLimits); offset += sizeof (guint))
    g_assert_cmpuint (seen[offset], ==, 1);
}

static void
test_load (void)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GError) error = NULL;
  const char *data =
    "# A comment with = in it\n"
    "[server]\n"
    "listen = 0.0.0.0:443 [::]:443;localhost:8080\n"
    "public-url=https://calls.example.org/\n"
    "[tls]\n"
    "tls-certificate=/etc/ssl/a b.pem\n"
    "tls-key=/etc/ssl/key.pem\n"
    "[access]\n"
    "origin=https://a.example http://b.example:8080\n"
    "trusted-proxy=127.0.0.1;10.0.0.0/8\n"
    "[ice]\n"
    "ice-url=stun:stun.example.org;turn:turn.example.org?transport=tcp\n"
    "turn-secret=new;er, old\n"
    "turn-ttl=15min\n"
    "[log]\n"
    "log-level=debug\n"
    "log-addresses=yes\n"
    "[limits]\n"
    "rate=80\n"
    "silence-time=1min\n"
    "hello-time=250ms\n"
    "queue-size=2MiB\n"
    "\n";

  sight_server_config_load_data (config, data, strlen (data), &error);
  g_assert_no_error (error);
  sight_server_config_validate (config, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (config->listen->len, ==, 3);
  g_assert_cmpstr (config->listen->pdata[1], ==, "[::]:443");
  g_assert_cmpstr (config->public_url, ==, "https://calls.example.org");
  g_assert_cmpstr (config->tls_certificate, ==, "/etc/ssl/a b.pem");
  g_assert_cmpuint (config->origins->len, ==, 2);
  g_assert_cmpstr (config->origins->pdata[1], ==, "http://b.example:8080");
  g_assert_cmpuint (config->trusted_proxies->len, ==, 2);
  g_assert_cmpuint (config->ice_urls->len, ==, 2);
  g_assert_cmpuint (config->turn_secrets->len, ==, 2);
  g_assert_cmpstr (config->turn_secrets->pdata[0], ==, "new;er,");
  g_assert_cmpuint (config->turn_ttl, ==, 900);
  g_assert_cmpint (config->log_level, ==, G_LOG_LEVEL_DEBUG);
  g_assert_true (config->log_addresses);
  g_assert_cmpuint (config->limits.rate, ==, 80);
  g_assert_cmpuint (config->limits.silence, ==, 60000);
  g_assert_cmpuint (config->limits.hello_time, ==, 250);
  g_assert_cmpuint (config->limits.queue, ==, 2 * 1024 * 1024);
}

static void
test_load_refused (void)
{
  static const struct
  {
    const char *data;
    const char *message;
  } rows[] = {
    { "rate=40\n", "*group*" },
    { "[limits]\nrate=fast\n", "line 2: rate must be a number from 1 to 10000, not 'fast'" },
    { "[limits]\n\n# x\nrate=0\n", "line 4: rate must be a number from 1 to 10000, not '0'" },
    { "[limits]\nrate=-1\n", "*not '-1'" },
    { "[limits]\nrate=+1\n", "*not '+1'" },
    { "[limits]\nrate=0x10\n", "*not '0x10'" },
    { "[limits]\nrate=10001\n", "*not '10001'" },
    { "[limits]\nrate=1e3\n", "*not '1e3'" },
    { "[limits]\nrate=40 50\n", "*not '40 50'" },
    { "[limits]\nrate=99999999999999999999999\n", "*rate must be*" },
    { "[limits]\nrate=\n", "*rate must be*" },
    { "[limits]\nsilence-time=30 years\n", "*silence-time must be a time from 1 ms to 3600 s*" },
    { "[limits]\nsilence-time=2000min\n", "*silence-time must be a time*" },
    { "[limits]\nqueue-size=1GB\n", "*queue-size must be a size from 4096*" },
    { "[limits]\nmessage-size=128KiB\n", "*message-size must be a size from 4096 to 65536*" },
    { "[limits]\nspeed=4\n", "line 2: there is no setting 'speed'" },
    { "[limits]\nrate[de]=4\n", "*there is no setting*" },
    { "[limits]\nlisten=127.0.0.1:80\n", "line 2: listen belongs into the group ?server], not*" },
    { "[limit]\nrate=40\n", "there is no group*" },
    { "[limits]\nrate=40\n[log]\n[limits]\nrate=50\n", "line 5: rate is set a second time*" },
    { "[server]\nlisten=127.0.0.1\n", "line 2: listen must be HOST:PORT*" },
    { "[server]\nlisten=127.0.0.1:80 nonsense\n", "*not 'nonsense'" },
    { "[server]\npublic-url=calls.example.org\n", "*public-url must be*" },
    { "[server]\npublic-url=https://calls.example.org/path\n", "*without a path*" },
    { "[access]\norigin=*\n", "*origin must be*" },
    { "[access]\norigin=https://user@example.org\n", "*origin must be*" },
    { "[access]\ntrusted-proxy=10.0.0.0/40\n", "line 2: trusted-proxy must have a number*" },
    { "[access]\ntrusted-proxy=proxy.example\n", "*trusted-proxy must be an IP address*" },
    { "[ice]\nice-url=turn.example.org\n", "*ice-url must be like*" },
    { "[ice]\nice-url=turns:a?transport=udp\n", "*ice-url must be like*" },
    { "[ice]\nice-url=stun:a:0\n", "*ice-url must be like*" },
    { "[ice]\nice-url=turn:a?transport=sctp\n", "*ice-url must be like*" },
    { "[ice]\nturn-secret=x\nturn-secret-file=/x\n", "*exclude each other" },
    { "[ice]\nturn-secret-file=/nonexistent/x\n", "*'/nonexistent/x' cannot be read: No such file*" },
    { "[ice]\nturn-secret-file=/dev/null\n", "*there is no secret in '/dev/null'" },
    { "[ice]\nturn-secret-file=/dev/zero\n", "*larger than 256 KiB" },
    { "[ice]\nturn-ttl=2\n", "*turn-ttl must be a time from 60 s to 86400 s*" },
    { "[log]\nlog-level=loud\n", "*log-level must be error, warning*" },
    { "[log]\nlog-addresses=maybe\n", "*log-addresses must be yes or no*" },
    { "nonsense\n", "*" },
    { "[limits\nrate=40\n", "*" },
    { "[limits]\nrate=4\xff\n", "this is not a text*" },
    { "[tls]\ntls-key=a\\qb\n", "line 2: tls-key has an unknown escape*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(SightServerConfig) config = sight_server_config_new ();
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].message);
      g_assert_false (sight_server_config_load_data (config, rows[i].data,
                                                     strlen (rows[i].data), &error));
      g_assert_nonnull (error);
      if (!g_pattern_match_simple (rows[i].message, error->message))
        g_error ("'%s' does not match '%s'", error->message, rows[i].message);
    }
}

static void
test_load_size (void)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *data = g_strnfill (256 * 1024 + 1, '#');

  g_assert_false (sight_server_config_load_data (config, data, 256 * 1024 + 1, &error));
  assert_message (error, "*at most 256 KiB");
  g_clear_error (&error);

  g_assert_false (sight_server_config_load_data (config, "[log]\0[limits]", 14, &error));
  assert_message (error, "*not a text*");
  g_clear_error (&error);

  sight_server_config_load_data (config, "", 0, &error);
  g_assert_no_error (error);
  sight_server_config_load_data (config, "# nothing\n", 10, &error);
  g_assert_no_error (error);
}

static void
test_set (void)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GError) error = NULL;

  sight_server_config_set (config, "listen", "127.0.0.1:0 [::1]:0", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (config->listen->len, ==, 2);
  sight_server_config_set (config, "listen", "127.0.0.1:1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (config->listen->len, ==, 1);
  sight_server_config_set (config, "tls-key", "/x", &error);
  g_assert_no_error (error);
  sight_server_config_set (config, "tls-key", "", &error);
  g_assert_no_error (error);
  g_assert_null (config->tls_key);

  /* What is refused changes nothing. */
  g_assert_false (sight_server_config_set (config, "listen", "127.0.0.1:2 x", &error));
  assert_message (error, "listen must be*");
  g_clear_error (&error);
  g_assert_cmpstr (config->listen->pdata[0], ==, "127.0.0.1:1");
  g_assert_false (sight_server_config_set (config, "Listen", "127.0.0.1:2", &error));
  assert_message (error, "there is no setting 'Listen'");
}

static void
test_validate (void)
{
  static const struct
  {
    const char *key;
    const char *value;
    const char *message;
  } rows[] = {
    { "listen", "", "listen must name*" },
    { "tls-key", "/key.pem", "tls-key needs tls-certificate*" },
    { "tls-certificate", "/cert.pem", "tls-certificate needs tls-key*" },
    { "ice-url", "stun:a turn:b", "*need turn-secret-file*" },
    { "message-size", "4KiB", NULL },
    { "hello-size", "64KiB", NULL },
    { "queue-size", "32KiB", "queue-size must not be smaller*" },
    { "queue-size", "128KiB", "kept-size must not be larger*" },
    { "kept-size", "2MiB", "kept-size must not be larger*" },
    { "kept-size", "1MiB", NULL },
    { "byte-burst", "32KiB", "byte-burst must not be smaller*" },
    { "ping-time", "30s", "ping-time must be shorter*" },
    { "silence-time", "10s", "ping-time must be shorter*" },
    { "away-time", "31s", "away-time must not be longer*" },
    { "ice-url", "stun:a", NULL },
    { "rate", "10000", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(SightServerConfig) config = sight_server_config_new ();
      g_autoptr(GError) error = NULL;

      g_test_message ("%s=%s", rows[i].key, rows[i].value);
      sight_server_config_set (config, rows[i].key, rows[i].value, &error);
      g_assert_no_error (error);
      g_assert_cmpint (sight_server_config_validate (config, &error), ==, rows[i].message == NULL);
      if (rows[i].message != NULL)
        assert_message (error, rows[i].message);
    }
}

static char *
write_file (const char *text,
            int         mode)
{
  g_autoptr(GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("sightline-test-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
  return path;
}

static void
test_long_list (void)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GString) list = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 256; i++)
    g_string_append_printf (list, "10.0.0.%u ", i);
  sight_server_config_set (config, "trusted-proxy", list->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (config->trusted_proxies->len, ==, 256);

  g_string_append (list, "10.0.1.0");
  g_assert_false (sight_server_config_set (config, "trusted-proxy", list->str, &error));
  assert_message (error, "trusted-proxy has more than 256 items");
  g_assert_cmpuint (config->trusted_proxies->len, ==, 256);
}

static void
test_secret_file (void)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *path = write_file ("new-secret\nold-secret\n\n", 0600);

  n_warnings = 0;
  sight_server_config_set (config, "turn-secret-file", path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_warnings, ==, 0);
  g_assert_cmpuint (config->turn_secrets->len, ==, 2);
  g_assert_cmpstr (config->turn_secrets->pdata[0], ==, "new-secret");
  g_assert_cmpstr (config->turn_secrets->pdata[1], ==, "old-secret");

  g_chmod (path, 0644);
  n_warnings = 0;
  sight_server_config_set (config, "turn-secret-file", path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_warnings, ==, 1);
  g_unlink (path);
}

static void
test_load_file (void)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *path = write_file ("[ice]\nturn-secret = s\n", 0644);

  n_warnings = 0;
  sight_server_config_load_file (config, path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_warnings, ==, 1);
  g_unlink (path);

  g_free (path);
  path = write_file ("[limits]\nrate=x\n", 0644);
  g_assert_false (sight_server_config_load_file (config, path, &error));
  assert_message (error, "*: line 2: rate must be*");
  g_clear_error (&error);
  g_unlink (path);

  g_assert_false (sight_server_config_load_file (config, path, &error));
  assert_message (error, "*cannot be read: No such file*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (count_warnings, NULL, NULL);

  g_test_add_func ("/server/config/defaults", test_defaults);
  g_test_add_func ("/server/config/complete", test_complete);
  g_test_add_func ("/server/config/load", test_load);
  g_test_add_func ("/server/config/load-refused", test_load_refused);
  g_test_add_func ("/server/config/load-size", test_load_size);
  g_test_add_func ("/server/config/set", test_set);
  g_test_add_func ("/server/config/validate", test_validate);
  g_test_add_func ("/server/config/long-list", test_long_list);
  g_test_add_func ("/server/config/secret-file", test_secret_file);
  g_test_add_func ("/server/config/load-file", test_load_file);

  return g_test_run ();
}
