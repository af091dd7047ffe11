/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "camera-fixture.h"
#include "media-fixture.h"

#include <math.h>

#include "media/sight-audio-devices.h"
#include "media/sight-camera.h"
#include "media/sight-device-monitor.h"
#include "media/sight-media.h"
#include "media/sight-microphone.h"
#include "media/sight-sound-processor.h"
#include "media/sight-test-source.h"

#define FEED "test_microphone_feed"

static gboolean
has_device (SightDeviceKind  kind,
            const char      *id)
{
  g_autoptr(SightDevice) device = sight_device_monitor_find (sight_device_monitor_get (), kind, id);

  return device != NULL;
}

static guint
count_devices (SightDeviceKind kind)
{
  GListModel *model = G_LIST_MODEL (sight_device_monitor_get ());
  guint number = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(SightDevice) device = g_list_model_get_item (model, i);

      number += sight_device_get_kind (device) == kind;
    }

  return number;
}

/* Each once, though PipeWire and its sound server both show them. */
static void
test_list (void)
{
  g_autoptr(SightDevice) microphone = NULL;

  wait_until (has_device (SIGHT_DEVICE_MICROPHONE, "test_microphone") && has_device (SIGHT_DEVICE_SPEAKER, "test_speaker"));
  g_assert_cmpuint (count_devices (SIGHT_DEVICE_MICROPHONE), ==, 1);
  microphone = sight_device_monitor_default (sight_device_monitor_get (), SIGHT_DEVICE_MICROPHONE);
  g_assert_cmpstr (sight_device_get_id (microphone), ==, "test_microphone");
  g_assert_cmpstr (sight_device_get_name (microphone), ==, "Test microphone");
  g_assert_false (has_device (SIGHT_DEVICE_SPEAKER, "nothing"));
  wait_until (sight_device_monitor_is_ready (sight_device_monitor_get ()));
  g_assert_cmpuint (sight_device_monitor_get_servers (sight_device_monitor_get ()), ==,
                    SIGHT_DEVICE_SERVER_PIPEWIRE | SIGHT_DEVICE_SERVER_SOUND);
}

/* A tone through the sound server: out of one speaker, into the microphone. */
static void
test_sound (void)
{
  g_autoptr(SightAudioDevices) devices = sight_audio_devices_new (NULL);
  g_autoptr(SightSoundStream) stream = sight_audio_devices_add_stream (devices);
  g_autoptr(SightSource) tone = sight_test_tone_new (1000);
  g_autoptr(SightSource) microphone = sight_microphone_new ("test_microphone");
  Collector collector;
  guint length = 0;

  g_object_set (devices, "echo-cancellation", FALSE, "noise-suppression", FALSE, "gain-control", FALSE, NULL);
  collector_init (&collector);
  sight_audio_devices_open_speaker (devices, FEED);
  sight_audio_devices_set_microphone (devices, microphone);
  sight_audio_devices_add_taker (devices, &collector, collector_take);
  sight_source_add_taker (tone, stream, (SightSampleFunc) sight_sink_take);

  do
    {
      length += 9600;
      wait_until (collector_get_length (&collector) >= length);
    }
  while (collector_get_tone (&collector, 1000, 4800) < 0.9);
  g_assert_cmpint (sight_source_get_state (microphone), ==, SIGHT_SOURCE_LIVE);

  sight_source_remove_taker (tone, stream);
  sight_audio_devices_remove_taker (devices, &collector);
  sight_audio_devices_remove_stream (devices, stream);
  collector_clear (&collector);
}

/* A voice is no tone, of which less would be known. */

#define TYPE_NOISE (noise_get_type ())

G_DECLARE_FINAL_TYPE (Noise, noise, TEST, NOISE, SightSource)

struct _Noise
{
  SightSource parent_instance;
};

G_DEFINE_FINAL_TYPE (Noise, noise, SIGHT_TYPE_SOURCE)

static GstElement *
noise_make (SightSource  *source,
            GError      **error)
{
  return gst_parse_bin_from_description ("audiotestsrc is-live=true wave=pink-noise volume=0.3 samplesperbuffer=480 ! "
                                         "capsfilter caps=" SIGHT_SOUND_CAPS ",channels=1", TRUE, error);
}

static void
noise_class_init (NoiseClass *klass)
{
  SIGHT_SOURCE_CLASS (klass)->make = noise_make;
}

static void
noise_init (Noise *self)
{
}

/* The canceller is measured when it should have learnt. On a busy machine it may
 * take longer, or lose the sound's way when that was held up: then it is tried
 * anew. One that does nothing never loses that much.
 */
#define ECHO_SECONDS 2
#define ECHO_SECONDS_MAX 7
#define ECHO_TRIES 3
#define ECHO_LOSS 10

static double
get_loss (Collector *heard,
          Collector *sent)
{
  return 10 * log10 (collector_get_power (heard, SIGHT_SOUND_RATE) / MAX (collector_get_power (sent, SIGHT_SOUND_RATE), 1e-3));
}

