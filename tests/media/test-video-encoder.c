/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media-fixture.h"

#include "media/sight-media.h"
#include "media/sight-test-source.h"
#include "media/sight-video-encoder.h"

static SightVideoEncoder *
encoder_new (SightCodec codec)
{
  g_autoptr(GError) error = NULL;
  const SightVideoCodec *found = sight_video_codec_find (codec);
  SightVideoEncoder *encoder;

  if (found == NULL)
    {
      g_test_skip ("No encoder for this codec is installed");
      return NULL;
    }

  encoder = sight_video_encoder_new (found, SIGHT_PICTURE_CAMERA, &error);
  g_assert_no_error (error);

  return encoder;
}

/* The picture of the far end, at a bitrate that hurts, is the one of this end. */
static void
assert_content (SightCodec codec)
{
  g_autoptr(SightVideoEncoder) encoder = encoder_new (codec);
  g_autoptr(SightSource) source = sight_test_picture_new (640, 360, 30);
  g_autoptr(Watcher) watcher = NULL;

  if (encoder == NULL)
    return;

  sight_video_encoder_set_bitrate (encoder, 150000);
  sight_video_encoder_set_size (encoder, 320, 180);
  sight_video_encoder_set_rate (encoder, 15);
  watcher = watcher_new (sight_video_encoder_get_feed (encoder));
  sight_video_encoder_set_source (encoder, source);
  wait_until (watcher_get_legible (watcher) >= 40);

  sight_video_encoder_set_source (encoder, NULL);
  g_mutex_lock (&watcher->lock);
  g_test_message ("%u of %u legible, %" G_GUINT64_FORMAT " bytes", watcher->legible, watcher->decoded, watcher->bytes);
  g_assert_cmpuint (watcher->legible * 10, >=, watcher->decoded * 9);
  g_assert_cmpuint (watcher->steps, ==, watcher->legible - 1);
  g_assert_cmpuint (watcher->width, ==, 320);
  g_assert_cmpuint (watcher->height, ==, 180);
  g_assert_cmpuint (watcher->key_frames, ==, 1);
  /* At most twice the rate, over so many frames of a fifteenth of a second. */
  g_assert_cmpuint (watcher->bytes * 8 * 15 / watcher->frames, <, 300000);
  g_mutex_unlock (&watcher->lock);
}

static void
test_content_vp8 (void)
{
  assert_content (SIGHT_CODEC_VP8);
}

static void
test_content_h264 (void)
{
  assert_content (SIGHT_CODEC_H264);
}

static guint64
get_bytes_of (Watcher *watcher,
              guint    frames)
{
  guint begin;
  guint64 bytes;

  /* What is under way was encoded before. */
  begin = watcher_get_frames (watcher) + 15;
  wait_until (watcher_get_frames (watcher) >= begin);
  bytes = watcher_get_bytes (watcher);
  begin = watcher_get_frames (watcher);
  wait_until (watcher_get_frames (watcher) >= begin + frames);

  return (watcher_get_bytes (watcher) - bytes) / (watcher_get_frames (watcher) - begin);
}

/* Bytes over frames, so that a slow machine changes nothing. */
static void
assert_bitrate (SightCodec codec)
{
  g_autoptr(SightVideoEncoder) encoder = encoder_new (codec);
  g_autoptr(SightSource) source = sight_test_picture_new (320, 180, 30);
  g_autoptr(Watcher) watcher = NULL;
  guint64 low, high, again;

  if (encoder == NULL)
    return;

  sight_video_encoder_set_bitrate (encoder, 60000);
  watcher = watcher_new (sight_video_encoder_get_feed (encoder));
  sight_video_encoder_set_source (encoder, source);
  low = get_bytes_of (watcher, 30);
  sight_video_encoder_set_bitrate (encoder, 500000);
  high = get_bytes_of (watcher, 30);
  sight_video_encoder_set_bitrate (encoder, 60000);
  again = get_bytes_of (watcher, 30);

  g_test_message ("%u, %u, %u bytes a frame", (guint) low, (guint) high, (guint) again);
  g_assert_cmpuint (high * 2, >, low * 3);
  g_assert_cmpuint (high * 2, >, again * 3);
  /* And no key frame for any of it; H.264 may need one, once, where a higher
   * rate takes another level.
   */
  g_assert_cmpuint (watcher_get_keys (watcher), <=, codec == SIGHT_CODEC_VP8 ? 1 : 2);
}

