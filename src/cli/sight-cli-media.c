/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-media.h"

#include "call/sight-capture.h"

#define KILO 1000

typedef enum
{
  TOLD_OFF,
  TOLD_ASKING,
  TOLD_ON,
} Told;

struct _SightCliMedia
{
  GObject                parent_instance;

  SightCapture          *capture;
  Told                   told[SIGHT_N_LINES];

  /* Borrowed references */
  const SightCliOptions *options;
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

static void
tell_asks (SightCliMedia *self,
           SightLine      line)
{
  SightCliEvent *event = sight_cli_event_new ("line-asks");

  sight_cli_event_text (event, "line", sight_cli_line_name (line));
  sight_cli_event_print (event, &self->options->teller, "%s: choose in the dialog of the desktop what to share",
                         sight_cli_line_name (line));
}

static void
on_changed (SightCliMedia *self,
            guint          line)
{
  SightSource *source = sight_capture_get_source (self->capture, line);
  Told now = source == NULL ? TOLD_OFF
             : sight_source_get_state (source) == SIGHT_SOURCE_ASKING ? TOLD_ASKING : TOLD_ON;

  if (self->told[line] == now)
    return;

  self->told[line] = now;
  if (now == TOLD_ASKING)
    tell_asks (self, line);
  else
    tell_sends (self, line, source);
}

static char *
describe_missing (SightCliMedia *self,
                  SightLine      line)
{
  const SightCliSource *wanted = &self->options->sources[line];

  if (wanted->kind == SIGHT_CLI_SOURCE_DEFAULT)
    return g_strdup_printf ("There is no %s: plug one in, it will be used", sight_cli_line_name (line));

  return g_strdup_printf ("There is no %s called '%s': plug it in, or choose one of 'sightline-cli devices'",
                          sight_cli_line_name (line), wanted->name);
}

static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ABSENT) ||
         g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NO_SOUND);
}

static void
on_failed (SightCliMedia *self,
           guint          line,
           const GError  *error)
{
  g_autofree char *missing = is_missing (error) ? describe_missing (self, line) : NULL;

  tell (self, sight_cli_line_name (line), missing != NULL ? missing : error->message);
  if (sight_capture_get_source (self->capture, line) != NULL)
    tell (self, sight_cli_line_name (line), "the default one took its place");
}

static void
on_speaker_failed (SightCliMedia *self,
                   const GError  *error,
                   gboolean       replaced)
{
  tell (self, "speaker", is_missing (error) ? "There is none that could play: see 'sightline-cli devices'" : error->message);
  if (replaced)
    tell (self, "speaker", "the default one took its place");
}

static SightSource *
open_source (SightLine   line,
             const char *device,
             gpointer    data)
{
  const SightCliOptions *options = data;

  return sight_cli_source_open (&options->sources[line], line);
}

static gboolean
wants_device (const SightCliOptions *options)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (sight_cli_source_is_device (&options->sources[i]))
      return TRUE;

  return sight_cli_options_get_speaker (options) != NULL;
}

static void
choose_speaker (SightCliMedia *self)
{
  const char *wanted = sight_cli_options_get_speaker (self->options);

  if (wanted != NULL)
    sight_capture_choose (self->capture, SIGHT_DEVICE_SPEAKER, g_str_equal (wanted, "default") ? NULL : wanted);
}

static gboolean
open_lines (SightCliMedia  *self,
            GError        **error)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (self->options->sources[i].kind != SIGHT_CLI_SOURCE_NONE)
      {
        if (!sight_capture_prepare (self->capture, i, error))
          return FALSE;
        sight_capture_set_on (self->capture, i, TRUE);
      }

  return TRUE;
}

static void
sight_cli_media_dispose (GObject *object)
{
  SightCliMedia *self = SIGHT_CLI_MEDIA (object);

  if (self->capture != NULL)
    g_signal_handlers_disconnect_by_data (self->capture, self);
  g_clear_object (&self->capture);

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

static gboolean
make_capture (SightCliMedia  *self,
              SightCall      *call,
              GError        **error)
{
  const SightCaptureConfig config = {
    .open = open_source,
    .data = (gpointer) self->options,
    .codec = sight_cli_options_get_codec (self->options),
    .has_devices = wants_device (self->options),
  };

  self->capture = sight_capture_new (&config, error);
  if (self->capture == NULL)
    return FALSE;

  sight_capture_set_most (self->capture, self->options->bitrate * KILO);
  sight_capture_set_screen_kind (self->capture, sight_cli_options_get_screen_kind (self->options));
  sight_capture_set_region (self->capture, &self->options->region);
  sight_capture_set_call (self->capture, call);
  g_signal_connect_object (self->capture, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->capture, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->capture, "speaker-failed", G_CALLBACK (on_speaker_failed), self, G_CONNECT_SWAPPED);

  return TRUE;
}

SightCliMedia *
sight_cli_media_new (const SightCliOptions  *options,
                     SightCall              *call,
                     GError                **error)
{
  g_autoptr(SightCliMedia) self = g_object_new (SIGHT_TYPE_CLI_MEDIA, NULL);

  self->options = options;
  if (!make_capture (self, call, error) || !open_lines (self, error))
    return NULL;

  choose_speaker (self);

  return g_steal_pointer (&self);
}

void
sight_cli_media_set_source (SightCliMedia *self,
                            SightLine      line,
                            SightSource   *source)
{
  sight_capture_set_source (self->capture, line, source);
}

SightSink *
sight_cli_media_add_stream (SightCliMedia *self)
{
  if (sight_cli_options_get_speaker (self->options) == NULL)
    return NULL;

  return SIGHT_SINK (sight_audio_devices_add_stream (sight_capture_get_devices (self->capture)));
}

void
sight_cli_media_remove_stream (SightCliMedia *self,
                               SightSink     *stream)
{
  sight_audio_devices_remove_stream (sight_capture_get_devices (self->capture), SIGHT_SOUND_STREAM (stream));
}
