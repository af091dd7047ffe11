/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-media.h"

#include "call/sight-call-error.h"
#include "call/sight-call-quality.h"
#include "media/sight-audio-devices.h"
#include "media/sight-audio-encoder.h"
#include "media/sight-device-monitor.h"
#include "media/sight-microphone.h"
#include "media/sight-video-encoder.h"

#define KILO 1000

struct _SightCliMedia
{
  GObject                parent_instance;

  SightCallQuality      *quality;
  SightVideoEncoder     *video[SIGHT_N_LINES];
  SightVideoEncoder     *small;                  /* the camera's pictures, for narrow paths */
  SightAudioEncoder     *audio[SIGHT_N_LINES];
  SightSource           *sources[SIGHT_N_LINES]; /* NULL where nothing is sent now */
  gboolean               missing[SIGHT_N_LINES]; /* a device, and that was told */
  SightAudioDevices     *devices;                /* NULL where no device is wanted */
  gboolean               speaker_is_open;

  /* Borrowed references */
  const SightCliOptions *options;
  SightCall             *call;
};

G_DEFINE_FINAL_TYPE (SightCliMedia, sight_cli_media, G_TYPE_OBJECT)

static void
tell (SightCliMedia *self,
      const char    *line,
      const char    *reason)
{
  SightCliEvent *event = sight_cli_event_new ("line-error");

  sight_cli_event_text (event, "line", line);
  sight_cli_event_text (event, "reason", reason);
  sight_cli_event_print (event, &self->options->teller, "%s: %s", line, reason);
}

/* That a camera or a microphone is on is never left unsaid. */
static void
tell_sends (SightCliMedia *self,
            SightLine      line,
            SightSource   *source)
{
  SightCliEvent *event = sight_cli_event_new ("line");
  const char *label = source != NULL ? sight_source_get_label (source) : NULL;

  sight_cli_event_text (event, "line", sight_cli_line_name (line));
  sight_cli_event_flag (event, "on", source != NULL);
  if (label != NULL)
    sight_cli_event_text (event, "source", label);
  sight_cli_event_print (event, &self->options->teller, "%s: %s%s", sight_cli_line_name (line),
                         source != NULL ? "on, from " : "off", label != NULL ? label : "");
}

static SightLine
find_line (gpointer    *objects,
           gconstpointer object)
{
  SightLine line = 0;

  while (line < SIGHT_N_LINES - 1 && objects[line] != object)
    line++;

  return line;
}

/* Encoders */

static void
on_video_failed (SightCliMedia *self,
                 const GError  *error,
                 gpointer       encoder)
{
  SightLine line = encoder == self->small ? SIGHT_LINE_CAMERA : find_line ((gpointer *) self->video, encoder);

  tell (self, sight_cli_line_name (line), error->message);
  sight_cli_media_set_source (self, line, NULL);
}

static void
on_audio_failed (SightCliMedia *self,
                 const GError  *error,
                 gpointer       encoder)
{
  SightLine line = find_line ((gpointer *) self->audio, encoder);

  tell (self, sight_cli_line_name (line), error->message);
  sight_cli_media_set_source (self, line, NULL);
}

static SightVideoEncoder *
make_encoder_of (SightLine    line,
                 SightCodec   codec,
                 GError     **error)
{
  const SightVideoCodec *found = sight_video_codec_find (codec);
  SightPictureKind kind = line == SIGHT_LINE_CAMERA ? SIGHT_PICTURE_CAMERA : SIGHT_PICTURE_SCREEN;

  if (found != NULL)
    return sight_video_encoder_new (found, kind, error);

  g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, "There is no encoder for %s here",
               sight_codec_to_name (codec));

  return NULL;
}

