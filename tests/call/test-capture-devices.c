/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <dirent.h>
#include <string.h>

#include "camera-fixture.h"
#include "media-fixture.h"
#include "server-fixture.h"

#include "call/sight-capture.h"
#include "call/sight-memory-socket.h"
#include "media/sight-device-monitor.h"
#include "media/sight-media.h"
#include "media/sight-pipeline.h"
#include "media/sight-test-source.h"

/* What is captured where devices and servers come and go. */

#define CAMERA  "f_camera"
#define HEADSET "headset"
#define CODE    "k3vd9xtm4qpa7hse"

typedef struct
{
  SightCapture *capture;
  guint         failures[SIGHT_N_LINES];
} Desk;

static void
on_failed (Desk   *self,
           guint   line,
           GError *error)
{
  g_test_message ("%u: %s", line, error->message);
  self->failures[line]++;
}

static void
desk_init (Desk *self)
{
  const SightCaptureConfig config = { .has_devices = TRUE, .falls_back = TRUE };
  g_autoptr(GError) error = NULL;

  *self = (Desk) { 0 };
  self->capture = sight_capture_new (&config, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (self->capture, "failed", G_CALLBACK (on_failed), self);
}

static void
desk_clear (Desk *self)
{
  g_assert_finalize_object (self->capture);
}

static gboolean
is_live (Desk      *self,
         SightLine  line)
{
  SightSource *source = sight_capture_get_source (self->capture, line);

  return source != NULL && sight_source_get_state (source) == SIGHT_SOURCE_LIVE;
}

static gboolean
has_failed (Desk            *self,
            SightLine        line,
            SightMediaError  code)
{
  return g_error_matches (sight_capture_get_error (self->capture, line), SIGHT_MEDIA_ERROR, (int) code);
}

static gboolean
has_microphone (const char *id,
                gboolean    is_default)
{
  g_autoptr(SightDevice) device = sight_device_monitor_find (sight_device_monitor_get (), SIGHT_DEVICE_MICROPHONE, id);

  return device != NULL && (!is_default || sight_device_is_default (device));
}

static SightCall *
make_call (void)
{
  g_autoptr(SightMemorySocket) socket = NULL;
  g_autoptr(SightMemorySocket) server = NULL;
  const SightCallConfig config = { .name = "Ana", .kind = SIGHT_KIND_APP };
  g_autoptr(GError) error = NULL;
  SightCall *call;

  sight_memory_socket_new_pair (&socket, &server);
  call = sight_call_new (SIGHT_SOCKET (socket), CODE, &config, &error);
  g_assert_no_error (error);

  return call;
}

/* Muted in the settings of the system: it is seen here, and nobody is told that
 * we could be heard; it ends there as well.
 */
static void
test_muted (void)
{
  g_autoptr(SightCall) call = make_call ();
  Desk desk;

  wait_until (has_microphone ("test_microphone", TRUE));
  desk_init (&desk);
  sight_capture_set_call (desk.capture, call);
  sight_capture_set_on (desk.capture, SIGHT_LINE_MICROPHONE, TRUE);
  wait_until (is_live (&desk, SIGHT_LINE_MICROPHONE));
  g_assert_true (sight_call_sends (call, SIGHT_LINE_MICROPHONE));

  servers_mute (TRUE);
  wait_until (has_failed (&desk, SIGHT_LINE_MICROPHONE, SIGHT_MEDIA_ERROR_MUTED));
  g_assert_false (sight_call_sends (call, SIGHT_LINE_MICROPHONE));
  g_assert_true (sight_capture_is_on (desk.capture, SIGHT_LINE_MICROPHONE));
  /* Whoever insists is told again, and whoever turns it off is not. */
  sight_capture_set_on (desk.capture, SIGHT_LINE_MICROPHONE, TRUE);
  g_assert_cmpuint (desk.failures[SIGHT_LINE_MICROPHONE], ==, 2);
  sight_capture_set_on (desk.capture, SIGHT_LINE_MICROPHONE, FALSE);
  g_assert_null (sight_capture_get_error (desk.capture, SIGHT_LINE_MICROPHONE));
  sight_capture_set_on (desk.capture, SIGHT_LINE_MICROPHONE, TRUE);
  g_assert_true (has_failed (&desk, SIGHT_LINE_MICROPHONE, SIGHT_MEDIA_ERROR_MUTED));

  servers_mute (FALSE);
  wait_until (sight_capture_get_error (desk.capture, SIGHT_LINE_MICROPHONE) == NULL);
  g_assert_true (sight_call_sends (call, SIGHT_LINE_MICROPHONE));
  desk_clear (&desk);
}

/* What is said into a microphone */
typedef struct
{
  SightAudioDevices *devices;
  SightSoundStream  *stream;
  SightSource       *tone;
} Voice;

static void
voice_init (Voice      *self,
            const char *into,
            double      frequency)
{
  self->devices = sight_audio_devices_new (NULL);
  self->stream = sight_audio_devices_add_stream (self->devices);
  self->tone = sight_test_tone_new (frequency);
  sight_audio_devices_open_speaker (self->devices, into);
  sight_source_add_taker (self->tone, self->stream, (SightSampleFunc) sight_sink_take);
}

static void
voice_clear (Voice *self)
{
  sight_source_remove_taker (self->tone, self->stream);
  sight_audio_devices_remove_stream (self->devices, self->stream);
  g_clear_object (&self->tone);
  g_clear_object (&self->stream);
  g_clear_object (&self->devices);
}

static void
wait_for_tone (Collector *ear,
               double     frequency)
{
  do
    {
      collector_forget (ear);
      wait_until (collector_get_length (ear) >= 9600);
    }
  while (collector_get_tone (ear, frequency, 4800) < 0.8);
}

/* A headset that is plugged in becomes the default, and what it was before when
 * it goes: that is followed. One that was chosen is missed, is told, and comes
 * back; so does a node that takes the place of another, as when a Bluetooth
 * headset changes its profile.
 */
static void
test_microphones (void)
{
  Collector ear;
  Headset *headset;
  Voice low, high;
  Desk desk;

  wait_until (has_microphone ("test_microphone", TRUE));
  desk_init (&desk);
  collector_init (&ear);
  g_object_set (sight_capture_get_devices (desk.capture),
                "echo-cancellation", FALSE, "noise-suppression", FALSE, "gain-control", FALSE, NULL);
  sight_audio_devices_add_taker (sight_capture_get_devices (desk.capture), &ear, collector_take);
  sight_capture_set_on (desk.capture, SIGHT_LINE_MICROPHONE, TRUE);
  voice_init (&low, "test_microphone_feed", 600);
  wait_for_tone (&ear, 600);

  headset = headset_plug_in (HEADSET);
  wait_until (has_microphone (HEADSET, TRUE));
  voice_init (&high, HEADSET "_feed", 1400);
  wait_for_tone (&ear, 1400);
  headset_unplug (headset);
  voice_clear (&high);
  wait_for_tone (&ear, 600);
  g_assert_cmpuint (desk.failures[SIGHT_LINE_MICROPHONE], ==, 0);

  headset = headset_plug_in (HEADSET);
  wait_until (has_microphone (HEADSET, FALSE));
  sight_capture_choose (desk.capture, SIGHT_DEVICE_MICROPHONE, HEADSET);
  voice_init (&high, HEADSET "_feed", 1400);
  wait_for_tone (&ear, 1400);
  headset_unplug (headset);
  voice_clear (&high);
  wait_for_tone (&ear, 600);

  headset = headset_plug_in (HEADSET);
  wait_until (has_microphone (HEADSET, FALSE));
  voice_init (&high, HEADSET "_feed", 1400);
  wait_for_tone (&ear, 1400);
  g_assert_cmpstr (sight_capture_get_chosen (desk.capture, SIGHT_DEVICE_MICROPHONE), ==, HEADSET);

  voice_clear (&high);
  voice_clear (&low);
  headset_unplug (headset);
  sight_audio_devices_remove_taker (sight_capture_get_devices (desk.capture), &ear);
  collector_clear (&ear);
  desk_clear (&desk);
}

/* There is nothing left to do for us. */
static void
test_echo_cancelled (void)
{
  g_autoptr(SightDevice) plain = NULL;
  g_autoptr(SightDevice) cancels = NULL;
  Headset *headset = headset_plug_in ("echo-cancel-source");

  wait_until (has_microphone ("echo-cancel-source", FALSE));
  plain = sight_device_monitor_find (sight_device_monitor_get (), SIGHT_DEVICE_MICROPHONE, "test_microphone");
  cancels = sight_device_monitor_find (sight_device_monitor_get (), SIGHT_DEVICE_MICROPHONE, "echo-cancel-source");
  g_assert_false (sight_device_cancels_echo (plain));
  g_assert_true (sight_device_cancels_echo (cancels));
  headset_unplug (headset);
  wait_until (!has_microphone ("echo-cancel-source", FALSE));
}

/* Nothing is left of what was unplugged */

/* What sanitizers keep is not ours. */
#ifdef __has_feature
#if __has_feature (address_sanitizer)
#define MEMORY_GROWTH_KIB G_MAXUINT32
#endif
#endif
#if defined (__SANITIZE_ADDRESS__)
#define MEMORY_GROWTH_KIB G_MAXUINT32
#endif
#ifndef MEMORY_GROWTH_KIB
#define MEMORY_GROWTH_KIB 8192
#endif

#define CYCLES 50
#define WARM_UP 10

static guint
count_entries (const char *folder)
{
  DIR *directory = opendir (folder);
  guint number = 0;

  g_assert_nonnull (directory);
  while (readdir (directory) != NULL)
    number++;
  closedir (directory);

  return number;
}

static guint64
get_memory_kib (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, "VmRSS:");
  g_assert_nonnull (line);

  return g_ascii_strtoull (line + strlen ("VmRSS:"), NULL, 10);
}

