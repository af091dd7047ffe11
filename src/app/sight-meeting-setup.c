/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-meeting-setup.h"

#include "app/sight-call-settings.h"
#include "call/sight-web-socket.h"
#include "media/sight-screen-sound.h"
#include "media/sight-screen.h"
#include "media/sight-test-source.h"
#include "sight-build-config.h"

#define KILO 1000

#define TEST_WIDTH         640
#define TEST_HEIGHT        360
#define TEST_SCREEN_WIDTH  1280
#define TEST_SCREEN_HEIGHT 720
#define TEST_TONE          440
#define TEST_SCREEN_TONE   880

/* Which setting names the device of each kind. */
static const char * const device_keys[] = {
  [SIGHT_DEVICE_CAMERA] = "camera",
  [SIGHT_DEVICE_MICROPHONE] = "microphone",
  [SIGHT_DEVICE_SPEAKER] = "speaker",
};

gboolean
sight_meeting_is_test (void)
{
  return g_strcmp0 (g_getenv ("SIGHT_TEST_SOURCES"), "1") == 0;
}

static SightCodec
get_codec (GSettings *settings)
{
  return settings != NULL ? sight_call_settings_get_codec (settings) : SIGHT_CODEC_VP8;
}

/* What is captured */

static SightSource *
open_test_source (SightLine   line,
                  const char *device,
                  gpointer    data)
{
  switch (line)
    {
    case SIGHT_LINE_CAMERA:
      return sight_test_picture_new (TEST_WIDTH, TEST_HEIGHT, 30);

    case SIGHT_LINE_SCREEN:
      return sight_test_picture_new (TEST_SCREEN_WIDTH, TEST_SCREEN_HEIGHT, 15);

    case SIGHT_LINE_SCREEN_SOUND:
      return sight_test_tone_new (TEST_SCREEN_TONE);

    case SIGHT_LINE_MICROPHONE:
    case SIGHT_N_LINES:
    default:
      return sight_test_tone_new (TEST_TONE);
    }
}

/* The desktop asks for the screen, and what it was answered may be kept. */
static SightSource *
open_source (SightLine   line,
             const char *device,
             gpointer    data)
{
  GSettings *settings = data;
  SightSource *screen;

  if (line != SIGHT_LINE_SCREEN)
    return sight_capture_open_device (line, device);

  screen = sight_screen_new (NULL);
  if (settings != NULL)
    g_settings_bind (settings, "screen-token", screen, "restore-token", G_SETTINGS_BIND_DEFAULT);

  return screen;
}

SightSource *
sight_meeting_setup_open_sound (const char *player)
{
  return sight_meeting_is_test () ? sight_test_tone_new (TEST_SCREEN_TONE) : sight_screen_sound_new (player);
}

static void
update_device (GSettings    *settings,
               const char   *key,
               SightCapture *capture)
{
  g_autofree char *id = settings != NULL ? g_settings_get_string (settings, key) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (device_keys); i++)
    if (g_str_equal (key, device_keys[i]))
      sight_capture_choose (capture, i, id != NULL && *id != '\0' ? id : NULL);
}

static void
follow_devices (SightCapture *capture,
                GSettings    *settings)
{
  for (guint i = 0; i < G_N_ELEMENTS (device_keys); i++)
    {
      g_autofree char *changed = g_strconcat ("changed::", device_keys[i], NULL);

      if (settings != NULL)
        g_signal_connect_object (settings, changed, G_CALLBACK (update_device), capture, 0);
      update_device (settings, device_keys[i], capture);
    }
}

/* A tone is all that these take out. */
static void
follow_test (SightCapture *capture)
{
  g_object_set (sight_capture_get_devices (capture),
                "echo-cancellation", FALSE, "noise-suppression", FALSE, "gain-control", FALSE, NULL);
  sight_capture_choose (capture, SIGHT_DEVICE_MICROPHONE, NULL);
}

static void
follow_sound (SightCapture *capture,
              GSettings    *settings)
{
  static const char * const keys[] = { "echo-cancellation", "noise-suppression", "gain-control" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_bind (settings, keys[i], sight_capture_get_devices (capture), keys[i], G_SETTINGS_BIND_GET);
}

static void
update_most (GSettings    *settings,
             const char   *key,
             SightCapture *capture)
{
  sight_capture_set_most (capture, g_settings_get_uint (settings, key) * KILO);
}

static void
update_screen_mode (GSettings    *settings,
                    const char   *key,
                    SightCapture *capture)
{
  g_autofree char *mode = g_settings_get_string (settings, key);

  sight_capture_set_screen_kind (capture, g_str_equal (mode, "motion") ? SIGHT_LADDER_MOTION : SIGHT_LADDER_TEXT);
}

/* Where sound cannot even be worked on, pictures still can. */
static SightCapture *
make_capture (GSettings *settings)
{
  SightCaptureConfig config = {
    .open = sight_meeting_is_test () ? open_test_source : open_source,
    .data = settings,
    .codec = get_codec (settings),
    .has_devices = TRUE,
    .falls_back = TRUE,
  };
  g_autoptr(GError) error = NULL;
  SightCapture *capture = sight_capture_new (&config, &error);

  if (capture != NULL)
    return capture;

  g_message ("There is no sound: %s", error->message);
  config.has_devices = FALSE;

  return sight_capture_new (&config, NULL);
}

SightCapture *
sight_meeting_setup_capture (GSettings *settings)
{
  SightCapture *capture = make_capture (settings);
  gboolean has_sound = sight_capture_get_devices (capture) != NULL;

  if (settings != NULL && has_sound && !sight_meeting_is_test ())
    follow_sound (capture, settings);
  if (has_sound && sight_meeting_is_test ())
    follow_test (capture);
  else if (has_sound)
    follow_devices (capture, settings);
  if (settings != NULL)
    {
      g_signal_connect_object (settings, "changed::video-bitrate", G_CALLBACK (update_most), capture, 0);
      update_most (settings, "video-bitrate", capture);
      g_signal_connect_object (settings, "changed::screen-mode", G_CALLBACK (update_screen_mode), capture, 0);
      update_screen_mode (settings, "screen-mode", capture);
    }

  return capture;
}

SightCall *
sight_meeting_setup_call (GSettings            *settings,
                          const SightRoomLink  *link,
                          GError              **error)
{
  g_autofree char *url = sight_room_link_get_signal_url (link);
  g_autoptr(SightWebSocket) socket = sight_web_socket_new (url);
  g_autoptr(SightIceConfig) ice = settings != NULL ? sight_call_settings_make_ice (settings) : NULL;
  const SightCallConfig config = {
    .user_agent = "sightline " SIGHT_VERSION,
    .kind = SIGHT_KIND_APP,
    .codecs = SIGHT_VIDEO_CODEC_VP8 | SIGHT_VIDEO_CODEC_H264,
    .preferred = get_codec (settings),
    .relay_only = settings != NULL && g_settings_get_boolean (settings, "relay-only"),
    .ice = ice,
  };

  return sight_call_new (SIGHT_SOCKET (socket), link->code, &config, error);
}