static void
test_bitrate_vp8 (void)
{
  assert_bitrate (SIGHT_CODEC_VP8);
}

static void
test_bitrate_h264 (void)
{
  assert_bitrate (SIGHT_CODEC_H264);
}

/* Another rate makes no key frame, another size makes one. */
static void
test_size_and_rate (void)
{
  g_autoptr(SightVideoEncoder) encoder = encoder_new (SIGHT_CODEC_VP8);
  g_autoptr(SightSource) source = sight_test_picture_new (640, 360, 30);
  g_autoptr(Watcher) watcher = watcher_new (sight_video_encoder_get_feed (encoder));
  SightEncoderStatistics statistics;
  guint frames;

  sight_video_encoder_set_source (encoder, source);
  wait_until (watcher_get_width (watcher) == 640);
  for (guint rate = 5; rate <= 30; rate += 5)
    {
      sight_video_encoder_set_rate (encoder, rate);
      frames = watcher_get_frames (watcher);
      wait_until (watcher_get_frames (watcher) >= frames + 3);
    }
  g_assert_cmpuint (watcher_get_keys (watcher), ==, 1);

  sight_video_encoder_set_size (encoder, 320, 180);
  wait_until (watcher_get_width (watcher) == 320);
  sight_video_encoder_set_size (encoder, 320, 180);
  sight_video_encoder_set_size (encoder, 640, 360);
  wait_until (watcher_get_width (watcher) == 640);
  g_assert_cmpuint (watcher_get_keys (watcher), ==, 3);

  sight_video_encoder_get_statistics (encoder, &statistics);
  g_assert_cmpuint (statistics.width, ==, 640);
  g_assert_cmpuint (statistics.key_frames, >=, 3);
  g_assert_cmpuint (statistics.bytes, >=, watcher_get_bytes (watcher));
}

static void
test_rate_thins_out (void)
{
  g_autoptr(SightVideoEncoder) encoder = encoder_new (SIGHT_CODEC_VP8);
  g_autoptr(SightSource) source = sight_test_picture_new (160, 90, 30);
  g_autoptr(Watcher) watcher = watcher_new (sight_video_encoder_get_feed (encoder));
  guint first;

  sight_video_encoder_set_rate (encoder, 5);
  sight_video_encoder_set_source (encoder, source);
  wait_until (watcher_get_legible (watcher) >= 1);
  first = watcher->number;
  wait_until (watcher_get_legible (watcher) >= 11);
  sight_video_encoder_set_source (encoder, NULL);
  /* Ten frames further on, sixty frames of the source have gone by. */
  g_assert_cmpuint (watcher->number - first, >=, 6 * (watcher->legible - 1) - 6);
}

static void
test_key_frame (void)
{
  g_autoptr(SightVideoEncoder) encoder = encoder_new (SIGHT_CODEC_VP8);
  g_autoptr(SightSource) source = sight_test_picture_new (320, 180, 30);
  g_autoptr(Watcher) watcher = watcher_new (sight_video_encoder_get_feed (encoder));
  guint frames;

  sight_video_encoder_set_source (encoder, source);
  wait_until (watcher_get_frames (watcher) >= 10);
  g_assert_cmpuint (watcher_get_keys (watcher), ==, 1);
  frames = watcher_get_frames (watcher);
  sight_video_encoder_request_key (encoder);
  wait_until (watcher_get_keys (watcher) >= 2);
  /* Two frames may be on their way already; the rest is what this thread waits. */
  g_test_message ("after %u frames", watcher_get_frames (watcher) - frames);
  g_assert_cmpuint (watcher_get_frames (watcher) - frames, <=, 5);
  wait_until (watcher_get_frames (watcher) >= frames + 20);
  g_assert_cmpuint (watcher_get_keys (watcher), ==, 2);
}

