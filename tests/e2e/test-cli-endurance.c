/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cli-fixture.h"

#include <stdlib.h>
#include <string.h>

/* Calls that people come to and leave all the time: who stays notices nothing,
 * and does not grow.
 */

/* Caches are filled after the first round. */
#define ROUNDS 5
#define CYCLES 20
/* What the allocator cannot give back grows by leaps of some MiB, when a machine
 * that does other things takes connections apart late. A connection that is
 * lost grows in every round, and is several times as much.
 */
#define CYCLE_KILOBYTES 60

#define GUESTS    4
/* On a machine that does other things as well. */
#define PAUSE_MAX 3000

typedef struct
{
  guint files;
  guint threads;
  guint kilobytes;
} Size;

static guint
count_entries (const char *pid,
               const char *what)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/%s", pid, what);
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  g_assert_nonnull (folder);
  while (g_dir_read_name (folder) != NULL)
    n++;

  return n;
}

/* Memory that is its own. */
static guint
get_kilobytes (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/smaps_rollup", pid);
  g_autofree char *text = NULL;
  const char *line;
  guint sum = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (line = strstr (text, "\nPrivate_"); line != NULL; line = strstr (line + 1, "\nPrivate_"))
    sum += atoi (strchr (line, ':') + 1);

  return sum;
}

static Size
measure (CliPeer *peer)
{
  const char *pid = g_subprocess_get_identifier (peer->process);

  return (Size) { count_entries (pid, "fd"), count_entries (pid, "task"), get_kilobytes (pid) };
}

static gboolean
is_settled (const Size *a,
            const Size *b)
{
  return a->files == b->files && a->threads == b->threads;
}

/* When the last one's connection is taken apart: it is the same twice. */
static Size
measure_at_rest (CliPeer *peer)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  Size now = measure (peer), before;
  guint same = 0;

  do
    {
      before = now;
      g_usleep (300 * 1000);
      now = measure (peer);
      same = is_settled (&now, &before) ? same + 1 : 0;
    }
  while (same < 4 && g_get_monotonic_time () < deadline);

  return now;
}

static void
come_and_go (const char *link,
             CliPeer    *stays)
{
  g_autoptr(CliPeer) guest = cli_peer_new (link, "--camera test:160x120 --microphone test --duration 60");
  const char *id = cli_get_text (cli_peer_wait (guest, "joined", NULL, NULL), "me");

  cli_peer_wait (stays, "first-frame", "peer", id);
  g_assert_cmpint (cli_peer_leave (guest), ==, 0);
  cli_peer_wait (stays, "left", "peer", id);
  cli_peer_mark (stays);
}

static Size
run_round (const char *link,
           CliPeer    *stays)
{
  Size size;

  for (guint i = 0; i < CYCLES; i++)
    come_and_go (link, stays);

  size = measure_at_rest (stays);
  g_test_message ("%u files, %u threads, %u KiB", size.files, size.threads, size.kilobytes);
  return size;
}

static void
test_cycles (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server_with ("--listen 127.0.0.1:0 --address-rooms 1000", &url);
  g_autofree char *link = cli_make_link (url);
  g_autoptr(CliPeer) stays = cli_peer_new (link, "--name Stays --camera test:160x120 --microphone test");
  guint growth = G_MAXUINT;
  Size first, last;

  cli_peer_wait (stays, "joined", NULL, NULL);
  first = last = run_round (link, stays);
  for (guint i = 1; i < ROUNDS; i++)
    {
      Size before = last;

      last = run_round (link, stays);
      growth = MIN (growth, last.kilobytes - MIN (before.kilobytes, last.kilobytes));
    }

  g_assert_cmpuint (last.files, <=, first.files + 1);
  g_assert_cmpuint (last.threads, <=, first.threads + 2);
  g_assert_cmpuint (growth, <=, CYCLES * CYCLE_KILOBYTES);
  g_assert_cmpint (cli_peer_leave (stays), ==, 0);
  cli_stop (server);
}

/* What came of the camera of one, in the eyes of another. */
static SightJson *
find_seen (CliPeer *peer,
           CliPeer *other)
{
  const char *id = cli_get_text (cli_peer_wait (other, "joined", NULL, NULL), "me");

  for (guint i = 0; i < peer->events->len; i++)
    {
      SightJson *event = g_ptr_array_index (peer->events, i);

      if (g_strcmp0 (cli_get_text (event, "event"), "seen") == 0 && g_strcmp0 (cli_get_text (event, "peer"), id) == 0 &&
          g_strcmp0 (cli_get_text (event, "line"), "camera") == 0)
        return event;
    }

  g_error ("Nothing was seen of %s", id);
}

/* Somebody comes and goes, and two others see each other all the time. */
static void
test_undisturbed (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autoptr(CliPeer) first = cli_peer_new (link, "--camera test:320x180 --microphone test");
  g_autoptr(CliPeer) second = cli_peer_new (link, "--camera test:320x180 --microphone test");
  CliPeer *both[] = { first, second };

  cli_peer_wait (first, "first-frame", "line", "camera");
  cli_peer_wait (second, "first-frame", "line", "camera");
  for (guint i = 0; i < GUESTS; i++)
    {
      g_autoptr(CliPeer) guest =
        cli_peer_new (link, "--camera test:320x180 --microphone test --until peers=2 --until frames=20 --duration 60");

      g_assert_cmpint (cli_peer_finish (guest), ==, 0);
    }

  cli_peer_leave (first);
  cli_peer_leave (second);
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      SightJson *seen = find_seen (both[i], both[1 - i]);

      g_assert_cmpint (cli_get_number (seen, "frames"), >, GUESTS * 20);
      g_assert_cmpint (cli_get_number (seen, "longest-pause-ms"), <, PAUSE_MAX);
    }
  cli_stop (server);
}

/* Every object of GStreamer's is gone at the end. */
static void
test_leaks (void)
{
  g_autofree char *traced = g_strdup_printf ("env GST_TRACERS=leaks GST_DEBUG=GST_TRACER:7 GST_DEBUG_NO_COLOR=1 %s",
                                             g_getenv ("SIGHT_TEST_CLI"));
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_auto(GStrv) lines = NULL;
  GSubprocess *demo;
  guint n = 0;

  g_setenv ("SIGHT_TEST_TRACED", traced, TRUE);
  demo = cli_start ("SIGHT_TEST_TRACED", "demo --duration 3");
  g_assert_cmpint (cli_finish (demo, &out, &err), ==, 0);
  g_object_unref (demo);
  if (strstr (err, "format string: object-alive") == NULL)
    {
      g_test_skip ("GStreamer's tracer of leaks is not installed");
      return;
    }

  lines = g_strsplit (err, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], ":: object-alive") != NULL)
      {
        g_test_message ("%s", lines[i]);
        /* GStreamer keeps one for itself as soon as there is any. */
        n += strstr (lines[i], "(string)GstDtlsAgent,") == NULL;
      }
  g_assert_cmpuint (n, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Threads that come and go take heaps with them that look like growth. */
  g_setenv ("MALLOC_ARENA_MAX", "1", TRUE);
  g_setenv ("MALLOC_TRIM_THRESHOLD_", "65536", TRUE);

  g_test_add_func ("/e2e/endurance/leaks", test_leaks);
  g_test_add_func ("/e2e/endurance/undisturbed", test_undisturbed);
  g_test_add_func ("/e2e/endurance/cycles", test_cycles);

  return g_test_run ();
}
