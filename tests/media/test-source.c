/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media-fixture.h"

#include <glib/gstdio.h>

#include "media/sight-file-source.h"
#include "media/sight-media.h"
#include "media/sight-pipeline.h"
#include "media/sight-test-source.h"

static guint
get_number (Collector *collector)
{
  SightFrameCode code = { 0 };

  g_mutex_lock (&collector->lock);
  g_assert_true (sight_frame_code_read_sample (collector->last, &code));
  g_mutex_unlock (&collector->lock);

  return code.number;
}

static void
test_picture (void)
{
  g_autoptr(SightSource) source = sight_test_picture_new (320, 180, 30);
  Collector first, second;
  guint number;

  collector_init (&first);
  collector_init (&second);
  g_assert_cmpint (sight_source_get_state (source), ==, SIGHT_SOURCE_IDLE);
  sight_source_add_taker (source, &first, collector_take);
  g_assert_cmpint (sight_source_get_state (source), ==, SIGHT_SOURCE_STARTING);
  wait_until (sight_source_get_state (source) == SIGHT_SOURCE_LIVE);
  wait_until (collector_get_samples (&first) >= 3);
  number = get_number (&first);
  g_assert_cmpuint (number, >=, 2);

  /* A second taker comes and goes; the first notices nothing. */
  sight_source_add_taker (source, &second, collector_take);
  wait_until (collector_get_samples (&second) >= 3);
  sight_source_remove_taker (source, &second);
  g_assert_cmpint (sight_source_get_state (source), ==, SIGHT_SOURCE_LIVE);
  wait_until (get_number (&first) > number + 3);

  sight_source_remove_taker (source, &first);
  g_assert_cmpint (sight_source_get_state (source), ==, SIGHT_SOURCE_IDLE);
  collector_clear (&first);
  collector_clear (&second);
}

/* All sources speak the time of one clock. */
static void
assert_recent (Collector *collector)
{
  GstClockTime now, time;

  g_mutex_lock (&collector->lock);
  time = GST_BUFFER_PTS (gst_sample_get_buffer (collector->last));
  now = g_get_monotonic_time () * GST_USECOND;
  g_mutex_unlock (&collector->lock);

  g_assert_cmpuint (time, <=, now + GST_SECOND);
  g_assert_cmpuint (time + 20 * GST_SECOND, >=, now);
}

static void
test_times (void)
{
  g_autoptr(SightSource) picture = sight_test_picture_new (320, 180, 30);
  g_autoptr(SightSource) tone = sight_test_tone_new (440);
  Collector pictures, sounds;

  collector_init (&pictures);
  collector_init (&sounds);
  sight_source_add_taker (picture, &pictures, collector_take);
  sight_source_add_taker (tone, &sounds, collector_take);
  wait_until (collector_get_samples (&pictures) >= 5 && collector_get_samples (&sounds) >= 5);
  assert_recent (&pictures);
  assert_recent (&sounds);

  sight_source_remove_taker (picture, &pictures);
  sight_source_remove_taker (tone, &sounds);
  collector_clear (&pictures);
  collector_clear (&sounds);
}

static void
test_tone (void)
{
  g_autoptr(SightSource) source = sight_test_tone_new (1000);
  Collector collector;

  collector_init (&collector);
  sight_source_add_taker (source, &collector, collector_take);
  wait_until (collector_get_length (&collector) >= 9600);
  g_assert_cmpfloat (collector_get_tone (&collector, 1000, 4800), >, 0.99);
  g_assert_cmpfloat (collector_get_tone (&collector, 600, 4800), <, 0.01);
  sight_source_remove_taker (source, &collector);
  collector_clear (&collector);
}

/* A file of one second with pictures and a tone. */
static char *
make_file (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstBus) bus = NULL;
  g_autoptr(GstMessage) message = NULL;
  g_autofree char *path = NULL;
  g_autofree char *description = NULL;
  int fd = g_file_open_tmp ("sightline-XXXXXX.mkv", &path, &error);

  g_assert_no_error (error);
  close (fd);
  description = g_strdup_printf ("matroskamux name=mux ! filesink location=%s "
                                 "videotestsrc num-buffers=15 pattern=blue ! video/x-raw,width=160,height=120,framerate=15/1 ! "
                                 "vp8enc deadline=1 ! mux. "
                                 "audiotestsrc num-buffers=47 freq=700 samplesperbuffer=1024 ! audio/x-raw,rate=48000,channels=1 ! "
                                 "opusenc ! mux.", path);
  pipeline = gst_object_ref_sink (gst_parse_launch (description, &error));
  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);

  return g_steal_pointer (&path);
}

static void
test_file (void)
{
  g_autofree char *path = make_file ();
  g_autoptr(SightSource) pictures = sight_file_source_new (path, SIGHT_FILE_PICTURE);
  g_autoptr(SightSource) sound = sight_file_source_new (path, SIGHT_FILE_SOUND);
  Collector seen, heard;

  collector_init (&seen);
  collector_init (&heard);
  sight_source_add_taker (pictures, &seen, collector_take);
  sight_source_add_taker (sound, &heard, collector_take);
  /* More than the file has: it begins again. */
  wait_until (collector_get_samples (&seen) >= 40);
  wait_until (collector_get_length (&heard) >= 120000);
  assert_recent (&seen);
  assert_recent (&heard);
  g_assert_cmpint (sight_source_get_state (pictures), ==, SIGHT_SOURCE_LIVE);

  collector_forget (&heard);
  wait_until (collector_get_length (&heard) >= 24000);
  /* Where the file begins again, the tone jumps. */
  g_assert_cmpfloat (collector_get_tone (&heard, 700, 9600), >, 0.4);
  g_assert_cmpfloat (collector_get_tone (&heard, 1100, 9600), <, 0.1);

  sight_source_remove_taker (pictures, &seen);
  sight_source_remove_taker (sound, &heard);
  collector_clear (&seen);
  collector_clear (&heard);
  g_unlink (path);
}