/* One encoder, three who look; the last joins in the middle and makes the feed
 * ask for a key frame by itself.
 */
static void
test_three_takers (void)
{
  g_autoptr(SightVideoEncoder) encoder = encoder_new (SIGHT_CODEC_VP8);
  g_autoptr(SightSource) source = sight_test_picture_new (320, 180, 30);
  g_autoptr(Watcher) first = watcher_new (sight_video_encoder_get_feed (encoder));
  g_autoptr(Watcher) second = watcher_new (sight_video_encoder_get_feed (encoder));
  g_autoptr(Watcher) third = NULL;
  SightEncoderStatistics statistics;

  sight_video_encoder_set_source (encoder, source);
  wait_until (watcher_get_legible (first) >= 10 && watcher_get_legible (second) >= 10);
  third = watcher_new (sight_video_encoder_get_feed (encoder));
  wait_until (watcher_get_legible (third) >= 10);

  sight_video_encoder_set_source (encoder, NULL);
  sight_video_encoder_get_statistics (encoder, &statistics);
  g_assert_cmpuint (watcher_get_keys (third), ==, 1);
  g_assert_cmpuint (statistics.key_frames, ==, 2);
  g_assert_cmpuint (statistics.frames, <=, watcher_get_frames (first) + 3);
  g_assert_cmpuint (third->steps, ==, third->legible - 1);
}

/* From the test picture to another one, to nothing, and back. */
static void
test_swap (void)
{
  g_autoptr(SightVideoEncoder) encoder = encoder_new (SIGHT_CODEC_VP8);
  g_autoptr(SightSource) large = sight_test_picture_new (320, 180, 30);
  g_autoptr(SightSource) small = sight_test_picture_new (160, 120, 15);
  g_autoptr(Watcher) watcher = watcher_new (sight_video_encoder_get_feed (encoder));
  guint legible;

  sight_video_encoder_set_source (encoder, large);
  wait_until (watcher_get_legible (watcher) >= 5);
  sight_video_encoder_set_source (encoder, small);
  g_assert_cmpint (sight_source_get_state (large), ==, SIGHT_SOURCE_IDLE);
  wait_until (watcher_get_width (watcher) == 160);
  sight_video_encoder_set_source (encoder, NULL);
  sight_video_encoder_set_source (encoder, large);
  wait_until (watcher_get_width (watcher) == 320);
  legible = watcher_get_legible (watcher);
  wait_until (watcher_get_legible (watcher) >= legible + 10);
}

static void
test_pause (void)
{
  g_autoptr(SightVideoEncoder) encoder = encoder_new (SIGHT_CODEC_VP8);
  g_autoptr(SightSource) source = sight_test_picture_new (320, 180, 30);
  g_autoptr(Watcher) watcher = watcher_new (sight_video_encoder_get_feed (encoder));
  Collector collector;
  guint frames, samples;

  collector_init (&collector);
  sight_source_add_taker (source, &collector, collector_take);
  sight_video_encoder_set_source (encoder, source);
  wait_until (watcher_get_legible (watcher) >= 5);

  sight_video_encoder_set_paused (encoder, TRUE);
  samples = collector_get_samples (&collector);
  wait_until (collector_get_samples (&collector) >= samples + 10);
  frames = watcher_get_frames (watcher);
  wait_until (collector_get_samples (&collector) >= samples + 30);
  g_assert_cmpuint (watcher_get_frames (watcher), ==, frames);
  g_assert_cmpuint (watcher_get_keys (watcher), ==, 1);

  sight_video_encoder_set_paused (encoder, FALSE);
  wait_until (watcher_get_frames (watcher) > frames);
  wait_until (watcher_get_keys (watcher) == 2);
  g_assert_cmpuint (watcher_get_frames (watcher) - frames, <=, 3);

  sight_source_remove_taker (source, &collector);
  collector_clear (&collector);
}

/* A screen on which nothing moves: who joins later still sees it. */
static GstSample *
make_still (void)
{
  g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate (NULL, 64 * 64 * 4, NULL);
  g_autoptr(GstCaps) caps = gst_caps_from_string ("video/x-raw,format=BGRx,width=64,height=64,framerate=0/1");

  gst_buffer_memset (buffer, 0, 0x40, -1);
  GST_BUFFER_PTS (buffer) = g_get_monotonic_time () * GST_USECOND;

  return gst_sample_new (buffer, caps, NULL, NULL);
}

