/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "camera-fixture.h"
#include "media-fixture.h"

#include "media/sight-audio-devices.h"
#include "media/sight-camera.h"
#include "media/sight-device-monitor.h"
#include "media/sight-media.h"
#include "media/sight-microphone.h"
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

static gboolean
can_have_cameras (void)
{
  g_autoptr(GstElementFactory) factory = gst_element_factory_find ("pipewiresink");

  if (factory == NULL)
    g_test_skip ("GStreamer's plugin of PipeWire is not installed");

  return factory != NULL;
}

/* Comes, goes and comes back; a shared screen is no camera. */
static void
test_hot_plug (void)
{
  GstElement *camera, *screen;

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
  GstElement *camera;
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
  g_test_add_func ("/media/devices/hot-plug", test_hot_plug);
  g_test_add_func ("/media/devices/camera", test_camera);

  return run_media_tests ();
}
