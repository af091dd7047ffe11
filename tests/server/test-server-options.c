/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "server/sight-server-options.h"
#include "server/sight-server-settings.h"

static SightServerOptions *
parse (const char  *line,
       GError     **error)
{
  g_autofree char *whole = g_strconcat ("sightline-server ", line, NULL);
  g_auto(GStrv) argv = g_strsplit (g_strchomp (whole), " ", -1);

  return sight_server_options_parse ((const char * const *) argv, error);
}

static SightServerConfig *
configure (const char  *line,
           GError     **error)
{
  g_autoptr(SightServerOptions) options = parse (line, error);

  return options != NULL ? sight_server_options_make_config (options, error) : NULL;
}

static void
test_settings (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightServerConfig) config =
    configure ("--listen=127.0.0.1:0 --listen [::1]:0 --rate 50 --rate=60 --log-addresses "
               "--origin=https://a.example --log-json=no --turn-ttl=10min", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (config->listen->len, ==, 2);
  g_assert_cmpstr (config->listen->pdata[0], ==, "127.0.0.1:0");
  g_assert_cmpstr (config->listen->pdata[1], ==, "[::1]:0");
  g_assert_cmpuint (config->limits.rate, ==, 60);
  g_assert_true (config->log_addresses);
  g_assert_false (config->log_json);
  g_assert_cmpuint (config->turn_ttl, ==, 600);
}

static void
test_switches (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightServerOptions) none = parse ("", &error);
  g_autoptr(SightServerOptions) all = parse ("-h --version --check -c /x", &error);

  g_assert_no_error (error);
  g_assert_false (none->help || none->version || none->check);
  g_assert_null (none->config);
  g_assert_true (all->help && all->version && all->check);
  g_assert_cmpstr (all->config, ==, "/x");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *line;
    const char *message;
  } rows[] = {
    { "--speed=3", "*--speed*" },
    { "--rate", "*--rate*" },
    { "--rate=fast", "--rate must be a number from 1 to 10000, not 'fast'" },
    { "--log-json=perhaps", "--log-json must be yes or no*" },
    { "file.conf", "*file.conf*" },
    { "--config=/nonexistent/x.conf", "*'/nonexistent/x.conf' cannot be read*" },
    { "--listen=", "listen must name*" },
    { "--tls-key=/x", "tls-key needs tls-certificate*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].line);
      g_assert_null (configure (rows[i].line, &error));
      g_assert_nonnull (error);
      if (!g_pattern_match_simple (rows[i].message, error->message))
        g_error ("'%s' does not match '%s'", error->message, rows[i].message);
    }
}

static void
test_file_and_line (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightServerConfig) config = NULL;
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;
  int fd = g_file_open_tmp ("sightline-test-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, "[server]\nlisten=127.0.0.1:1 127.0.0.1:2\n[limits]\nrate=70\nburst=300\n",
                       -1, &error);
  g_assert_no_error (error);

  line = g_strdup_printf ("--listen=127.0.0.1:3 --rate=80 --config=%s", path);
  config = configure (line, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (config->listen->len, ==, 1);
  g_assert_cmpstr (config->listen->pdata[0], ==, "127.0.0.1:3");
  g_assert_cmpuint (config->limits.rate, ==, 80);
  g_assert_cmpuint (config->limits.burst, ==, 300);
  g_unlink (path);
}

static void
test_help (void)
{
  g_autofree char *help = sight_server_options_format_help ();
  const SightSetting *settings;
  gsize n_settings;

  settings = sight_server_settings_get (&n_settings);
  for (gsize i = 0; i < n_settings; i++)
    {
      g_autofree char *option = g_strdup_printf ("  --%s", settings[i].name);

      g_assert_nonnull (strstr (help, option));
      g_assert_nonnull (strstr (help, settings[i].help));
    }

  g_assert_nonnull (strstr (help, "Examples:"));
  g_assert_nonnull (strstr (help, "Exit status:"));
}

/* The sample file says of every setting what the program says. */
static void
test_sample (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("SIGHT_TEST_DATA_DIR"), "sightline-server.conf", NULL);
  g_autofree char *sample = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GString) bare = g_string_new (NULL);
  g_auto(GStrv) lines = NULL;
  const SightSetting *settings;
  gsize n_settings;

  g_file_get_contents (path, &sample, NULL, &error);
  g_assert_no_error (error);
  sight_server_config_load_data (config, sample, strlen (sample), &error);
  g_assert_no_error (error);

  settings = sight_server_settings_get (&n_settings);
  for (gsize i = 0; i < n_settings; i++)
    {
      g_autofree char *value = g_strdup_printf ("\n# %s.\n#%s=%s", settings[i].help,
                                                settings[i].name, settings[i].value);

      g_test_message ("%s", settings[i].name);
      g_assert_nonnull (strstr (sample, value));
    }

  /* Every line of it, without its '#', is one the program takes. */
  lines = g_strsplit (sample, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] == '[' || (*lines[i] == '#' && g_ascii_islower (lines[i][1])))
        g_string_append_printf (bare, "%s\n", *lines[i] == '#' ? lines[i] + 1 : lines[i]);
    }
  g_assert_nonnull (strstr (bare->str, "turn-secret=\n"));
  g_string_replace (bare, "turn-secret=\n", "", 1);
  sight_server_config_load_data (config, bare->str, bare->len, &error);
  g_assert_no_error (error);
}

/* Every option of the program is in the manual, and no other. */
static void
test_manual (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("SIGHT_TEST_DATA_DIR"), "sightline-server.8", NULL);
  g_autofree char *manual = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;
  const SightSetting *settings;
  gsize n_settings;
  guint n_options = 0;

  g_file_get_contents (path, &manual, NULL, &error);
  g_assert_no_error (error);

  settings = sight_server_settings_get (&n_settings);
  for (gsize i = 0; i < n_settings; i++)
    {
      g_autofree char *item = g_strdup_printf ("\n.It Fl -%s", settings[i].name);
      const char *found = strstr (manual, item);
      g_autofree char *body = NULL;

      g_test_message ("%s", settings[i].name);
      g_assert_nonnull (found);
      body = g_strndup (found + 1, strcspn (found + 1, ".") + 400);
      if (*settings[i].value != '\0')
        g_assert_nonnull (strstr (body, settings[i].value));
    }

  lines = g_strsplit (manual, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], ".It Fl -") || g_str_has_prefix (lines[i], ".It Fl h") ||
          g_str_has_prefix (lines[i], ".It Fl c"))
        n_options++;
    }
  g_assert_cmpuint (n_options, ==, n_settings + 4);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/options/settings", test_settings);
  g_test_add_func ("/server/options/switches", test_switches);
  g_test_add_func ("/server/options/refused", test_refused);
  g_test_add_func ("/server/options/file-and-line", test_file_and_line);
  g_test_add_func ("/server/options/help", test_help);
  g_test_add_func ("/server/options/sample", test_sample);
  g_test_add_func ("/server/options/manual", test_manual);

  return g_test_run ();
}
