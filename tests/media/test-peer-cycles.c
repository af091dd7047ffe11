/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gst/gst.h>

#include "media/sight-media.h"
#include "media/sight-peer-statistics.h"
#include "peer-fixture.h"

/* Enough for what is made once: classes, the pool of threads, buffers. */
#define WARM_UP 5
#define CYCLES  50

static guint
count_entries (const char *path)
{
  g_autoptr(GDir) directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  g_assert_nonnull (directory);
  while (g_dir_read_name (directory) != NULL)
    n++;

  return n;
}

static guint
count_descriptors (void)
{
  return count_entries ("/proc/self/fd");
}

static guint
count_threads (void)
{
  return count_entries ("/proc/self/task");
}

static gboolean
has_counted (SightPeerConnection *peer)
{
  SightPeerStatistics statistics;

  return sight_peer_connection_get_statistics (peer, &statistics) &&
         statistics.lines[SIGHT_LINE_CAMERA].received.frames > 0 && statistics.path.is_known;
}

static void
run_cycle (Source *picture)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);

  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, picture->feed);
  pair_start (pair);
  pair_wait_live (pair);
  wait_for (SOON, sink_get_number (pair->sinks[ANSWERER][SIGHT_LINE_CAMERA]) >= 0);
  wait_for (SOON, has_counted (pair->peers[ANSWERER]));
  pair_free (pair);
}

/* Closing at once, at whatever point it has reached. */
static void
run_short_cycle (guint steps)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);

  pair_start (pair);
  for (guint i = 0; i < steps; i++)
    wait_a_little ();
  pair_free (pair);
}

/* Threads of pools end a while after their work. */
static void
test_flat (void)
{
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  guint descriptors;
  guint threads;

  for (guint i = 0; i < WARM_UP; i++)
    run_cycle (picture);
  descriptors = count_descriptors ();
  threads = count_threads ();

  for (guint i = 0; i < CYCLES; i++)
    run_cycle (picture);
  wait_for (SOON, count_descriptors () <= descriptors);
  wait_for (SOON, count_threads () <= threads);

  source_free (picture);
}

static void
test_abrupt (void)
{
  guint descriptors;

  for (guint steps = 0; steps < 10; steps++)
    run_short_cycle (steps);
  descriptors = count_descriptors ();
  for (guint steps = 0; steps < 20; steps++)
    run_short_cycle (steps);
  wait_for (SOON, count_descriptors () <= descriptors);
}

/* Dropping the last reference is enough. */
static void
test_dropped (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);

  pair_start (pair);
  pair_wait_live (pair);
  for (guint side = 0; side < N_SIDES; side++)
    {
      g_assert_finalize_object (pair->peers[side]);
      for (guint line = 0; line < SIGHT_N_LINES; line++)
        {
          /* Its pipeline may still be on its way out. */
          g_object_add_weak_pointer (G_OBJECT (pair->sinks[side][line]), (gpointer *) &pair->sinks[side][line]);
          g_object_unref (pair->sinks[side][line]);
        }
    }
  for (guint side = 0; side < N_SIDES; side++)
    {
      for (guint line = 0; line < SIGHT_N_LINES; line++)
        wait_for (SOON, pair->sinks[side][line] == NULL);
      sight_dtls_certificate_unref (pair->certificates[side]);
      g_string_free (pair->described[side], TRUE);
    }
  g_free (pair);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/peer-cycles/flat", test_flat);
  g_test_add_func ("/media/peer-cycles/abrupt", test_abrupt);
  g_test_add_func ("/media/peer-cycles/dropped", test_dropped);

  /* No gst_deinit(): connections that were dropped are still being taken apart
   * on threads that need what it takes away, and both would wait for ever.
   */
  return g_test_run ();
}
