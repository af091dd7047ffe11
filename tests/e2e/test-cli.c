/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cli-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* The command-line peer as people start it: real processes on both ends and in
 * the middle.
 */

static void
test_new (void)
{
  g_autofree char *link = cli_make_link ("https://calls.example.org");
  g_autofree char *other = cli_make_link ("https://calls.example.org");

  g_assert_true (g_str_has_prefix (link, "https://calls.example.org/#"));
  g_assert_cmpuint (strlen (link), ==, strlen ("https://calls.example.org/#k3vd-9xtm-4qpa-7hse"));
  g_assert_cmpstr (link, !=, other);
}

static void
test_usage (void)
{
  static const char * const wrong[] = {
    "", "dance", "call", "call one two", "call --no-such-option x", "call http://[ --duration 1",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --until yesterday",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --codec mpeg",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --camera /no/such/file",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --camera test:1x1",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --microphone test:loud",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --screen default",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --max-bitrate -5",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --snapshot /no/such/folder",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --save /no/such/folder",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --send /no/such/file",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --stun turn:x",
    "call http://127.0.0.1:1/#k3vd-9xtm-4qpa-7hse --turn turns:x",
    "new --server gopher://x", "demo --duration long",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *out = NULL;
      g_autofree char *err = NULL;

      g_test_message ("%s", wrong[i]);
      g_assert_cmpint (cli_run (wrong[i], &out, &err), ==, 2);
      g_assert_true (*out != '\0' || *err != '\0');
    }
}

