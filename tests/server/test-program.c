/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The program as an operator meets it: what it prints, and how it ends. */

#include <gio/gio.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>


static void
on_child (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
launch (const char *line)
{
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *whole = g_strconcat (g_getenv ("SIGHT_TEST_PROGRAM"), " ", line, NULL);
  g_auto(GStrv) argv = g_strsplit (g_strchomp (whole), " ", -1);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, on_child, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv, &error);
  g_assert_no_error (error);
  return process;
}

/* Runs to the end; a test that hangs is ended by its time limit. */
static int
run (const char  *line,
     char       **out,
     char       **err)
{
  g_autoptr(GSubprocess) process = launch (line);
  g_autoptr(GError) error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, out, err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static void
assert_run (const char *line,
            int         status,
            const char *out_pattern,
            const char *err_pattern)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  g_assert_cmpint (run (line, &out, &err), ==, status);
  if (!g_pattern_match_simple (out_pattern, out))
    g_error ("'%s' does not match '%s'", out, out_pattern);
  if (!g_pattern_match_simple (err_pattern, err))
    g_error ("'%s' does not match '%s'", err, err_pattern);
}

static void
test_help (void)
{
  assert_run ("--help", 0, "Usage: sightline-server*--listen=HOST:PORT*Examples:*Exit status:*", "");
  assert_run ("--version", 0, "sightline-server *\n", "");
}

static void
test_usage (void)
{
  assert_run ("--speed=3", 2, "", "sightline-server: *--speed*--help*");
  assert_run ("--rate=fast", 2, "", "*--rate must be a number from 1 to 10000, not 'fast'*");
  assert_run ("nonsense", 2, "", "*nonsense*");
  assert_run ("--config=/nonexistent", 2, "", "*'/nonexistent' cannot be read: No such file*");
}

static void
test_cannot_listen (void)
{
  assert_run ("--listen=192.0.2.77:0", 1, "", "*level=error*192.0.2.77*");
}

static void
test_check (void)
{
  assert_run ("--check --listen=127.0.0.1:0", 0, "good *configuration: it is valid\n*errors: 0,*", "");
  assert_run ("--check --listen=192.0.2.77:0", 1, "*error *192.0.2.77*errors: 1,*", "");
}

static void
assert_ends (int signal_number)
{
  g_autoptr(GSubprocess) process = launch ("--listen=127.0.0.1:0 --listen=127.0.0.1:0 --drain-time=100ms");
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
      g_autoptr(GSocketClient) client = g_socket_client_new ();
      g_autoptr(GSocketConnection) connection = NULL;
      g_autoptr(GError) error = NULL;
      const char *prefix = "listening on http://127.0.0.1:";

      g_assert_nonnull (line);
      g_assert_true (g_str_has_prefix (line, prefix));
      g_assert_cmpint (atoi (line + strlen (prefix)), >, 0);
      g_socket_client_set_enable_proxy (client, FALSE);
      connection = g_socket_client_connect_to_host (client, line + strlen ("listening on http://"), 0, NULL, &error);
      g_assert_no_error (error);
    }

  g_subprocess_send_signal (process, signal_number);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_signals (void)
{
  assert_ends (SIGTERM);
  assert_ends (SIGINT);
}

/* Sends a handshake from a foreign page and waits for its answer. */
static void
knock_from_foreign_page (const char *address)
{
  static const char request[] =
    "GET /signal HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    "Sec-WebSocket-Protocol: sightline.v1\r\nOrigin: https://foreign.example\r\n\r\n";
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  char answer[12];

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, address, 0, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             request, strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                           answer, sizeof answer, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (answer, sizeof answer, "HTTP/1.1 403", 12);
}

/* What happened is in the log, who it was is not, and nobody fills the disk. */
static void
test_log (void)
{
  g_autoptr(GSubprocess) process = launch ("--listen=127.0.0.1:0 --drain-time=0");
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_autofree char *log = NULL;
  guint n_entries = 0;

  g_assert_nonnull (line);
  for (guint i = 0; i < 15; i++)
    knock_from_foreign_page (line + strlen ("listening on http://"));

  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &log, NULL);
  for (const char *at = log; (at = strstr (at, "event=handshake-refused reason=origin status=403 address=h")) != NULL; at++)
    n_entries++;
  g_assert_cmpuint (n_entries, ==, 10);
  g_assert_null (strstr (log, "127.0.0.1"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/program/help", test_help);
  g_test_add_func ("/server/program/usage", test_usage);
  g_test_add_func ("/server/program/cannot-listen", test_cannot_listen);
  g_test_add_func ("/server/program/check", test_check);
  g_test_add_func ("/server/program/signals", test_signals);
  g_test_add_func ("/server/program/log", test_log);

  return g_test_run ();
}
