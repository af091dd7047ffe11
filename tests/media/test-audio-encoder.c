/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media-fixture.h"

#include <gst/app/app.h>

#include "media/sight-audio-encoder.h"
#include "media/sight-media.h"
#include "media/sight-test-source.h"

/* What a far end would hear. */
typedef struct
{
  SightFeed  *feed;
  GstElement *pipeline;
  GstElement *input;
  Collector   heard;

  GMutex      lock;
  /* Streaming threads, under the lock. */
  guint       packets;
  guint64     bytes;
} Ear;

static gboolean
ear_take (gpointer   taker,
          GstSample *sample)
{
  Ear *ear = taker;

  g_mutex_lock (&ear->lock);
  ear->packets++;
  ear->bytes += gst_buffer_get_size (gst_sample_get_buffer (sample));
  g_mutex_unlock (&ear->lock);
  gst_app_src_push_sample (GST_APP_SRC (ear->input), sample);

  return TRUE;
}

static GstFlowReturn
on_decoded (GstAppSink *sink,
            gpointer    user_data)
{
  Ear *ear = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);

  collector_take (&ear->heard, sample);

  return GST_FLOW_OK;
}

static void
ear_init (Ear       *ear,
          SightFeed *feed)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_decoded };
  g_autoptr(GstElement) output = NULL;
  g_autoptr(GError) error = NULL;

  *ear = (Ear) { .feed = feed };
  g_mutex_init (&ear->lock);
  collector_init (&ear->heard);
  ear->pipeline = gst_parse_launch ("appsrc name=input format=time is-live=true max-bytes=0 ! opusdec ! audioconvert ! "
                                    SIGHT_SOUND_CAPS ",channels=1 ! appsink name=output sync=false", &error);
  g_assert_no_error (error);
  gst_object_ref_sink (ear->pipeline);
  ear->input = gst_bin_get_by_name (GST_BIN (ear->pipeline), "input");
  output = gst_bin_get_by_name (GST_BIN (ear->pipeline), "output");
  gst_app_sink_set_callbacks (GST_APP_SINK (output), &callbacks, ear, NULL);
  gst_element_set_state (ear->pipeline, GST_STATE_PLAYING);
  sight_feed_add_taker (feed, ear, ear_take, NULL);
}

static void
ear_clear (Ear *ear)
{
  sight_feed_remove_taker (ear->feed, ear);
  gst_element_set_state (ear->pipeline, GST_STATE_NULL);
  gst_object_unref (ear->input);
  gst_object_unref (ear->pipeline);
  collector_clear (&ear->heard);
  g_mutex_clear (&ear->lock);
}

static guint
ear_get_packets (Ear *ear)
{
  guint packets;

  g_mutex_lock (&ear->lock);
  packets = ear->packets;
  g_mutex_unlock (&ear->lock);

  return packets;
}

/* Bytes a packet over the next fifty. */
static guint
ear_measure (Ear *ear)
{
  guint begin = ear_get_packets (ear) + 10;
  guint64 bytes;

  wait_until (ear_get_packets (ear) >= begin);
  g_mutex_lock (&ear->lock);
  begin = ear->packets;
  bytes = ear->bytes;
  g_mutex_unlock (&ear->lock);
  wait_until (ear_get_packets (ear) >= begin + 50);

  g_mutex_lock (&ear->lock);
  bytes = (ear->bytes - bytes) / (ear->packets - begin);
  g_mutex_unlock (&ear->lock);

  return bytes;
}

static void
assert_tone (SightSoundKind kind)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightAudioEncoder) encoder = sight_audio_encoder_new (kind, &error);
  g_autoptr(SightSource) source = sight_test_tone_new (1000);
  Ear ear;

  g_assert_no_error (error);
  ear_init (&ear, sight_audio_encoder_get_feed (encoder));
  sight_source_add_taker (source, encoder, sight_audio_encoder_take);
  wait_until (collector_get_length (&ear.heard) >= 24000);
  g_assert_cmpfloat (collector_get_tone (&ear.heard, 1000, 9600), >, 0.9);
  g_assert_cmpfloat (collector_get_power (&ear.heard, 9600), >, 1e5);
  sight_source_remove_taker (source, encoder);
  ear_clear (&ear);
}

static void
test_voice (void)
{
  assert_tone (SIGHT_SOUND_VOICE);
}

static void
test_screen (void)
{
  assert_tone (SIGHT_SOUND_SCREEN);
}

static void
test_bitrate (void)
{
  g_autoptr(SightAudioEncoder) encoder = sight_audio_encoder_new (SIGHT_SOUND_VOICE, NULL);
  g_autoptr(SightSource) source = sight_test_tone_new (440);
  guint middle, low, high;
  Ear ear;

  ear_init (&ear, sight_audio_encoder_get_feed (encoder));
  sight_source_add_taker (source, encoder, sight_audio_encoder_take);
  middle = ear_measure (&ear);
  sight_audio_encoder_set_bitrate (encoder, 16000);
  sight_audio_encoder_set_loss (encoder, 20);
  low = ear_measure (&ear);
  sight_audio_encoder_set_bitrate (encoder, 64000);
  high = ear_measure (&ear);
  g_test_message ("%u, %u, %u bytes a packet", middle, low, high);
  g_assert_cmpuint (low * 4, <, middle * 3);
  g_assert_cmpuint (high * 3, >, middle * 4);
  sight_source_remove_taker (source, encoder);
  ear_clear (&ear);
}

/* Silence costs next to nothing when it is only described. */
static void
push_silence (SightAudioEncoder *encoder,
              guint              number)
{
  g_autoptr(GstCaps) caps = gst_caps_from_string (SIGHT_SOUND_CAPS ",channels=1");
  g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate (NULL, 960, NULL);
  g_autoptr(GstSample) sample = NULL;

  gst_buffer_memset (buffer, 0, 0, 960);
  GST_BUFFER_PTS (buffer) = number * 10 * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = 10 * GST_MSECOND;
  sample = gst_sample_new (buffer, caps, NULL, NULL);
  sight_audio_encoder_take (encoder, sample);
}

static void
test_dtx (void)
{
  g_autoptr(SightAudioEncoder) encoder = sight_audio_encoder_new (SIGHT_SOUND_VOICE, NULL);
  Ear ear;
  guint n = 0, packets = 0;

  ear_init (&ear, sight_audio_encoder_get_feed (encoder));
  sight_audio_encoder_set_dtx (encoder, TRUE);
  while (packets < 100)
    {
      push_silence (encoder, n++);
      push_silence (encoder, n++);
      packets++;
      wait_until (ear_get_packets (&ear) >= packets - 1);
    }
  g_mutex_lock (&ear.lock);
  g_test_message ("%" G_GUINT64_FORMAT " bytes in %u packets", ear.bytes, ear.packets);
  g_assert_cmpuint (ear.bytes, <, 1500);
  g_mutex_unlock (&ear.lock);
  ear_clear (&ear);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/audio-encoder/voice", test_voice);
  g_test_add_func ("/media/audio-encoder/screen", test_screen);
  g_test_add_func ("/media/audio-encoder/bitrate", test_bitrate);
  g_test_add_func ("/media/audio-encoder/dtx", test_dtx);

  return run_media_tests ();
}
