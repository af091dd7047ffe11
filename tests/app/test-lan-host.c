/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-lan-host.h"
#include "app/sight-server-examination.h"

#include <string.h>

/* The server within this program, and the examination of servers: each with the
 * other.
 */
typedef struct
{
  GString  *text;
  gboolean  is_done;
  guint     worst;
} Outcome;

static void
on_found (Outcome    *outcome,
          guint       finding,
          const char *subject,
          const char *text)
{
  g_string_append_printf (outcome->text, "%u %s: %s\n", finding, subject, text);
}

static void
on_done (Outcome *outcome,
         guint    worst)
{
  outcome->is_done = TRUE;
  outcome->worst = worst;
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("It took too long");

  return G_SOURCE_REMOVE;
}

static void
wait_for (gboolean *flag)
{
  guint deadline = g_timeout_add_seconds (60, on_deadline, NULL);

  while (!*flag)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static SightServerExamination *
make_examination (Outcome *outcome)
{
  SightServerExamination *examination = sight_server_examination_new ();

  outcome->text = g_string_new (NULL);
  g_signal_connect_swapped (examination, "found", G_CALLBACK (on_found), outcome);
  g_signal_connect_swapped (examination, "done", G_CALLBACK (on_done), outcome);

  return examination;
}

static char *
get_server (SightLanHost *host)
{
  g_autoptr(SightRoomLink) link = sight_lan_host_make_link (host, "127.0.0.1");

  return g_strdup_printf ("http://127.0.0.1:%u", link->port);
}

static void
test_found (void)
{
  g_autoptr(SightLanHost) host = sight_lan_host_new ();
  Outcome outcome = { NULL, };
  g_autoptr(SightServerExamination) examination = make_examination (&outcome);
  g_autoptr(GError) error = NULL;
  g_autofree char *server = NULL;

  g_assert_true (sight_lan_host_start (host, &error));
  g_assert_no_error (error);
  g_assert_true (sight_lan_host_is_running (host));
  server = get_server (host);

  g_assert_true (sight_server_examination_run (examination, server, &error));
  wait_for (&outcome.is_done);
  g_test_message ("%s", outcome.text->str);
  g_assert_nonnull (strstr (outcome.text->str, "0 server: "));
  g_assert_nonnull (strstr (outcome.text->str, "0 room: "));
  /* It names no TURN server, which is a limit and no error. */
  g_assert_cmpuint (outcome.worst, ==, SIGHT_FINDING_WARNING);

  sight_lan_host_stop (host);
  g_assert_false (sight_lan_host_is_running (host));
  outcome.is_done = FALSE;
  g_string_truncate (outcome.text, 0);
  g_assert_true (sight_server_examination_run (examination, server, &error));
  wait_for (&outcome.is_done);
  g_assert_cmpuint (outcome.worst, ==, SIGHT_FINDING_ERROR);
  g_string_free (outcome.text, TRUE);
}

/* The link holds when hosting is turned off and on. */
static void
test_same_room (void)
{
  g_autoptr(SightLanHost) host = sight_lan_host_new ();
  g_autoptr(SightRoomLink) first = NULL;
  g_autoptr(SightRoomLink) second = NULL;

  g_assert_true (sight_lan_host_start (host, NULL));
  first = sight_lan_host_make_link (host, "192.168.1.7");
  sight_lan_host_stop (host);
  g_assert_true (sight_lan_host_start (host, NULL));
  second = sight_lan_host_make_link (host, "192.168.1.7");
  g_assert_cmpstr (first->code, ==, second->code);
  g_assert_cmpstr (first->host, ==, "192.168.1.7");
  g_assert_cmpuint (sight_lan_host_count_members (host), ==, 0);
}

/* Two programs of one computer can host. */
static void
test_port_is_taken (void)
{
  g_autoptr(SightLanHost) first = sight_lan_host_new ();
  g_autoptr(SightLanHost) second = sight_lan_host_new ();
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  g_assert_true (sight_lan_host_start (first, NULL));
  g_assert_true (sight_lan_host_start (second, NULL));
  one = get_server (first);
  other = get_server (second);
  g_assert_cmpstr (one, !=, other);
}

/* Whoever closes the preferences hears nothing more. */
static void
test_stopped (void)
{
  g_autoptr(SightLanHost) host = sight_lan_host_new ();
  Outcome outcome = { NULL, };
  SightServerExamination *examination = make_examination (&outcome);
  g_autofree char *server = NULL;

  g_assert_true (sight_lan_host_start (host, NULL));
  server = get_server (host);
  g_assert_true (sight_server_examination_run (examination, server, NULL));
  sight_server_examination_stop (examination);
  g_object_add_weak_pointer (G_OBJECT (examination), (gpointer *) &examination);
  g_object_unref (examination);
  while (examination != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (outcome.is_done);
  g_assert_cmpstr (outcome.text->str, ==, "");
  g_string_free (outcome.text, TRUE);
}

static void
test_no_server (void)
{
  Outcome outcome = { NULL, };
  g_autoptr(SightServerExamination) examination = make_examination (&outcome);
  g_autoptr(GError) error = NULL;

  g_assert_false (sight_server_examination_run (examination, "what is this", &error));
  g_assert_nonnull (error);
  g_string_free (outcome.text, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/lan-host/found", test_found);
  g_test_add_func ("/app/lan-host/same-room", test_same_room);
  g_test_add_func ("/app/lan-host/port-is-taken", test_port_is_taken);
  g_test_add_func ("/app/lan-host/stopped", test_stopped);
  g_test_add_func ("/app/lan-host/no-server", test_no_server);

  return g_test_run ();
}
