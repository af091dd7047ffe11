/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media-fixture.h"

#include "media/sight-audio-devices.h"
#include "media/sight-media.h"
#include "media/sight-microphone.h"
#include "media/sight-sound-level.h"
#include "media/sight-sound-processor.h"
#include "media/sight-test-source.h"

static SightAudioDevices *
devices_new (void)
{
  g_autoptr(GError) error = NULL;
  SightAudioDevices *devices = sight_audio_devices_new (&error);

  g_assert_no_error (error);

  return devices;
}

static void
switch_processing (SightAudioDevices *devices,
                   gboolean           on)
{
  g_object_set (devices, "echo-cancellation", on, "noise-suppression", on, "gain-control", on, NULL);
}

static double
get_level (SightAudioDevices *devices)
{
  double level;

  g_object_get (devices, "level", &level, NULL);

  return level;
}

static void
test_level_of_sound (void)
{
  g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate (NULL, 960, NULL);

  gst_buffer_memset (buffer, 0, 0, 960);
  g_assert_cmpfloat (sight_sound_level (buffer), ==, SIGHT_LEVEL_SILENCE);
  gst_buffer_memset (buffer, 0, 0x40, 960);
  g_assert_cmpfloat_with_epsilon (sight_sound_level (buffer), -5.95, 0.1);
}

static void
count (guint *number)
{
  (*number)++;
}

static void
test_microphone (void)
{
  g_autoptr(SightAudioDevices) devices = devices_new ();
  g_autoptr(SightSource) tone = sight_test_tone_new (1000);
  Collector collector;
  guint notified = 0;

  switch_processing (devices, FALSE);
  collector_init (&collector);
  g_signal_connect_swapped (devices, "notify::level", G_CALLBACK (count), &notified);
  sight_audio_devices_add_taker (devices, &collector, collector_take);
  sight_audio_devices_set_microphone (devices, tone);
  wait_until (collector_get_length (&collector) >= 24000);
  g_assert_cmpfloat (collector_get_tone (&collector, 1000, 9600), >, 0.99);
  wait_until (notified >= 3);
  g_assert_cmpfloat_with_epsilon (get_level (devices), -21, 1);

  /* Muted: silence goes out, and the level still says that someone speaks. */
  g_object_set (devices, "muted", TRUE, NULL);
  collector_forget (&collector);
  wait_until (collector_get_length (&collector) >= 4800);
  g_assert_cmpfloat (collector_get_power (&collector, 4800), ==, 0);
  notified = 0;
  wait_until (notified >= 3);
  g_assert_cmpfloat_with_epsilon (get_level (devices), -21, 1);
  g_object_set (devices, "muted", FALSE, NULL);
  collector_forget (&collector);
  wait_until (collector_get_length (&collector) >= 4800 + 480);
  g_assert_cmpfloat (collector_get_power (&collector, 4800), >, 1e5);

  sight_audio_devices_remove_taker (devices, &collector);
  collector_clear (&collector);
}

/* Each switch while sound runs through it. */
static void
test_processing (void)
{
  static const char * const switches[] = { "echo-cancellation", "noise-suppression", "gain-control" };
  g_autoptr(SightAudioDevices) devices = devices_new ();
  g_autoptr(SightSource) tone = sight_test_tone_new (1000);
  Collector collector;
  double before;

  if (!sight_sound_processor_is_available ())
    {
      g_test_skip ("GStreamer's webrtcdsp is not installed");
      return;
    }

  collector_init (&collector);
  sight_audio_devices_add_taker (devices, &collector, collector_take);
  sight_audio_devices_set_microphone (devices, tone);
  for (guint i = 0; i < 8; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (switches); j++)
        g_object_set (devices, switches[j], (i >> j & 1) == 0, NULL);
      collector_forget (&collector);
      wait_until (collector_get_length (&collector) >= 9600);
    }

  /* The last of the eight is nothing at all: the tone is as it was. */
  collector_forget (&collector);
  wait_until (collector_get_length (&collector) >= 9600);
  g_assert_cmpfloat (collector_get_tone (&collector, 1000, 4800), >, 0.99);
  before = collector_get_power (&collector, 4800);

  /* A tone that never ends is noise, and fades. */
  g_object_set (devices, "noise-suppression", TRUE, NULL);
  collector_forget (&collector);
  wait_until (collector_get_length (&collector) >= 48000 * 4);
  g_assert_cmpfloat (collector_get_power (&collector, 4800), <, before / 4);

  sight_audio_devices_remove_taker (devices, &collector);
  collector_clear (&collector);
}

