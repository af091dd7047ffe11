/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fixture-certificate.h"
#include "server-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

/* The real program on its own loop. */

typedef struct
{
  GSubprocess      *process;
  GDataInputStream *output;
} Program;

/* A test that fails leaves nobody behind. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static Program *
program_start (const char * const *arguments)
{
  Program *self = g_new0 (Program, 1);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (argv, (gpointer) g_getenv ("SIGHT_TEST_PROGRAM"));
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (argv, (gpointer) *arguments);
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, &error);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));

  return self;
}

/* The next line that the program prints says where it listens. */
static char *
program_read_url (Program *self)
{
  g_autofree char *line = g_data_input_stream_read_line (self->output, NULL, NULL, NULL);

  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening on http"));

  return g_strdup (line + strlen ("listening on "));
}

static void
program_expect_end (Program *self)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_subprocess_wait_check (self->process, NULL, &error));
  g_assert_no_error (error);
}

static void
program_free (Program *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->output);
  g_object_unref (self->process);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Program, program_free)

static WsClient *
join (const char  *url,
      char       **id)
{
  WsClient *client = ws_client_connect (url);
  g_autofree char *me = NULL;

  g_assert_cmpuint (ws_client_open (client), ==, 101);
  ws_client_say_hello (client);
  me = ws_client_join_room (client, 'a');
  if (id != NULL)
    *id = g_steal_pointer (&me);

  return client;
}

/* One member over IPv4 and one over IPv6, in the same room. */
static void
test_relay (void)
{
  g_autoptr(Program) program = program_start (SETTINGS ("--listen=127.0.0.1:0", "--listen=[::1]:0"));
  g_autofree char *v4 = program_read_url (program);
  g_autofree char *v6 = program_read_url (program);
  g_autoptr(WsClient) first = NULL;
  g_autoptr(WsClient) second = NULL;
  g_autofree char *first_id = NULL;
  g_autofree char *second_id = NULL;

  g_assert_true (g_str_has_prefix (v4, "http://127.0.0.1:"));
  g_assert_true (g_str_has_prefix (v6, "http://[::1]:"));
  first = join (v4, &first_id);
  second = join (v6, &second_id);

  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *number = g_strdup_printf ("\"n\":%u,", i);
      g_autofree char *there = NULL;
      g_autofree char *back = NULL;

      ws_client_relay (first, second_id, i, 1000);
      there = ws_client_expect (second, number);
      ws_client_relay (second, first_id, i, 5000);
      back = ws_client_expect (first, number);
    }
}

static void
test_same_port (void)
{
  g_autoptr(Program) program = program_start (SETTINGS ("--listen=127.0.0.1:0"));
  g_autofree char *v4 = program_read_url (program);
  g_autofree char *listen = g_strdup_printf ("--listen=[::1]%s", strrchr (v4, ':'));
  g_autoptr(Program) other = program_start (SETTINGS (listen));
  g_autofree char *v6 = program_read_url (other);
  g_autoptr(WsClient) client = join (v6, NULL);
}

/* rows: x-1001 */
static void
test_terminate (void)
{
  g_autoptr(Program) program = program_start (SETTINGS ("--listen=127.0.0.1:0", "--drain-time=500ms"));
  g_autofree char *url = program_read_url (program);
  g_autofree char *again = g_strdup_printf ("--listen=%s", url + strlen ("http://"));
  g_autoptr(Program) heir = NULL;
  g_autofree char *same = NULL;
  g_autoptr(GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) ws_client_free);

  for (guint i = 0; i < 10; i++)
    g_ptr_array_add (clients, join (url, NULL));
  g_subprocess_send_signal (program->process, SIGTERM);

  for (guint i = 0; i < clients->len; i++)
    {
      g_autofree char *notice = ws_client_expect (g_ptr_array_index (clients, i), "\"drain\"");

      /* The next server has the place while this one still says goodbye. */
      if (heir == NULL)
        {
          heir = program_start (SETTINGS (again));
          same = program_read_url (heir);
          g_assert_cmpstr (same, ==, url);
        }
      g_assert_cmpuint (ws_client_expect_close (g_ptr_array_index (clients, i)), ==, 1001);
    }
  program_expect_end (program);
}