/* VP8 is what everyone shows. */
static SightVideoEncoder *
make_video_encoder (SightCliMedia  *self,
                    SightLine       line,
                    GError        **error)
{
  SightCodec codec = sight_cli_options_get_codec (self->options);
  g_autoptr(SightVideoEncoder) encoder = make_encoder_of (line, codec, error);
  g_autoptr(SightVideoEncoder) alternative = NULL;

  if (encoder == NULL)
    return NULL;
  if (codec != SIGHT_CODEC_VP8)
    {
      alternative = make_encoder_of (line, SIGHT_CODEC_VP8, error);
      if (alternative == NULL)
        return NULL;
      sight_video_encoder_set_alternative (encoder, alternative);
    }
  g_signal_connect_object (encoder, "failed", G_CALLBACK (on_video_failed), self, G_CONNECT_SWAPPED);

  return g_steal_pointer (&encoder);
}

static gboolean
make_video_encoders (SightCliMedia  *self,
                     SightLine       line,
                     GError        **error)
{
  if (line == SIGHT_LINE_CAMERA && self->small == NULL &&
      (self->small = make_video_encoder (self, line, error)) == NULL)
    return FALSE;

  self->video[line] = make_video_encoder (self, line, error);

  return self->video[line] != NULL;
}

static gboolean
make_audio_encoder (SightCliMedia  *self,
                    SightLine       line,
                    GError        **error)
{
  self->audio[line] = sight_audio_encoder_new (line == SIGHT_LINE_MICROPHONE ? SIGHT_SOUND_VOICE : SIGHT_SOUND_SCREEN, error);
  if (self->audio[line] == NULL)
    return FALSE;

  g_signal_connect_object (self->audio[line], "failed", G_CALLBACK (on_audio_failed), self, G_CONNECT_SWAPPED);

  return TRUE;
}

static gboolean
ensure_encoder (SightCliMedia  *self,
                SightLine       line,
                GError        **error)
{
  if (self->video[line] != NULL || self->audio[line] != NULL)
    return TRUE;

  return sight_cli_line_is_picture (line) ? make_video_encoders (self, line, error) : make_audio_encoder (self, line, error);
}

/* Sources */

static void
on_source_failed (SightCliMedia *self,
                  const GError  *error,
                  gpointer       source)
{
  SightLine line = find_line ((gpointer *) self->sources, source);

  tell (self, sight_cli_line_name (line), error->message);
  sight_cli_media_set_source (self, line, NULL);
}

/* Microphones pass through what takes the echo out of them; others do not need it. */
static void
take_sound (SightCliMedia *self,
            SightLine      line,
            SightSource   *source)
{
  SightAudioEncoder *encoder = self->audio[line];

  if (SIGHT_IS_MICROPHONE (source))
    {
      sight_audio_devices_add_taker (self->devices, encoder, sight_audio_encoder_take);
      sight_audio_devices_set_microphone (self->devices, source);
    }
  else
    sight_source_add_taker (source, encoder, sight_audio_encoder_take);
}

static void
drop_sound (SightCliMedia *self,
            SightLine      line,
            SightSource   *source)
{
  SightAudioEncoder *encoder = self->audio[line];

  if (SIGHT_IS_MICROPHONE (source))
    {
      sight_audio_devices_set_microphone (self->devices, NULL);
      sight_audio_devices_remove_taker (self->devices, encoder);
    }
  else
    sight_source_remove_taker (source, encoder);
}

/* What makes the encoders of a line follow the paths; they may be %NULL. */
static void
set_quality (SightCliMedia     *self,
             SightLine          line,
             SightVideoEncoder *video,
             SightAudioEncoder *audio)
{
  if (line == SIGHT_LINE_CAMERA)
    sight_call_quality_set_camera (self->quality, video, video != NULL ? self->small : NULL);
  else if (line == SIGHT_LINE_SCREEN)
    sight_call_quality_set_screen (self->quality, video, SIGHT_LADDER_TEXT);
  else
    sight_call_quality_set_sound (self->quality, line, audio);
}

static void
set_picture_source (SightCliMedia *self,
                    SightLine      line,
                    SightSource   *source)
{
  sight_video_encoder_set_source (self->video[line], source);
  if (line == SIGHT_LINE_CAMERA)
    sight_video_encoder_set_source (self->small, source);
}