/* The microphone hears only what is played: what goes out is quieter by far. */
static void
test_echo (void)
{
  g_autoptr(SightAudioDevices) devices = devices_new ();
  g_autoptr(SightSoundStream) stream = sight_audio_devices_add_stream (devices);
  g_autoptr(SightSource) tone = sight_test_tone_new (700);
  Collector played, sent;
  double before;

  if (!sight_sound_processor_is_available ())
    {
      g_test_skip ("GStreamer's webrtcdsp is not installed");
      return;
    }

  collector_init (&played);
  collector_init (&sent);
  g_object_set (devices, "noise-suppression", FALSE, "gain-control", FALSE, "echo-cancellation", FALSE, NULL);
  sight_audio_devices_add_listener (devices, &played, collector_take);
  sight_audio_devices_add_taker (devices, &sent, collector_take);
  sight_audio_devices_set_microphone (devices, tone);
  sight_source_add_taker (tone, stream, (SightSampleFunc) sight_sink_take);
  wait_until (collector_get_length (&played) >= 24000 && collector_get_length (&sent) >= 24000);
  g_assert_cmpfloat (collector_get_tone (&played, 700, 4800), >, 0.9);
  before = collector_get_power (&sent, 4800);

  g_object_set (devices, "echo-cancellation", TRUE, NULL);
  collector_forget (&sent);
  wait_until (collector_get_length (&sent) >= 48000 * 5);
  g_test_message ("%.0f became %.0f", before, collector_get_power (&sent, 24000));
  g_assert_cmpfloat (collector_get_power (&sent, 24000), <, before / 10);

  /* A microphone that does it by itself */
  sight_audio_devices_set_echo_cancelled (devices, TRUE);
  collector_forget (&sent);
  wait_until (collector_get_length (&sent) >= 48000);
  g_assert_cmpfloat (collector_get_power (&sent, 24000), >, before / 2);

  sight_source_remove_taker (tone, stream);
  sight_audio_devices_remove_stream (devices, stream);
  sight_audio_devices_remove_taker (devices, &played);
  sight_audio_devices_remove_taker (devices, &sent);
  collector_clear (&played);
  collector_clear (&sent);
}

static void
test_mixer (void)
{
  g_autoptr(SightAudioDevices) devices = devices_new ();
  g_autoptr(SightSoundStream) first = sight_audio_devices_add_stream (devices);
  g_autoptr(SightSoundStream) second = sight_audio_devices_add_stream (devices);
  g_autoptr(SightSource) low = sight_test_tone_new (500);
  g_autoptr(SightSource) high = sight_test_tone_new (1500);
  Collector played;

  collector_init (&played);
  sight_audio_devices_add_listener (devices, &played, collector_take);
  /* Silence, while nobody says anything: the mixer keeps the time. */
  wait_until (collector_get_length (&played) >= 9600);
  g_assert_cmpfloat (collector_get_power (&played, 9600), ==, 0);

  sight_source_add_taker (low, first, (SightSampleFunc) sight_sink_take);
  sight_source_add_taker (high, second, (SightSampleFunc) sight_sink_take);
  wait_until (sight_sound_stream_get_level (first) > -25 && sight_sound_stream_get_level (second) > -25);
  collector_forget (&played);
  wait_until (collector_get_length (&played) >= 48000);
  g_assert_cmpfloat_with_epsilon (collector_get_tone (&played, 500, 9600), 0.5, 0.15);
  g_assert_cmpfloat_with_epsilon (collector_get_tone (&played, 1500, 9600), 0.5, 0.15);

  /* One of them at half the volume: a quarter of the power. */
  sight_sound_stream_set_volume (first, 0.5);
  collector_forget (&played);
  wait_until (collector_get_length (&played) >= 48000);
  g_assert_cmpfloat_with_epsilon (collector_get_tone (&played, 500, 9600), 0.2, 0.1);

  /* One leaves, the other stays. */
  sight_source_remove_taker (high, second);
  sight_audio_devices_remove_stream (devices, second);
  sight_sound_stream_set_volume (first, 1);
  collector_forget (&played);
  wait_until (collector_get_length (&played) >= 48000);
  g_assert_cmpfloat (collector_get_tone (&played, 500, 9600), >, 0.9);

  sight_source_remove_taker (low, first);
  wait_until (sight_sound_stream_get_level (first) == SIGHT_LEVEL_SILENCE);
  sight_audio_devices_remove_taker (devices, &played);
  collector_clear (&played);
}

