/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-feed-private.h"

#include "media/sight-media.h"

typedef struct
{
  gboolean started;
  guint    samples;
  guint    keys;
  guint    released;
} Taker;

static gboolean
take (gpointer   data,
      GstSample *sample)
{
  Taker *taker = data;
  gboolean is_key = !GST_BUFFER_FLAG_IS_SET (gst_sample_get_buffer (sample), GST_BUFFER_FLAG_DELTA_UNIT);

  taker->started = taker->started || is_key;
  if (taker->started)
    taker->samples++;
  taker->keys += is_key;

  return taker->started;
}

static void
release (gpointer data)
{
  ((Taker *) data)->released++;
}

static void
push (SightFeed *feed,
      gboolean   is_key)
{
  g_autoptr(GstBuffer) buffer = gst_buffer_new ();
  g_autoptr(GstSample) sample = NULL;

  if (!is_key)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  sample = gst_sample_new (buffer, NULL, NULL, NULL);
  sight_feed_push (feed, sample);
}

static void
count (guint *number)
{
  (*number)++;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_takers (void)
{
  g_autoptr(SightFeed) feed = sight_feed_new ();
  Taker takers[3] = { 0 };
  guint notified = 0;

  g_signal_connect_swapped (feed, "notify::taken", G_CALLBACK (count), &notified);
  g_assert_false (sight_feed_is_taken (feed));
  for (guint i = 0; i < 3; i++)
    sight_feed_add_taker (feed, &takers[i], take, release);
  g_assert_true (sight_feed_is_taken (feed));
  g_assert_cmpuint (notified, ==, 1);

  push (feed, TRUE);
  push (feed, FALSE);
  sight_feed_remove_taker (feed, &takers[1]);
  g_assert_cmpuint (takers[1].released, ==, 1);
  push (feed, FALSE);

  g_assert_cmpuint (takers[0].samples, ==, 3);
  g_assert_cmpuint (takers[1].samples, ==, 2);
  g_assert_cmpuint (takers[2].samples, ==, 3);

  sight_feed_remove_taker (feed, &takers[1]);
  sight_feed_remove_taker (feed, &takers[0]);
  sight_feed_remove_taker (feed, &takers[2]);
  g_assert_false (sight_feed_is_taken (feed));
  g_assert_cmpuint (notified, ==, 2);
}

/* Whoever joins in the middle makes the feed ask, once for all who wait. */
static void
test_key_frame_needed (void)
{
  g_autoptr(SightFeed) feed = sight_feed_new ();
  Taker takers[3] = { 0 };
  guint asked = 0;

  g_signal_connect_swapped (feed, "key-frame-needed", G_CALLBACK (count), &asked);
  for (guint i = 0; i < 3; i++)
    sight_feed_add_taker (feed, &takers[i], take, NULL);
  for (guint i = 0; i < 5; i++)
    push (feed, FALSE);
  settle ();
  g_assert_cmpuint (asked, ==, 1);
  g_assert_cmpuint (takers[0].samples, ==, 0);

  push (feed, TRUE);
  push (feed, FALSE);
  settle ();
  g_assert_cmpuint (asked, ==, 1);
  g_assert_cmpuint (takers[2].samples, ==, 2);
}

/* One for all who ask at once; another one right after it, because the first may
 * be lost; then twice a second, and what was held back is not forgotten.
 */
static void
test_coalesced (void)
{
  g_autoptr(SightFeed) feed = sight_feed_new ();
  gint64 begin = g_get_monotonic_time ();
  guint asked = 0;

  g_signal_connect_swapped (feed, "key-frame-needed", G_CALLBACK (count), &asked);
  for (guint i = 0; i < 10; i++)
    sight_feed_request_key_frame (feed);
  settle ();
  if (g_get_monotonic_time () - begin < G_USEC_PER_SEC / 2)
    g_assert_cmpuint (asked, ==, 1);

  push (feed, TRUE);
  sight_feed_request_key_frame (feed);
  settle ();
  if (g_get_monotonic_time () - begin < G_USEC_PER_SEC / 2)
    g_assert_cmpuint (asked, ==, 2);

  push (feed, TRUE);
  sight_feed_request_key_frame (feed);
  while (asked < 3 && g_get_monotonic_time () < begin + 30 * G_USEC_PER_SEC)
    {
      push (feed, FALSE);
      settle ();
    }
  g_assert_cmpuint (asked, ==, 3);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, G_USEC_PER_SEC / 2);
}

/* Running times are what all pipelines share. */
static gboolean
take_time (gpointer   data,
           GstSample *sample)
{
  *(GstClockTime *) data = GST_BUFFER_PTS (gst_sample_get_buffer (sample));

  return TRUE;
}

static void
test_running_time (void)
{
  g_autoptr(SightFeed) feed = sight_feed_new ();
  g_autoptr(GstBuffer) buffer = gst_buffer_new ();
  g_autoptr(GstSample) sample = NULL;
  GstClockTime seen = GST_CLOCK_TIME_NONE;
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = 1000 * GST_SECOND;
  GST_BUFFER_PTS (buffer) = 1002 * GST_SECOND;
  sample = gst_sample_new (buffer, NULL, &segment, NULL);

  sight_feed_add_taker (feed, &seen, take_time, NULL);
  sight_feed_push (feed, sample);
  g_assert_cmpuint (seen, ==, 2 * GST_SECOND);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, 1002 * GST_SECOND);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/feed/takers", test_takers);
  g_test_add_func ("/media/feed/key-frame-needed", test_key_frame_needed);
  g_test_add_func ("/media/feed/coalesced", test_coalesced);
  g_test_add_func ("/media/feed/running-time", test_running_time);

  return g_test_run ();
}