static void
cycle (Desk *desk)
{
  GSubprocess *camera = camera_plug_in (CAMERA, "Camera");

  wait_until (is_live (desk, SIGHT_LINE_CAMERA));
  camera_unplug (camera);
  wait_until (sight_capture_get_source (desk->capture, SIGHT_LINE_CAMERA) == NULL);
  sight_pipeline_wait ();
}

static void
test_cycles (void)
{
  g_autoptr(GstElementFactory) factory = gst_element_factory_find ("pipewiresrc");
  guint threads = 0, descriptors = 0;
  guint64 memory = 0;
  Desk desk;

  if (factory == NULL)
    {
      g_test_skip ("GStreamer's plugin of PipeWire is not installed");
      return;
    }

  desk_init (&desk);
  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, TRUE);
  for (guint i = 0; i < CYCLES; i++)
    {
      cycle (&desk);
      if (i + 1 != WARM_UP)
        continue;
      threads = count_entries ("/proc/self/task");
      descriptors = count_entries ("/proc/self/fd");
      memory = get_memory_kib ();
    }
  g_assert_cmpuint (desk.failures[SIGHT_LINE_CAMERA], >=, CYCLES);

  g_test_message ("After %d and after %d cycles: %u and %u threads, %u and %u descriptors, %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT " KiB",
                  WARM_UP, CYCLES, threads, count_entries ("/proc/self/task"), descriptors, count_entries ("/proc/self/fd"),
                  memory, get_memory_kib ());
  g_assert_cmpuint (get_memory_kib (), <, memory + MEMORY_GROWTH_KIB);
  wait_until (count_entries ("/proc/self/task") <= threads && count_entries ("/proc/self/fd") <= descriptors);
  desk_clear (&desk);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/call/capture-devices/muted", test_muted);
  g_test_add_func ("/call/capture-devices/microphones", test_microphones);
  g_test_add_func ("/call/capture-devices/echo-cancelled", test_echo_cancelled);
  g_test_add_func ("/call/capture-devices/cycles", test_cycles);

  return run_media_tests ();
}