/* Joining and leaving all the time, as in a large call. */
static void
test_streams_come_and_go (void)
{
  g_autoptr(SightAudioDevices) devices = devices_new ();
  g_autoptr(SightSource) tone = sight_test_tone_new (500);
  Collector played;

  collector_init (&played);
  sight_audio_devices_add_listener (devices, &played, collector_take);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(SightSoundStream) stream = sight_audio_devices_add_stream (devices);

      sight_source_add_taker (tone, stream, (SightSampleFunc) sight_sink_take);
      if (i % 4 == 0)
        wait_until (sight_sound_stream_get_level (stream) > -25);
      sight_source_remove_taker (tone, stream);
      sight_audio_devices_remove_stream (devices, stream);
    }
  collector_forget (&played);
  wait_until (collector_get_length (&played) >= 48000);
  g_assert_cmpfloat (collector_get_power (&played, 4800), ==, 0);
  sight_audio_devices_remove_taker (devices, &played);
  collector_clear (&played);
}

typedef struct
{
  guint   failures;
  guint   replaced;
  GError *error;
} Failure;

static void
on_failed (SightAudioDevices *devices,
           const GError      *error,
           gboolean           replaced,
           Failure           *failure)
{
  failure->failures++;
  failure->replaced += replaced;
  g_clear_error (&failure->error);
  failure->error = g_error_copy (error);
}

/* No sound server: it says so, once each, and the rest works. */
static void
test_without_sound_server (void)
{
  g_autoptr(SightAudioDevices) devices = devices_new ();
  g_autoptr(SightSource) microphone = sight_microphone_new ("a-device-that-is-gone");
  g_autoptr(SightSource) tone = sight_test_tone_new (500);
  Failure inputs = { 0 }, outputs = { 0 };
  Collector collector;

  collector_init (&collector);
  g_signal_connect (devices, "microphone-failed", G_CALLBACK (on_failed), &inputs);
  g_signal_connect (devices, "speaker-failed", G_CALLBACK (on_failed), &outputs);
  sight_audio_devices_set_microphone (devices, microphone);
  sight_audio_devices_open_speaker (devices, "a-device-that-is-gone");
  /* The one that was chosen, and then the default. */
  wait_until (inputs.failures == 2 && outputs.failures == 2);
  g_assert_cmpuint (inputs.replaced, ==, 1);
  g_assert_cmpuint (outputs.replaced, ==, 1);
  g_test_message ("%s; %s", inputs.error->message, outputs.error->message);
  g_assert_error (inputs.error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE);
  g_assert_error (outputs.error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE);

  sight_audio_devices_add_taker (devices, &collector, collector_take);
  sight_audio_devices_set_microphone (devices, tone);
  wait_until (collector_get_length (&collector) >= 4800);
  sight_audio_devices_remove_taker (devices, &collector);
  g_clear_error (&inputs.error);
  g_clear_error (&outputs.error);
  collector_clear (&collector);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  /* Whoever runs the tests may have a sound server; it is not for this one. */
  g_setenv ("PULSE_SERVER", "unix:/nowhere/pulse", TRUE);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/audio-devices/level-of-sound", test_level_of_sound);
  g_test_add_func ("/media/audio-devices/microphone", test_microphone);
  g_test_add_func ("/media/audio-devices/processing", test_processing);
  g_test_add_func ("/media/audio-devices/echo", test_echo);
  g_test_add_func ("/media/audio-devices/mixer", test_mixer);
  g_test_add_func ("/media/audio-devices/streams-come-and-go", test_streams_come_and_go);
  g_test_add_func ("/media/audio-devices/without-sound-server", test_without_sound_server);

  return run_media_tests ();
}
