/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cli-fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define PATIENCE_SECONDS 90

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
start_with (const char       *program,
            const char       *arguments,
            GSubprocessFlags  flags)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
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

GSubprocess *
cli_start (const char *program,
           const char *arguments)
{
  return start_with (program, arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
}

int
cli_finish (GSubprocess  *process,
            char        **out,
            char        **err)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, out, err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));

  return g_subprocess_get_exit_status (process);
}

int
cli_run (const char  *arguments,
         char       **out,
         char       **err)
{
  g_autoptr(GSubprocess) process = cli_start ("SIGHT_TEST_CLI", arguments);

  return cli_finish (process, out, err);
}

GSubprocess *
cli_start_server_with (const char  *options,
                       char       **url)
{
  GSubprocess *server = cli_start ("SIGHT_TEST_PROGRAM", options);
  g_autoptr(GDataInputStream) output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);

  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening on "));
  *url = g_strdup (line + strlen ("listening on "));
  /* Kept open, or the server's next line would end it. */
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);

  return server;
}

GSubprocess *
cli_start_server (char **url)
{
  return cli_start_server_with ("--listen 127.0.0.1:0", url);
}

void
cli_stop (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  g_object_unref (process);
}

char *
cli_make_link (const char *url)
{
  g_autofree char *arguments = g_strdup_printf ("new --server %s", url);
  char *out = NULL;

  g_assert_cmpint (cli_run (arguments, &out, NULL), ==, 0);

  return g_strchomp (out);
}

static SightJson *
parse_line (const char *line)
{
  SightJson *json = sight_json_parse (line, strlen (line), NULL);

  if (json == NULL)
    g_error ("Not JSON: %s", line);

  return json;
}

SightJson *
cli_find_event (const char *out,
                const char *name)
{
  g_auto(GStrv) lines = g_strsplit (out, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(SightJson) json = NULL;

      if (*lines[i] == '\0')
        continue;
      json = parse_line (lines[i]);
      if (g_strcmp0 (cli_get_text (json, "event"), name) == 0)
        return g_steal_pointer (&json);
    }

  return NULL;
}

const char *
cli_get_text (SightJson  *event,
              const char *key)
{
  return sight_json_value_get_string (sight_json_value_get (sight_json_get_root (event), key), NULL);
}

gint64
cli_get_number (SightJson  *event,
                const char *key)
{
  gint64 number = 0;

  sight_json_value_get_int (sight_json_value_get (sight_json_get_root (event), key), &number);

  return number;
}

void
cli_expect_text (SightJson  *event,
                 const char *key,
                 const char *text)
{
  g_assert_nonnull (event);
  g_assert_cmpstr (cli_get_text (event, key), ==, text);
}

CliPeer *
cli_peer_new (const char *link,
              const char *options)
{
  return cli_peer_new_of ("SIGHT_TEST_CLI", link, options);
}

CliPeer *
cli_peer_new_of (const char *program,
                 const char *link,
                 const char *options)
{
  CliPeer *self = g_new0 (CliPeer, 1);
  g_autofree char *arguments = g_strdup_printf ("call %s --json %s", link, options);

  self->process = start_with (program, arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) sight_json_free);

  return self;
}

static gboolean
on_late (gpointer user_data)
{
  ((CliPeer *) user_data)->late = TRUE;

  return G_SOURCE_CONTINUE;
}

static void
on_line (GObject      *stream,
         GAsyncResult *result,
         gpointer      user_data)
{
  CliPeer *self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (stream), result, NULL, NULL);

  self->ended = line == NULL;
  if (line != NULL)
    {
      g_test_message ("%s: %s", g_subprocess_get_identifier (self->process), line);
      g_ptr_array_add (self->events, parse_line (line));
    }
}

/* FALSE at its end. */
static gboolean
read_event (CliPeer    *self,
            const char *what)
{
  guint n = self->events->len;
  guint timeout = g_timeout_add_seconds (PATIENCE_SECONDS, on_late, self);

  if (!self->ended)
    g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, on_line, self);
  while (!self->ended && !self->late && self->events->len == n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  if (self->late)
    g_error ("Waited in vain for %s", what);

  return !self->ended;
}

SightJson *
cli_peer_find (CliPeer    *self,
               const char *name,
               const char *key,
               const char *text)
{
  for (guint i = self->mark; i < self->events->len; i++)
    {
      SightJson *event = g_ptr_array_index (self->events, i);

      if (g_strcmp0 (cli_get_text (event, "event"), name) == 0 &&
          (key == NULL || g_strcmp0 (cli_get_text (event, key), text) == 0))
        return event;
    }

  return NULL;
}

SightJson *
cli_peer_wait (CliPeer    *self,
               const char *name,
               const char *key,
               const char *text)
{
  SightJson *event;

  while ((event = cli_peer_find (self, name, key, text)) == NULL)
    if (!read_event (self, name))
      g_error ("It ended without '%s' (%s: %s)", name, key != NULL ? key : "", text != NULL ? text : "");

  return event;
}

void
cli_peer_mark (CliPeer *self)
{
  self->mark = self->events->len;
}

int
cli_peer_finish (CliPeer *self)
{
  while (read_event (self, "the end"))
    ;
  g_subprocess_wait (self->process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (self->process));

  return g_subprocess_get_exit_status (self->process);
}

int
cli_peer_leave (CliPeer *self)
{
  if (!self->ended)
    g_subprocess_send_signal (self->process, SIGTERM);

  return cli_peer_finish (self);
}

void
cli_peer_free (CliPeer *self)
{
  cli_peer_leave (self);
  g_ptr_array_unref (self->events);
  g_object_unref (self->output);
  g_object_unref (self->process);
  g_free (self);
}
