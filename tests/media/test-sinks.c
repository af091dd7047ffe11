/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media-fixture.h"

#include <math.h>

#include "media/sight-frame-counter.h"
#include "media/sight-loop-source.h"
#include "media/sight-media.h"
#include "media/sight-sink-tee.h"
#include "media/sight-test-source.h"
#include "media/sight-tone-detector.h"
#include "media/sight-tone.h"

#define N 4800

static void
make_tone (gint16 *values,
           double  hz,
           double  amplitude,
           double  noise)
{
  for (guint i = 0; i < N; i++)
    values[i] = amplitude * sin (2 * G_PI * hz * i / SIGHT_SOUND_RATE) + g_test_rand_double_range (-noise, noise);
}

static void
test_tone (void)
{
  static const double tones[] = { 100, 220, 440, 445, 660, 1000, 2600, 7000 };
  gint16 values[N];
  double hz = 0;

  for (guint i = 0; i < G_N_ELEMENTS (tones); i++)
    {
      make_tone (values, tones[i], 4000, 500);
      g_assert_true (sight_tone_find (values, N, &hz));
      g_assert_cmpfloat_with_epsilon (hz, tones[i], 6);
    }

  /* Silence, a whisper, noise, and two at once. */
  memset (values, 0, sizeof values);
  g_assert_false (sight_tone_find (values, N, &hz));
  make_tone (values, 440, 20, 0);
  g_assert_false (sight_tone_find (values, N, &hz));
  make_tone (values, 440, 0, 8000);
  g_assert_false (sight_tone_find (values, N, &hz));
  for (guint i = 0; i < N; i++)
    values[i] = 4000 * (sin (2 * G_PI * 440 * i / SIGHT_SOUND_RATE) + sin (2 * G_PI * 1000 * i / SIGHT_SOUND_RATE));
  g_assert_false (sight_tone_find (values, N, &hz));
}

static void
on_tone (SightToneDetector *detector,
         double             hz,
         GArray            *heard)
{
  g_array_append_val (heard, hz);
}

/* Each tone once, however long it goes on. */
static void
test_detector (void)
{
  g_autoptr(SightToneDetector) detector = sight_tone_detector_new ();
  g_autoptr(GArray) heard = g_array_new (FALSE, FALSE, sizeof (double));
  Collector collector;

  collector_init (&collector);
  g_signal_connect (detector, "tone", G_CALLBACK (on_tone), heard);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(SightSource) tone = sight_test_tone_new (i == 0 ? 440 : 660);

      collector_forget (&collector);
      sight_source_add_taker (tone, detector, (SightSampleFunc) sight_sink_take);
      sight_source_add_taker (tone, &collector, collector_take);
      wait_until (heard->len == i + 1 && collector_get_length (&collector) > SIGHT_SOUND_RATE);
      sight_source_remove_taker (tone, &collector);
      sight_source_remove_taker (tone, detector);
    }
  g_assert_cmpuint (heard->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (g_array_index (heard, double, 0), 440, 6);
  g_assert_cmpfloat_with_epsilon (g_array_index (heard, double, 1), 660, 6);
  collector_clear (&collector);
}

static void
test_tee (void)
{
  g_autoptr(SightSinkTee) tee = sight_sink_tee_new (SIGHT_SOUND_CAPS);
  g_autoptr(SightFrameCounter) first = sight_frame_counter_new (NULL);
  g_autoptr(SightFrameCounter) second = sight_frame_counter_new (NULL);
  g_autoptr(SightSource) tone = sight_test_tone_new (440);
  g_autoptr(GstCaps) wanted = gst_caps_from_string (SIGHT_SOUND_CAPS);
  g_autoptr(GstCaps) caps = sight_sink_get_caps (SIGHT_SINK (tee));
  guint64 count;

  g_assert_true (gst_caps_is_equal (caps, wanted));
  sight_sink_tee_add (tee, SIGHT_SINK (first));
  sight_sink_tee_add (tee, SIGHT_SINK (second));
  sight_source_add_taker (tone, tee, (SightSampleFunc) sight_sink_take);
  wait_until (sight_frame_counter_get_count (first) > 3 && sight_frame_counter_get_count (second) > 3);

  sight_sink_tee_remove (tee, SIGHT_SINK (first));
  count = sight_frame_counter_get_count (first);
  sight_sink_tee_remove (tee, SIGHT_SINK (second));
  sight_sink_tee_add (tee, SIGHT_SINK (second));
  wait_until (sight_frame_counter_get_count (second) > count + 10);
  g_assert_cmpuint (sight_frame_counter_get_count (first), ==, count);
  sight_source_remove_taker (tone, tee);
}

/* What goes in comes out, after a pause as well, and on the time of now. */
static void
test_loop (void)
{
  g_autoptr(SightLoopSource) loop = sight_loop_source_new (NULL);
  g_autoptr(SightSource) picture = sight_test_picture_new (320, 180, 30);
  SightFrameCode code;
  gint64 age;
  Collector collector;

  collector_init (&collector);
  sight_source_add_taker (SIGHT_SOURCE (loop), &collector, collector_take);
  g_assert_cmpint (sight_source_get_state (SIGHT_SOURCE (loop)), ==, SIGHT_SOURCE_STARTING);
  for (guint i = 0; i < 2; i++)
    {
      collector_forget (&collector);
      sight_source_add_taker (picture, loop, (SightSampleFunc) sight_sink_take);
      wait_until (collector_get_samples (&collector) > 15);
      sight_source_remove_taker (picture, loop);
    }

  g_assert_cmpint (sight_source_get_state (SIGHT_SOURCE (loop)), ==, SIGHT_SOURCE_LIVE);
  sight_source_remove_taker (SIGHT_SOURCE (loop), &collector);
  g_assert_true (sight_frame_code_read_sample (collector.last, &code));
  age = g_get_monotonic_time () * 1000 - GST_BUFFER_PTS (gst_sample_get_buffer (collector.last));
  g_assert_cmpint (ABS (age), <, 2 * GST_SECOND);
  collector_clear (&collector);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/sinks/tone", test_tone);
  g_test_add_func ("/media/sinks/detector", test_detector);
  g_test_add_func ("/media/sinks/tee", test_tee);
  g_test_add_func ("/media/sinks/loop", test_loop);

  return run_media_tests ();
}
