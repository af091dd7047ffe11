/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "camera-fixture.h"
#include "cli-fixture.h"
#include "media-fixture.h"
#include "player-fixture.h"
#include "server-fixture.h"

#include "media/sight-audio-devices.h"
#include "media/sight-media.h"
#include "media/sight-microphone.h"
#include "media/sight-test-source.h"

/* The command-line peer with a PipeWire of its own: what is said into its
 * microphone comes out of the speaker of the other.
 */

#define TONE  700
#define MUSIC 1500

static gboolean
has_cameras (void)
{
  g_autoptr(GstElementFactory) factory = gst_element_factory_find ("pipewiresrc");

  return factory != NULL;
}

static void
test_list (void)
{
  g_autofree char *out = NULL;
  g_autoptr(SightJson) missing = NULL;

  g_assert_cmpint (cli_run ("devices --json", &out, NULL), ==, 0);
  missing = cli_find_event (out, "missing");
  g_assert_null (missing);
  g_assert_nonnull (strstr (out, "{\"event\":\"device\",\"kind\":\"microphone\",\"id\":\"test_microphone\","
                                 "\"name\":\"Test microphone\",\"default\":true}"));
  g_assert_nonnull (strstr (out, "{\"event\":\"device\",\"kind\":\"speaker\",\"id\":\"test_microphone_feed\","
                                 "\"name\":\"Feed\",\"default\":false}"));
}

/* What is said into the test's microphone. */
typedef struct
{
  SightAudioDevices *devices;
  SightSoundStream  *stream;
  SightSource       *tone;
} Voice;

static void
voice_init (Voice *self)
{
  self->devices = sight_audio_devices_new (NULL);
  self->stream = sight_audio_devices_add_stream (self->devices);
  self->tone = sight_test_tone_new (TONE);
  sight_audio_devices_open_speaker (self->devices, "test_microphone_feed");
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
               guint      hz,
               double     part)
{
  guint length = 0;

  do
    {
      length += 9600;
      wait_until (collector_get_length (ear) >= length);
    }
  while (collector_get_tone (ear, hz, 4800) < part);
}

static void
test_sound (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autoptr(SightSource) monitor = sight_microphone_new ("test_speaker.monitor");
  g_autoptr(CliPeer) speaks = NULL;
  g_autoptr(CliPeer) hears = NULL;
  Collector ear;
  Voice voice;

  collector_init (&ear);
  sight_source_add_taker (monitor, &ear, collector_take);
  hears = cli_peer_new (link, "--speaker test_speaker --duration 100");
  speaks = cli_peer_new (link, "--microphone test_microphone --speaker none --duration 100");
  cli_peer_wait (hears, "first-frame", "line", "microphone");
  voice_init (&voice);
  wait_for_tone (&ear, TONE, 0.8);
  cli_peer_wait (hears, "tone", "line", "microphone");

  g_assert_cmpint (cli_peer_leave (speaks), ==, 0);
  g_assert_cmpint (cli_peer_leave (hears), ==, 0);
  g_assert_null (cli_peer_find (speaks, "line-error", NULL, NULL));
  g_assert_null (cli_peer_find (hears, "line-error", NULL, NULL));
  voice_clear (&voice);
  sight_source_remove_taker (monitor, &ear);
  collector_clear (&ear);
  cli_stop (server);
}

/* What is heard of a line is that tone, and was nothing else before. */
static void
expect_tone (CliPeer    *peer,
             const char *line,
             guint       hz)
{
  cli_peer_wait (peer, "tone", "line", line);
  for (guint i = 0; i < peer->events->len; i++)
    {
      SightJson *event = g_ptr_array_index (peer->events, i);

      if (g_strcmp0 (cli_get_text (event, "event"), "tone") == 0 && g_strcmp0 (cli_get_text (event, "line"), line) == 0)
        g_assert_cmpint (ABS (cli_get_number (event, "hz") - hz), <, 10);
    }
}

/* A speaker that plays the call, and music of another program: the music alone is
 * shared.
 */
static void
test_screen_sound (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autoptr(SightSource) monitor = sight_microphone_new ("test_speaker.monitor");
  g_autoptr(CliPeer) far = cli_peer_new (link, "--microphone test:700 --duration 100");
  g_autoptr(CliPeer) shares = cli_peer_new (link, "--speaker test_speaker --screen-sound all --duration 100");
  g_autofree char *out = NULL;
  GSubprocess *music;
  Collector ear;

  collector_init (&ear);
  sight_source_add_taker (monitor, &ear, collector_take);
  wait_for_tone (&ear, TONE, 0.8);
  cli_peer_wait (far, "first-frame", "line", "screen-sound");
  music = player_new ("music", MUSIC, "", "");
  wait_for_tone (&ear, MUSIC, 0.3);
  g_assert_cmpfloat (collector_get_tone (&ear, TONE, 4800), >, 0.3);
  expect_tone (far, "screen-sound", MUSIC);
  expect_tone (shares, "microphone", TONE);
  g_assert_cmpint (cli_run ("devices --json", &out, NULL), ==, 0);
  g_assert_nonnull (strstr (out, "{\"event\":\"player\",\"id\":\"test-cli-devices\",\"name\":\"music\"}"));
  g_assert_null (strstr (out, "\"name\":\"Sightline\""));

  player_stop (music);
  g_assert_cmpint (cli_peer_leave (shares), ==, 0);
  g_assert_cmpint (cli_peer_leave (far), ==, 0);
  expect_tone (far, "screen-sound", MUSIC);
  sight_source_remove_taker (monitor, &ear);
  collector_clear (&ear);
  cli_stop (server);
}