#define TYPE_STILL_SOURCE (still_source_get_type ())
G_DECLARE_FINAL_TYPE (StillSource, still_source, STILL, SOURCE, SightSource)

struct _StillSource
{
  SightSource parent_instance;
};

G_DEFINE_FINAL_TYPE (StillSource, still_source, SIGHT_TYPE_SOURCE)

static void
on_need_data (GstElement *element,
              guint       length,
              gpointer    user_data)
{
  g_autoptr(GstSample) sample = NULL;
  GstFlowReturn flow;

  if (g_object_get_data (G_OBJECT (element), "pushed") != NULL)
    return;

  g_object_set_data (G_OBJECT (element), "pushed", element);
  sample = make_still ();
  g_signal_emit_by_name (element, "push-sample", sample, &flow);
}

static GstElement *
still_source_make (SightSource  *source,
                   GError      **error)
{
  GstElement *bin = gst_parse_bin_from_description ("appsrc name=still format=time is-live=true", TRUE, error);
  g_autoptr(GstElement) still = gst_bin_get_by_name (GST_BIN (bin), "still");

  g_signal_connect (still, "need-data", G_CALLBACK (on_need_data), NULL);

  return bin;
}

static void
still_source_class_init (StillSourceClass *klass)
{
  SIGHT_SOURCE_CLASS (klass)->make = still_source_make;
  SIGHT_SOURCE_CLASS (klass)->silence_ms = 3600000;
}

static void
still_source_init (StillSource *self)
{
}

static void
test_still (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightVideoEncoder) encoder =
    sight_video_encoder_new (sight_video_codec_find (SIGHT_CODEC_VP8), SIGHT_PICTURE_SCREEN, &error);
  g_autoptr(SightSource) source = g_object_new (TYPE_STILL_SOURCE, "label", "the screen", NULL);
  g_autoptr(Watcher) first = NULL;
  g_autoptr(Watcher) second = NULL;

  g_assert_no_error (error);
  first = watcher_new (sight_video_encoder_get_feed (encoder));
  sight_video_encoder_set_source (encoder, source);
  wait_until (watcher_get_frames (first) >= 3);
  second = watcher_new (sight_video_encoder_get_feed (encoder));
  wait_until (watcher_get_width (second) == 64);
}

static void
test_codecs (void)
{
  const SightVideoCodec *codec = sight_video_codec_find (SIGHT_CODEC_VP8);

  g_assert_nonnull (codec);
  g_assert_cmpstr (sight_video_codec_get_element (codec), ==, "vp8enc");
  g_assert_cmpint (sight_video_codec_get_codec (codec), ==, SIGHT_CODEC_VP8);
  g_assert_true (sight_video_codec_find_named ("vp8enc") == codec);
  g_assert_null (sight_video_codec_find_named ("theoraenc"));
  g_assert_null (sight_video_codec_find (SIGHT_CODEC_OPUS));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/video-encoder/codecs", test_codecs);
  g_test_add_func ("/media/video-encoder/content-vp8", test_content_vp8);
  g_test_add_func ("/media/video-encoder/content-h264", test_content_h264);
  g_test_add_func ("/media/video-encoder/bitrate-vp8", test_bitrate_vp8);
  g_test_add_func ("/media/video-encoder/bitrate-h264", test_bitrate_h264);
  g_test_add_func ("/media/video-encoder/size-and-rate", test_size_and_rate);
  g_test_add_func ("/media/video-encoder/rate-thins-out", test_rate_thins_out);
  g_test_add_func ("/media/video-encoder/key-frame", test_key_frame);
  g_test_add_func ("/media/video-encoder/three-takers", test_three_takers);
  g_test_add_func ("/media/video-encoder/swap", test_swap);
  g_test_add_func ("/media/video-encoder/pause", test_pause);
  g_test_add_func ("/media/video-encoder/still", test_still);

  return run_media_tests ();
}