typedef struct
{
  guint   failures;
  GError *error;
} Failure;

static void
on_failed (SightSource  *source,
           const GError *error,
           Failure      *failure)
{
  failure->failures++;
  g_clear_error (&failure->error);
  failure->error = g_error_copy (error);
}

static void
assert_fails (SightSource     *source,
              SightMediaError  code)
{
  Failure failure = { 0 };
  Collector collector;

  collector_init (&collector);
  g_signal_connect (source, "failed", G_CALLBACK (on_failed), &failure);
  sight_source_add_taker (source, &collector, collector_take);
  wait_until (sight_source_get_state (source) == SIGHT_SOURCE_FAILED);
  g_assert_cmpuint (failure.failures, ==, 1);
  g_assert_error (failure.error, SIGHT_MEDIA_ERROR, code);
  g_assert_error (sight_source_get_error (source), SIGHT_MEDIA_ERROR, code);
  g_assert_cmpuint (collector_get_samples (&collector), ==, 0);

  /* Another try fails again, and says so again. */
  sight_source_restart (source);
  wait_until (failure.failures == 2);
  sight_source_remove_taker (source, &collector);
  g_assert_cmpint (sight_source_get_state (source), ==, SIGHT_SOURCE_IDLE);
  g_assert_null (sight_source_get_error (source));
  g_clear_error (&failure.error);
  collector_clear (&collector);
}

static void
test_file_that_is_missing (void)
{
  g_autoptr(SightSource) source = sight_file_source_new ("/nowhere/at all.mkv", SIGHT_FILE_PICTURE);

  assert_fails (source, SIGHT_MEDIA_ERROR_SOURCE);
}

static void
test_file_that_is_none (void)
{
  g_autofree char *path = NULL;
  g_autoptr(SightSource) source = NULL;
  int fd = g_file_open_tmp ("sightline-XXXXXX.txt", &path, NULL);

  g_assert_cmpint (write (fd, "#EXTM3U\nhttp://127.0.0.1/x\n", 27), ==, 27);
  close (fd);
  source = sight_file_source_new (path, SIGHT_FILE_PICTURE);
  assert_fails (source, SIGHT_MEDIA_ERROR_SOURCE);
  g_unlink (path);
}

/* Like a camera that is unplugged: no error, no end, no more pictures. */
#define TYPE_SILENT_SOURCE (silent_source_get_type ())
G_DECLARE_FINAL_TYPE (SilentSource, silent_source, SILENT, SOURCE, SightSource)

struct _SilentSource
{
  SightSource parent_instance;
};

G_DEFINE_FINAL_TYPE (SilentSource, silent_source, SIGHT_TYPE_SOURCE)

static GstPadProbeReturn
on_buffer (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         user_data)
{
  return GST_BUFFER_OFFSET (GST_PAD_PROBE_INFO_BUFFER (info)) < 5 ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstElement *
silent_source_make (SightSource  *source,
                    GError      **error)
{
  GstElement *bin = gst_parse_bin_from_description ("videotestsrc is-live=true ! capsfilter caps=video/x-raw,width=64,height=64", TRUE, error);
  g_autoptr(GstPad) pad = gst_element_get_static_pad (bin, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, NULL, NULL);

  return bin;
}

static void
silent_source_class_init (SilentSourceClass *klass)
{
  SIGHT_SOURCE_CLASS (klass)->make = silent_source_make;
  SIGHT_SOURCE_CLASS (klass)->silence_ms = 700;
}

static void
silent_source_init (SilentSource *self)
{
}

static void
test_silence (void)
{
  g_autoptr(SightSource) source = g_object_new (TYPE_SILENT_SOURCE, "label", "the camera", NULL);
  Failure failure = { 0 };
  Collector collector;

  collector_init (&collector);
  g_signal_connect (source, "failed", G_CALLBACK (on_failed), &failure);
  sight_source_add_taker (source, &collector, collector_take);
  wait_until (failure.failures == 1);
  g_assert_error (failure.error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE);
  g_assert_nonnull (strstr (failure.error->message, "the camera"));
  g_assert_cmpuint (collector_get_samples (&collector), ==, 5);

  sight_source_restart (source);
  wait_until (collector_get_samples (&collector) == 10);
  sight_source_remove_taker (source, &collector);
  g_clear_error (&failure.error);
  collector_clear (&collector);
}

/* Opened and closed faster than a pipeline starts: nothing stays behind. */
static void
test_haste (void)
{
  g_autoptr(SightSource) source = sight_test_picture_new (320, 180, 30);
  Collector collector;
  guint samples;

  collector_init (&collector);
  for (guint i = 0; i < 20; i++)
    {
      sight_source_add_taker (source, &collector, collector_take);
      sight_source_remove_taker (source, &collector);
    }
  samples = collector_get_samples (&collector);
  sight_pipeline_wait ();
  g_assert_cmpuint (collector_get_samples (&collector), ==, samples);
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

  g_test_add_func ("/media/source/picture", test_picture);
  g_test_add_func ("/media/source/times", test_times);
  g_test_add_func ("/media/source/tone", test_tone);
  g_test_add_func ("/media/source/file", test_file);
  g_test_add_func ("/media/source/file-that-is-missing", test_file_that_is_missing);
  g_test_add_func ("/media/source/file-that-is-none", test_file_that_is_none);
  g_test_add_func ("/media/source/silence", test_silence);
  g_test_add_func ("/media/source/haste", test_haste);

  return run_media_tests ();
}