/* False where there was none. */
static gboolean
drop_source (SightCliMedia *self,
             SightLine      line)
{
  g_autoptr(SightSource) source = g_steal_pointer (&self->sources[line]);

  if (source == NULL)
    return FALSE;

  g_signal_handlers_disconnect_by_data (source, self);
  sight_call_set_feed (self->call, line, NULL);
  set_quality (self, line, NULL, NULL);
  if (self->video[line] != NULL)
    set_picture_source (self, line, NULL);
  else
    drop_sound (self, line, source);

  return TRUE;
}

/* That a microphone fails is told by what it passes through. */
static void
take_source (SightCliMedia *self,
             SightLine      line,
             SightSource   *source)
{
  self->sources[line] = g_object_ref (source);
  if (!SIGHT_IS_MICROPHONE (source))
    g_signal_connect_object (source, "failed", G_CALLBACK (on_source_failed), self, G_CONNECT_SWAPPED);

  set_quality (self, line, self->video[line], self->audio[line]);
  if (self->video[line] != NULL)
    {
      set_picture_source (self, line, source);
      sight_call_set_feed (self->call, line, sight_video_encoder_get_feed (self->video[line]));
    }
  else
    {
      take_sound (self, line, source);
      sight_call_set_feed (self->call, line, sight_audio_encoder_get_feed (self->audio[line]));
    }
}

gboolean
sight_cli_media_set_source (SightCliMedia *self,
                            SightLine      line,
                            SightSource   *source)
{
  g_autoptr(GError) error = NULL;

  if (self->sources[line] == source)
    return TRUE;

  if (drop_source (self, line) && source == NULL)
    tell_sends (self, line, NULL);
  if (source == NULL)
    return TRUE;
  if (!ensure_encoder (self, line, &error))
    {
      tell (self, sight_cli_line_name (line), error->message);
      return FALSE;
    }

  tell_sends (self, line, source);
  take_source (self, line, source);
  /* One that cannot even be opened has said so already. */
  if (sight_source_get_error (source) != NULL)
    on_source_failed (self, sight_source_get_error (source), source);

  return TRUE;
}

/* Devices */

static void
on_microphone_failed (SightCliMedia *self,
                      const GError  *error,
                      gboolean       replaced)
{
  SightSource *next = sight_audio_devices_get_microphone (self->devices);

  tell (self, sight_cli_line_name (SIGHT_LINE_MICROPHONE), error->message);
  if (replaced)
    {
      g_set_object (&self->sources[SIGHT_LINE_MICROPHONE], next);
      tell (self, sight_cli_line_name (SIGHT_LINE_MICROPHONE), "the default one took its place");
    }
  else
    sight_cli_media_set_source (self, SIGHT_LINE_MICROPHONE, NULL);
}

static void
on_speaker_failed (SightCliMedia *self,
                   const GError  *error,
                   gboolean       replaced)
{
  tell (self, "speaker", error->message);
  self->speaker_is_open = replaced;
  if (replaced)
    tell (self, "speaker", "the default one took its place");
}

static void
tell_missing (SightCliMedia *self,
              SightLine      line)
{
  const SightCliSource *wanted = &self->options->sources[line];
  g_autofree char *reason =
    wanted->kind == SIGHT_CLI_SOURCE_DEFAULT
    ? g_strdup_printf ("There is no %s: plug one in, it will be used", sight_cli_line_name (line))
    : g_strdup_printf ("There is no %s called '%s': plug it in, or choose one of 'sightline-cli devices'",
                       sight_cli_line_name (line), wanted->name);

  self->missing[line] = TRUE;
  tell (self, sight_cli_line_name (line), reason);
}

static void
try_line (SightCliMedia *self,
          SightLine      line)
{
  const SightCliSource *wanted = &self->options->sources[line];
  g_autoptr(SightSource) source = NULL;

  if (self->sources[line] != NULL || wanted->kind == SIGHT_CLI_SOURCE_NONE)
    return;

  source = sight_cli_source_open (wanted, line);
  if (source != NULL)
    sight_cli_media_set_source (self, line, source);
  else if (!self->missing[line] && sight_device_monitor_is_ready (sight_device_monitor_get ()))
    tell_missing (self, line);
}