/* A camera that goes and comes back, and one that never was: the call goes on. */
static void
test_camera (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autoptr(CliPeer) shows = NULL;
  g_autoptr(CliPeer) sees = NULL;
  GSubprocess *camera;

  if (!has_cameras ())
    {
      cli_stop (server);
      g_test_skip ("GStreamer's plugin of PipeWire is not installed");
      return;
    }

  sees = cli_peer_new (link, "--camera no_such_camera --microphone test --duration 100");
  shows = cli_peer_new (link, "--camera default --microphone test --duration 100");
  cli_peer_wait (sees, "line-error", "line", "camera");
  cli_peer_wait (shows, "line-error", "line", "camera");
  cli_peer_wait (sees, "first-frame", "line", "microphone");
  cli_peer_mark (shows);
  camera = camera_plug_in ("c_camera", "Camera");
  cli_peer_wait (sees, "first-frame", "line", "camera");
  camera_unplug (camera);
  cli_expect_text (cli_peer_wait (shows, "line-error", NULL, NULL), "line", "camera");
  cli_peer_mark (shows);
  camera = camera_plug_in ("c_camera", "Camera");
  cli_expect_text (cli_peer_wait (shows, "line", NULL, NULL), "line", "camera");
  g_assert_cmpint (cli_peer_leave (shows), ==, 0);
  camera_unplug (camera);
  cli_stop (server);
}

/* A round with servers that are there: what is said into one's microphone comes
 * out of the other's speaker.
 */
static void
expect_voice (void)
{
  g_autoptr(SightSource) monitor = sight_microphone_new ("test_speaker.monitor");
  Collector ear;
  Voice voice;

  collector_init (&ear);
  sight_source_add_taker (monitor, &ear, collector_take);
  voice_init (&voice);
  wait_for_tone (&ear, TONE, 0.8);
  voice_clear (&voice);
  sight_source_remove_taker (monitor, &ear);
  collector_clear (&ear);
}

/* Servers that are started after the program, and again in mid-call. */
static void
test_servers (void)
{
  g_autofree char *url = NULL;
  GSubprocess *server = cli_start_server (&url);
  g_autofree char *link = cli_make_link (url);
  g_autoptr(CliPeer) speaks = NULL;
  g_autoptr(CliPeer) hears = NULL;
  GSubprocess *camera = NULL;

  servers_stop ();
  hears = cli_peer_new (link, "--speaker default --duration 200");
  speaks = cli_peer_new (link, "--microphone default --camera default --speaker none --duration 200");
  cli_peer_wait (speaks, "line-error", "line", "microphone");
  cli_peer_wait (speaks, "line-error", "line", "camera");
  cli_peer_wait (hears, "line-error", "line", "speaker");

  for (guint i = 0; i < 2; i++)
    {
      cli_peer_mark (speaks);
      servers_start ();
      if (has_cameras ())
        {
          camera = camera_plug_in ("g_camera", "Camera");
          cli_expect_text (cli_peer_wait (speaks, "line", "line", "camera"), "source", "the camera “g_camera”");
        }
      expect_voice ();
      if (i > 0)
        break;

      cli_peer_mark (speaks);
      servers_stop ();
      if (camera != NULL)
        {
          cli_peer_wait (speaks, "line", "line", "camera");
          camera_unplug (camera);
        }
      cli_peer_wait (speaks, "line", "line", "microphone");
    }

  g_assert_cmpint (cli_peer_leave (speaks), ==, 0);
  g_assert_cmpint (cli_peer_leave (hears), ==, 0);
  if (camera != NULL)
    camera_unplug (camera);
  cli_stop (server);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  int status;

  const char *sanitizer = g_getenv ("ASAN_OPTIONS");
  g_autofree char *quiet = g_strconcat (sanitizer != NULL ? sanitizer : "", ":detect_leaks=0", NULL);

  if (player_main (&argc, &argv))
    return 0;

  g_test_init (&argc, &argv, NULL);
  /* For the programs that this one starts: they lose the same as it does with
   * every device, and do not know the list of it that stands beside this one.
   */
  g_setenv ("ASAN_OPTIONS", quiet, TRUE);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/e2e/cli-devices/list", test_list);
  g_test_add_func ("/e2e/cli-devices/sound", test_sound);
  g_test_add_func ("/e2e/cli-devices/screen-sound", test_screen_sound);
  g_test_add_func ("/e2e/cli-devices/camera", test_camera);
  g_test_add_func ("/e2e/cli-devices/servers", test_servers);

  status = run_media_tests ();
  servers_clear ();

  return status;
}