/* What the speaker plays is all that the microphone hears. */
static double
measure_loss (void)
{
  g_autoptr(SightAudioDevices) devices = sight_audio_devices_new (NULL);
  g_autoptr(SightSoundStream) stream = sight_audio_devices_add_stream (devices);
  g_autoptr(SightSource) noise = g_object_new (TYPE_NOISE, "label", "the noise", NULL);
  g_autoptr(SightSource) microphone = sight_microphone_new ("test_microphone");
  Collector heard, sent;
  double loss = 0;

  g_object_set (devices, "noise-suppression", FALSE, "gain-control", FALSE, NULL);
  collector_init (&heard);
  collector_init (&sent);
  sight_audio_devices_open_speaker (devices, FEED);
  sight_audio_devices_set_microphone (devices, microphone);
  sight_source_add_taker (noise, stream, (SightSampleFunc) sight_sink_take);
  sight_source_add_taker (microphone, &heard, collector_take);
  do
    {
      collector_forget (&heard);
      wait_until (collector_get_length (&heard) >= 9600);
    }
  while (collector_get_power (&heard, 4800) < 1e4);

  sight_audio_devices_add_taker (devices, &sent, collector_take);
  for (guint i = ECHO_SECONDS; i <= ECHO_SECONDS_MAX && loss < ECHO_LOSS; i++)
    {
      wait_until (collector_get_length (&sent) >= (i + 1) * SIGHT_SOUND_RATE);
      loss = get_loss (&heard, &sent);
      g_test_message ("The echo is %.1f dB less after %u s", loss, i);
    }

  sight_source_remove_taker (microphone, &heard);
  sight_source_remove_taker (noise, stream);
  sight_audio_devices_remove_taker (devices, &sent);
  sight_audio_devices_remove_stream (devices, stream);
  collector_clear (&heard);
  collector_clear (&sent);
  return loss;
}

static void
test_echo (void)
{
  double loss = 0;

  if (!sight_sound_processor_is_available ())
    {
      g_test_skip ("GStreamer's webrtcdsp is not installed");
      return;
    }

  for (guint i = 0; i < ECHO_TRIES && loss < ECHO_LOSS; i++)
    loss = measure_loss ();
  g_assert_cmpfloat (loss, >=, ECHO_LOSS);
}

static gboolean
can_have_cameras (void)
{
  g_autoptr(GstElementFactory) factory = gst_element_factory_find ("pipewiresrc");

  if (factory == NULL)
    g_test_skip ("GStreamer's plugin of PipeWire is not installed");

  return factory != NULL;
}

/* Comes, goes and comes back; a shared screen is no camera. */
static void
test_hot_plug (void)
{
  GSubprocess *camera, *screen;

  if (!can_have_cameras ())
    return;

  screen = camera_plug_in ("a_screen", "Screen");
  camera = camera_plug_in ("a_camera", "Camera");
  wait_until (has_device (SIGHT_DEVICE_CAMERA, "a_camera"));
  g_assert_false (has_device (SIGHT_DEVICE_CAMERA, "a_screen"));
  camera_unplug (camera);
  wait_until (!has_device (SIGHT_DEVICE_CAMERA, "a_camera"));
  camera = camera_plug_in ("a_camera", "Camera");
  wait_until (has_device (SIGHT_DEVICE_CAMERA, "a_camera"));
  g_assert_false (has_device (SIGHT_DEVICE_CAMERA, "a_screen"));
  camera_unplug (camera);
  camera_unplug (screen);
  wait_until (count_devices (SIGHT_DEVICE_CAMERA) == 0);
}

/* Unplugged without a word: it is noticed, and it works again when it is back. */
static void
test_camera (void)
{
  g_autoptr(SightDevice) device = NULL;
  g_autoptr(SightDevice) again = NULL;
  g_autoptr(SightSource) source = NULL;
  g_autoptr(SightSource) second = NULL;
  GSubprocess *camera;
  Collector collector;

  if (!can_have_cameras ())
    return;

  collector_init (&collector);
  camera = camera_plug_in ("b_camera", "Camera");
  wait_until ((device = sight_device_monitor_find (sight_device_monitor_get (), SIGHT_DEVICE_CAMERA, "b_camera")) != NULL);
  source = sight_camera_new (device, 640, 480, 30);
  sight_source_add_taker (source, &collector, collector_take);
  wait_until (collector_get_samples (&collector) >= 10);
  g_assert_cmpint (sight_source_get_state (source), ==, SIGHT_SOURCE_LIVE);

  camera_unplug (camera);
  wait_until (sight_source_get_state (source) == SIGHT_SOURCE_FAILED);
  g_assert_error (sight_source_get_error (source), SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE);
  sight_source_remove_taker (source, &collector);

  wait_until (!has_device (SIGHT_DEVICE_CAMERA, "b_camera"));
  camera = camera_plug_in ("b_camera", "Camera");
  wait_until ((again = sight_device_monitor_find (sight_device_monitor_get (), SIGHT_DEVICE_CAMERA, "b_camera")) != NULL);
  second = sight_camera_new (again, 640, 480, 30);
  collector_forget (&collector);
  sight_source_add_taker (second, &collector, collector_take);
  wait_until (collector_get_samples (&collector) >= 10);
  sight_source_remove_taker (second, &collector);
  camera_unplug (camera);
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

  g_test_add_func ("/media/devices/list", test_list);
  g_test_add_func ("/media/devices/sound", test_sound);
  g_test_add_func ("/media/devices/echo", test_echo);
  g_test_add_func ("/media/devices/hot-plug", test_hot_plug);
  g_test_add_func ("/media/devices/camera", test_camera);

  return run_media_tests ();
}