static void
try_speaker (SightCliMedia *self)
{
  const char *wanted = sight_cli_options_get_speaker (self->options);
  gboolean is_default = g_strcmp0 (wanted, "default") == 0;
  g_autoptr(SightDevice) device = NULL;

  if (wanted == NULL || self->speaker_is_open)
    return;
  device = is_default ? sight_device_monitor_default (sight_device_monitor_get (), SIGHT_DEVICE_SPEAKER)
                      : sight_device_monitor_find (sight_device_monitor_get (), SIGHT_DEVICE_SPEAKER, wanted);
  if (device == NULL)
    return;

  self->speaker_is_open = TRUE;
  sight_audio_devices_open_speaker (self->devices, is_default ? NULL : wanted);
}

/* Something is plugged in, or all that was is known now. */
static void
on_devices_changed (SightCliMedia *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (sight_cli_source_is_device (&self->options->sources[i]))
      try_line (self, i);

  try_speaker (self);
}

static void
on_devices_ready (SightCliMedia *self)
{
  on_devices_changed (self);
  if (sight_cli_options_get_speaker (self->options) != NULL && !self->speaker_is_open)
    tell (self, "speaker", "There is none that could play: see 'sightline-cli devices'");
}

static gboolean
wants_device (SightCliMedia *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (sight_cli_source_is_device (&self->options->sources[i]))
      return TRUE;

  return sight_cli_options_get_speaker (self->options) != NULL;
}

static gboolean
open_devices (SightCliMedia  *self,
              GError        **error)
{
  SightDeviceMonitor *monitor;

  if (!wants_device (self))
    return TRUE;

  self->devices = sight_audio_devices_new (error);
  if (self->devices == NULL)
    return FALSE;

  monitor = sight_device_monitor_get ();
  g_signal_connect_object (self->devices, "microphone-failed", G_CALLBACK (on_microphone_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->devices, "speaker-failed", G_CALLBACK (on_speaker_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "items-changed", G_CALLBACK (on_devices_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "notify::ready", G_CALLBACK (on_devices_ready), self, G_CONNECT_SWAPPED);
  if (sight_device_monitor_is_ready (monitor))
    on_devices_ready (self);

  return TRUE;
}

static gboolean
open_lines (SightCliMedia  *self,
            GError        **error)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (self->options->sources[i].kind != SIGHT_CLI_SOURCE_NONE)
      {
        if (!ensure_encoder (self, i, error))
          return FALSE;
        if (!sight_cli_source_is_device (&self->options->sources[i]))
          try_line (self, i);
      }

  return TRUE;
}

static void
sight_cli_media_dispose (GObject *object)
{
  SightCliMedia *self = SIGHT_CLI_MEDIA (object);

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      drop_source (self, i);
      g_clear_object (&self->video[i]);
      g_clear_object (&self->audio[i]);
    }
  g_clear_object (&self->small);
  g_clear_object (&self->quality);
  g_clear_object (&self->devices);

  G_OBJECT_CLASS (sight_cli_media_parent_class)->dispose (object);
}

static void
sight_cli_media_class_init (SightCliMediaClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_cli_media_dispose;
}

static void
sight_cli_media_init (SightCliMedia *self)
{
}

SightCliMedia *
sight_cli_media_new (const SightCliOptions  *options,
                     SightCall              *call,
                     GError                **error)
{
  g_autoptr(SightCliMedia) self = g_object_new (SIGHT_TYPE_CLI_MEDIA, NULL);

  self->options = options;
  self->call = call;
  self->quality = sight_call_quality_new (call);
  sight_call_quality_set_most (self->quality, options->bitrate * KILO);

  return open_lines (self, error) && open_devices (self, error) ? g_steal_pointer (&self) : NULL;
}

SightSink *
sight_cli_media_add_stream (SightCliMedia *self)
{
  if (sight_cli_options_get_speaker (self->options) == NULL)
    return NULL;

  return SIGHT_SINK (sight_audio_devices_add_stream (self->devices));
}

void
sight_cli_media_remove_stream (SightCliMedia *self,
                               SightSink     *stream)
{
  sight_audio_devices_remove_stream (self->devices, SIGHT_SOUND_STREAM (stream));
}