static void
test_terminate_twice (void)
{
  g_autoptr(Program) program = program_start (SETTINGS ("--listen=127.0.0.1:0", "--drain-time=60s"));
  g_autofree char *url = program_read_url (program);
  g_autoptr(WsClient) client = join (url, NULL);
  g_autofree char *notice = NULL;
  gint64 start = g_get_monotonic_time ();

  g_subprocess_send_signal (program->process, SIGTERM);
  notice = ws_client_expect (client, "\"drain\"");
  g_subprocess_send_signal (program->process, SIGTERM);
  program_expect_end (program);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_TIME_SPAN_SECOND);
}

static char *
see_certificate (const char *url)
{
  g_autoptr(WsClient) client = ws_client_connect (url);

  return ws_client_get_certificate (client);
}

static void
test_hangup (void)
{
  g_autofree char *directory = g_dir_make_tmp ("sightline-e2e-XXXXXX", NULL);
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autofree char *next = NULL;
  g_autofree char *next_key = NULL;
  g_autofree char *certificate_option = NULL;
  g_autofree char *key_option = NULL;
  g_autofree char *url = NULL;
  g_autofree char *old = NULL;
  g_autofree char *id = NULL;
  g_autofree char *relay = NULL;
  g_autoptr(Program) program = NULL;
  g_autoptr(WsClient) member = NULL;
  g_autoptr(WsClient) other = NULL;
  gboolean changed = FALSE;

  fixture_certificate_write (directory, "server", "127.0.0.1", 30, &certificate, &key);
  certificate_option = g_strdup_printf ("--tls-certificate=%s", certificate);
  key_option = g_strdup_printf ("--tls-key=%s", key);
  program = program_start (SETTINGS ("--listen=127.0.0.1:0", certificate_option, key_option));
  url = program_read_url (program);
  g_assert_true (g_str_has_prefix (url, "https://"));
  member = join (url, &id);
  old = see_certificate (url);

  fixture_certificate_write (directory, "next", "127.0.0.1", 60, &next, &next_key);
  g_assert_cmpint (g_rename (next, certificate), ==, 0);
  g_assert_cmpint (g_rename (next_key, key), ==, 0);
  g_subprocess_send_signal (program->process, SIGHUP);
  for (guint i = 0; i < 1000 && !changed; i++)
    {
      g_autofree char *now = see_certificate (url);

      changed = !g_str_equal (now, old);
    }
  g_assert_true (changed);

  /* Who was there before goes on. */
  other = join (url, NULL);
  ws_client_relay (other, id, 1, 1000);
  relay = ws_client_expect (member, "\"relay\"");
  fixture_directory_remove (directory);
}

/* rows: in-sockets, http-full */
static void
test_full (void)
{
  g_autoptr(Program) program = program_start (SETTINGS ("--listen=127.0.0.1:0", "--sockets=3"));
  g_autofree char *url = program_read_url (program);
  g_autoptr(WsClient) first = join (url, NULL);
  g_autoptr(WsClient) second = join (url, NULL);
  g_autoptr(WsClient) third = join (url, NULL);
  g_autoptr(WsClient) fourth = ws_client_connect (url);

  g_assert_cmpuint (ws_client_open (fourth), ==, 503);
  g_assert_nonnull (strstr (ws_client_get_head (fourth), "\r\nRetry-After: "));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/e2e/server/relay", test_relay);
  g_test_add_func ("/e2e/server/same-port", test_same_port);
  g_test_add_func ("/e2e/server/terminate", test_terminate);
  g_test_add_func ("/e2e/server/terminate-twice", test_terminate_twice);
  g_test_add_func ("/e2e/server/hangup", test_hangup);
  g_test_add_func ("/e2e/server/full", test_full);

  return g_test_run ();
}
