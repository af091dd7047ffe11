/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "protocol/sight-json.h"

/* The command-line peer as people start it: real processes on both ends and in
 * the middle.
 */

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
start (const char *program,
       const char *arguments)
{
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *line = g_strdup_printf ("%s %s", g_getenv (program), arguments);
  g_auto(GStrv) argv = NULL;
  GSubprocess *process;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, &error));
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv, &error);
  g_assert_no_error (error);

  return process;
}

/* Waits for it; what it printed, and how it ended. */
static int
finish (GSubprocess  *process,
        char        **out,
        char        **err)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, out, err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));

  return g_subprocess_get_exit_status (process);
}

static int
run (const char  *arguments,
     char       **out,
     char       **err)
{
  g_autoptr(GSubprocess) process = start ("SIGHT_TEST_CLI", arguments);

  return finish (process, out, err);
}

static GSubprocess *
start_server (char **url)
{
  GSubprocess *server = start ("SIGHT_TEST_PROGRAM", "--listen 127.0.0.1:0");
  g_autoptr(GDataInputStream) output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);

  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening on "));
  *url = g_strdup (line + strlen ("listening on "));
  /* Kept open, or the server's next line would end it. */
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);

  return server;
}

static void
stop (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  g_object_unref (process);
}

static char *
make_link (const char *url)
{
  g_autofree char *arguments = g_strdup_printf ("new --server %s", url);
  char *out = NULL;

  g_assert_cmpint (run (arguments, &out, NULL), ==, 0);

  return g_strchomp (out);
}

/* The event of that name in what a peer printed, as JSON. */
static SightJson *
find_event (const char *out,
            const char *name)
{
  g_auto(GStrv) lines = g_strsplit (out, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(SightJson) json = NULL;

      if (*lines[i] == '\0')
        continue;
      json = sight_json_parse (lines[i], strlen (lines[i]), NULL);
      if (json == NULL)
        g_error ("Not JSON: %s", lines[i]);
      if (g_strcmp0 (sight_json_value_get_string (sight_json_value_get (sight_json_get_root (json), "event"), NULL), name) == 0)
        return g_steal_pointer (&json);
    }

  return NULL;
}

static void
expect_text (SightJson  *json,
             const char *key,
             const char *text)
{
  g_assert_nonnull (json);
  g_assert_cmpstr (sight_json_value_get_string (sight_json_value_get (sight_json_get_root (json), key), NULL), ==, text);
}

static void
test_new (void)
{
  g_autofree char *link = make_link ("https://calls.example.org");
  g_autofree char *other = make_link ("https://calls.example.org");

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
    "new --server gopher://x", "demo --duration long",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *out = NULL;
      g_autofree char *err = NULL;

      g_test_message ("%s", wrong[i]);
      g_assert_cmpint (run (wrong[i], &out, &err), ==, 2);
      g_assert_true (*out != '\0' || *err != '\0');
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
  stop (start_server (&url));
  link = make_link (url);
  arguments = g_strdup_printf ("call %s --json", link);
  g_assert_cmpint (run (arguments, &out, NULL), ==, 3);
  ended = find_event (out, "ended");
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

/* Two processes see and hear each other. */
static void
test_call (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("sightline-XXXXXX", &error);
  g_autofree char *url = NULL;
  GSubprocess *server = start_server (&url);
  g_autofree char *link = make_link (url);
  g_autofree char *stays = g_strdup_printf ("call %s --name Ana --camera test --microphone test --duration 120", link);
  g_autofree char *counts = g_strdup_printf ("call %s --name Boris --camera test --microphone test --duration 110 "
                                             "--until frames=30 --snapshot %s --json", link, folder);
  GSubprocess *ana = start ("SIGHT_TEST_CLI", stays);
  g_autoptr(SightJson) peer = NULL;
  g_autoptr(SightJson) first = NULL;
  g_autoptr(SightJson) joined = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  if (run (counts, &out, &err) != 0)
    g_error ("%s\n%s", out, err);

  joined = find_event (out, "joined");
  g_assert_nonnull (joined);
  peer = find_event (out, "peer");
  expect_text (peer, "name", "Ana");
  first = find_event (out, "first-frame");
  g_assert_nonnull (first);
  expect_png (folder, "Ana-camera-first.png");
  expect_png (folder, "Ana-camera-last.png");
  g_rmdir (folder);

  stop (ana);
  stop (server);
}

/* What one writes, the other reads, in its order. */
static void
test_chat (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = start_server (&url);
  g_autofree char *link = make_link (url);
  g_autofree char *says = g_strdup_printf ("call %s --name Ana --chat 'Guten Tag' --chat 'and a second line' --duration 120", link);
  g_autofree char *hears = g_strdup_printf ("call %s --name Boris --until chats=2 --duration 110 --json", link);
  GSubprocess *ana = start ("SIGHT_TEST_CLI", says);
  g_autoptr(SightJson) first = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  if (run (hears, &out, &err) != 0)
    g_error ("%s\n%s", out, err);
  first = find_event (out, "chat");
  expect_text (first, "text", "Guten Tag");
  g_assert_nonnull (strstr (out, "and a second line"));

  stop (ana);
  stop (server);
}

/* Who waits for somebody in vain has failed. */
static void
test_alone (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = start_server (&url);
  g_autofree char *link = make_link (url);
  g_autofree char *arguments = g_strdup_printf ("call %s --until peers=1 --duration 2 --json", link);
  g_autofree char *out = NULL;

  g_assert_cmpint (run (arguments, &out, NULL), ==, 1);
  stop (server);
}

static void
test_file (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "sightline-no-media.txt", NULL);
  g_autofree char *url = NULL;
  GSubprocess *server = start_server (&url);
  g_autofree char *link = make_link (url);
  g_autofree char *arguments = g_strdup_printf ("call %s --camera %s --until frames=1 --duration 2", link, path);

  /* A file that is none of pictures leaves the call as it is. */
  g_assert_true (g_file_set_contents (path, "nothing to see", -1, NULL));
  g_assert_cmpint (run (arguments, NULL, NULL), ==, 1);
  g_remove (path);
  stop (server);
}

static void
test_demo (void)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  if (run ("demo --duration 6", &out, &err) != 0)
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

  g_test_add_func ("/e2e/cli/new", test_new);
  g_test_add_func ("/e2e/cli/usage", test_usage);
  g_test_add_func ("/e2e/cli/unreachable", test_unreachable);
  g_test_add_func ("/e2e/cli/alone", test_alone);
  g_test_add_func ("/e2e/cli/call", test_call);
  g_test_add_func ("/e2e/cli/chat", test_chat);
  g_test_add_func ("/e2e/cli/file", test_file);
  g_test_add_func ("/e2e/cli/demo", test_demo);

  return g_test_run ();
}