/* Every option of every verb is in the manual. */
static void
test_manual (void)
{
  static const char * const verbs[] = { "new", "call", "devices", "doctor", "demo" };
  g_autofree char *path = g_build_filename (g_getenv ("SIGHT_TEST_DATA_DIR"), "cli", "sightline-cli.1", NULL);
  g_autoptr(GRegex) option = g_regex_new ("^ +(?:-., )?--([a-z-]+)", G_REGEX_MULTILINE, 0, NULL);
  g_autofree char *manual = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &manual, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *arguments = g_strconcat (verbs[i], " --help", NULL);
      g_autofree char *chapter = g_strconcat ("\n.Ss ", verbs[i], "\n", NULL);
      g_autofree char *out = NULL;
      g_autoptr(GMatchInfo) match = NULL;
      const char *begin = strstr (manual, chapter);

      g_assert_nonnull (begin);
      g_assert_cmpint (cli_run (arguments, &out, NULL), ==, 0);
      for (g_regex_match (option, out, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
        {
          g_autofree char *name = g_match_info_fetch (match, 1);
          g_autofree char *item = g_strconcat ("Fl -", name, NULL);
          const char *found = strstr (begin, item);

          if (!g_str_equal (name, "help") && (found == NULL || (i < G_N_ELEMENTS (verbs) - 1 && found > strstr (begin + 1, "\n.Ss "))))
            g_error ("The manual does not know '%s --%s'", verbs[i], name);
        }
    }
}

static void
test_unreachable (void)
{
  g_autofree char *url = NULL;
  g_autofree char *link = NULL;
  g_autofree char *arguments = NULL;
  g_autofree char *out = NULL;
  g_autoptr(SightJson) ended = NULL;

  /* A port where something was a moment ago. */
  cli_stop (cli_start_server (&url));
  link = cli_make_link (url);
  arguments = g_strdup_printf ("call %s --json", link);
  g_assert_cmpint (cli_run (arguments, &out, NULL), ==, 3);
  ended = cli_find_event (out, "ended");
  g_assert_nonnull (ended);
}

static void
expect_png (const char *folder,
            const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_cmpuint (length, >, 1000);
  g_assert_cmpint (memcmp (data, "\x89PNG\r\n\x1a\n", 8), ==, 0);
  g_remove (path);
}

/* Nothing that listens anywhere: it says so, and what to do. */
static void
test_no_devices (void)
{
  g_autofree char *out = NULL;
  g_autoptr(SightJson) missing = NULL;

  g_assert_cmpint (cli_run ("devices --json", &out, NULL), ==, 1);
  missing = cli_find_event (out, "missing");
  cli_expect_text (missing, "kind", "camera");
  g_assert_nonnull (strstr (out, "pipewire-pulse"));
}

/* Two processes see and hear each other. */
static void
test_call (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("sightline-XXXXXX", &error);
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autofree char *stays = g_strdup_printf ("call %s --name Ana --camera test --microphone test --duration 120", link);
  g_autofree char *counts = g_strdup_printf ("call %s --name Boris --camera test --microphone test --duration 110 "
                                             "--until frames=30 --snapshot %s --json", link, folder);
  GSubprocess *ana = cli_start ("SIGHT_TEST_CLI", stays);
  g_autoptr(SightJson) peer = NULL;
  g_autoptr(SightJson) first = NULL;
  g_autoptr(SightJson) joined = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  if (cli_run (counts, &out, &err) != 0)
    g_error ("%s\n%s", out, err);

  joined = cli_find_event (out, "joined");
  g_assert_nonnull (joined);
  peer = cli_find_event (out, "peer");
  cli_expect_text (peer, "name", "Ana");
  first = cli_find_event (out, "first-frame");
  g_assert_nonnull (first);
  expect_png (folder, "Ana-camera-first.png");
  expect_png (folder, "Ana-camera-last.png");
  g_rmdir (folder);

  cli_stop (ana);
  cli_stop (server);
}

/* What one writes, the other reads, in its order. */
static void
test_chat (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autofree char *says = g_strdup_printf ("call %s --name Ana --chat 'Guten Tag' --chat 'and a second line' --duration 120", link);
  g_autofree char *hears = g_strdup_printf ("call %s --name Boris --until chats=2 --duration 110 --json", link);
  GSubprocess *ana = cli_start ("SIGHT_TEST_CLI", says);
  g_autoptr(SightJson) first = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  if (cli_run (hears, &out, &err) != 0)
    g_error ("%s\n%s", out, err);
  first = cli_find_event (out, "chat");
  cli_expect_text (first, "text", "Guten Tag");
  g_assert_nonnull (strstr (out, "and a second line"));

  cli_stop (ana);
  cli_stop (server);
}

/* Who waits for somebody in vain has failed. */
static void
test_alone (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autofree char *arguments = g_strdup_printf ("call %s --until peers=1 --duration 2 --json", link);
  g_autofree char *out = NULL;

  g_assert_cmpint (cli_run (arguments, &out, NULL), ==, 1);
  cli_stop (server);
}

static void
test_file (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "sightline-no-media.txt", NULL);
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autofree char *arguments = g_strdup_printf ("call %s --camera %s --until frames=1 --duration 2", link, path);

  /* A file that is none of pictures leaves the call as it is. */
  g_assert_true (g_file_set_contents (path, "nothing to see", -1, NULL));
  g_assert_cmpint (cli_run (arguments, NULL, NULL), ==, 1);
  g_remove (path);
  cli_stop (server);
}

static void
test_demo (void)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  if (cli_run ("demo --duration 6", &out, &err) != 0)
    g_error ("%s\n%s", out, err);
  g_assert_nonnull (strstr (out, "Ana: Boris is live"));
  g_assert_nonnull (strstr (out, "Boris: Ana is live"));
  g_assert_nonnull (strstr (out, "640x360"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Whoever runs the tests may have devices; they are not for these. */
  g_setenv ("PULSE_SERVER", "unix:/nowhere/pulse", TRUE);
  g_setenv ("PIPEWIRE_REMOTE", "/nowhere/pipewire", TRUE);

  g_test_add_func ("/e2e/cli/new", test_new);
  g_test_add_func ("/e2e/cli/usage", test_usage);
  g_test_add_func ("/e2e/cli/manual", test_manual);
  g_test_add_func ("/e2e/cli/unreachable", test_unreachable);
  g_test_add_func ("/e2e/cli/no-devices", test_no_devices);
  g_test_add_func ("/e2e/cli/alone", test_alone);
  g_test_add_func ("/e2e/cli/call", test_call);
  g_test_add_func ("/e2e/cli/chat", test_chat);
  g_test_add_func ("/e2e/cli/file", test_file);
  g_test_add_func ("/e2e/cli/demo", test_demo);

  return g_test_run ();
}
