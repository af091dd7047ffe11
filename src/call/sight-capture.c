/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-capture-private.h"
#include "media/sight-camera.h"
#include "media/sight-microphone.h"

enum {
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
  SIGNAL_SPEAKER_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightCapture, sight_capture, G_TYPE_OBJECT)

void
sight_capture_tell_changed (SightCapture *self,
                            SightLine     line)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (guint) line);
}

static SightLine
find_line (SightCapture *self,
           SightSource  *source)
{
  SightLine line = 0;

  while (line < SIGHT_N_LINES && self->lines[line].source != source)
    line++;

  return line;
}

gboolean
sight_capture_is_wanted (SightCapture *self,
                         SightLine     line)
{
  return self->lines[line].on ||
         (line == SIGHT_LINE_MICROPHONE && self->choices[SIGHT_DEVICE_MICROPHONE].is_chosen);
}

void
sight_capture_fail_line (SightCapture *self,
                         SightLine     line,
                         GError       *error)
{
  g_autoptr(GError) told = g_error_copy (error);

  g_clear_error (&self->lines[line].error);
  self->lines[line].error = error;
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, (guint) line, told);
  sight_capture_tell_changed (self, line);
}

void
sight_capture_tell_replaced (SightCapture *self,
                             SightLine     line,
                             const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, (guint) line, error);
  sight_capture_tell_changed (self, line);
}

void
sight_capture_tell_speaker (SightCapture *self,
                            const GError *error,
                            gboolean      replaced)
{
  g_signal_emit (self, signals[SIGNAL_SPEAKER_FAILED], 0, error, replaced);
}

/* Sources */

/* Keeps a source open that nobody else may be taking. */
static void
take_nothing (gpointer   line,
              GstSample *sample)
{
}

static void on_source_state  (SightCapture *self,
                              GParamSpec   *pspec,
                              SightSource  *source);

/* A microphone passes through what takes the echo out of it; what takes its
 * place where it is to be measured does as well.
 */
static gboolean
goes_by_devices (SightCapture *self,
                 SightLine     line,
                 SightSource  *source)
{
  return line == SIGHT_LINE_MICROPHONE && self->devices != NULL &&
         (SIGHT_IS_MICROPHONE (source) || self->choices[SIGHT_DEVICE_MICROPHONE].is_chosen);
}

static void
attach (SightCapture *self,
        SightLine     which,
        SightSource  *source)
{
  SightCaptureLine *line = &self->lines[which];

  line->source = g_object_ref (source);
  line->by_devices = goes_by_devices (self, which, source);
  g_clear_error (&line->error);
  if (line->by_devices)
    {
      sight_audio_devices_set_microphone (self->devices, source);
      return;
    }

  sight_source_add_taker (source, line, take_nothing);
  g_signal_connect_object (source, "failed", G_CALLBACK (sight_capture_on_source_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "notify::state", G_CALLBACK (on_source_state), self, G_CONNECT_SWAPPED);
}

static void
detach (SightCapture     *self,
        SightCaptureLine *line,
        SightSource      *source,
        gboolean          by_devices)
{
  if (!by_devices)
    {
      g_signal_handlers_disconnect_by_data (source, self);
      sight_source_remove_taker (source, line);
    }
  else if (sight_audio_devices_get_microphone (self->devices) == source)
    sight_audio_devices_set_microphone (self->devices, NULL);
}

/* Others are told of a screen when it was chosen, not while it is; and of a
 * microphone that something comes from.
 */
static gboolean
may_go_out (const SightCaptureLine *line)
{
  return line->on && line->source != NULL && sight_source_get_state (line->source) != SIGHT_SOURCE_ASKING &&
         !g_error_matches (line->error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MUTED);
}

/* A line that cannot be encoded is off, and takes nothing with it. */
void
sight_capture_update_outgoing (SightCapture *self,
                               SightLine     which)
{
  SightCaptureLine *line = &self->lines[which];
  GError *error = NULL;

  if (self->call == NULL || !may_go_out (line))
    sight_outgoing_stop (self->outgoing, which);
  else if (!sight_outgoing_start (self->outgoing, which, line->source, line->by_devices ? self->devices : NULL, &error))
    {
      line->on = FALSE;
      sight_capture_fail_line (self, which, error);
    }
}

/* The new one goes out before the old one goes: others notice nothing. */
void
sight_capture_change_source (SightCapture *self,
                             SightLine     which,
                             SightSource  *source)
{
  SightCaptureLine *line = &self->lines[which];
  g_autoptr(SightSource) old = g_steal_pointer (&line->source);
  gboolean by_devices = line->by_devices;

  line->fell_back = FALSE;
  if (source != NULL)
    attach (self, which, source);
  sight_capture_update_outgoing (self, which);
  if (old != NULL)
    detach (self, line, old, by_devices);
}

/* Somebody was asked and has answered. */
static void
on_source_state (SightCapture *self,
                 GParamSpec   *pspec,
                 SightSource  *source)
{
  SightLine line = find_line (self, source);

  if (line == SIGHT_N_LINES || sight_source_get_state (source) != SIGHT_SOURCE_STARTING)
    return;

  sight_capture_update_outgoing (self, line);
  sight_capture_tell_changed (self, line);
}

/* What somebody did not want is no failure. */
static void
turn_off (SightCapture *self,
          SightLine     line)
{
  self->lines[line].on = FALSE;
  sight_capture_change_source (self, line, NULL);
  sight_capture_tell_changed (self, line);
}

/* What is no device does not come back. */
void
sight_capture_on_source_failed (SightCapture *self,
                                const GError *error,
                                SightSource  *source)
{
  SightLine line = find_line (self, source);
  GError *told;

  if (line == SIGHT_N_LINES)
    return;
  if (g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_CANCELLED))
    {
      turn_off (self, line);
      return;
    }

  told = sight_capture_explain_failure (self, line, g_error_copy (error));
  sight_capture_change_source (self, line, NULL);
  if (!SIGHT_IS_CAMERA (source) && !SIGHT_IS_MICROPHONE (source))
    self->lines[line].on = FALSE;
  sight_capture_fail_line (self, line, told);
  sight_capture_attempt_later (self, line);
}

void
sight_capture_use_source (SightCapture *self,
                          SightLine     line,
                          SightSource  *source)
{
  sight_capture_change_source (self, line, source);
  sight_capture_tell_changed (self, line);
  /* One that cannot even be opened. */
  if (sight_source_get_error (source) != NULL)
    sight_capture_on_source_failed (self, sight_source_get_error (source), source);
  sight_capture_follow_microphone (self);
}

static void
on_outgoing_failed (SightCapture *self,
                    guint         line,
                    const GError *error)
{
  self->lines[line].on = FALSE;
  if (sight_capture_is_wanted (self, line))
    sight_capture_update_outgoing (self, line);
  else
    sight_capture_change_source (self, line, NULL);
  sight_capture_fail_line (self, line, g_error_copy (error));
}

/* GObject */

static void
sight_capture_dispose (GObject *object)
{
  SightCapture *self = SIGHT_CAPTURE (object);

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      sight_capture_leave_line (self, i);
      sight_capture_change_source (self, i, NULL);
    }
  if (self->outgoing != NULL)
    sight_outgoing_set_call (self->outgoing, NULL);
  g_clear_object (&self->speaker);
  g_clear_object (&self->devices);
  g_clear_object (&self->call);

  G_OBJECT_CLASS (sight_capture_parent_class)->dispose (object);
}

static void
sight_capture_finalize (GObject *object)
{
  SightCapture *self = SIGHT_CAPTURE (object);

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    g_clear_error (&self->lines[i].error);
  for (guint i = 0; i < SIGHT_CAPTURE_KINDS; i++)
    g_free (self->choices[i].id);
  g_clear_object (&self->outgoing);

  G_OBJECT_CLASS (sight_capture_parent_class)->finalize (object);
}

static void
sight_capture_class_init (SightCaptureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sight_capture_dispose;
  object_class->finalize = sight_capture_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SIGHT_TYPE_CAPTURE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", SIGHT_TYPE_CAPTURE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
  signals[SIGNAL_SPEAKER_FAILED] = g_signal_new ("speaker-failed", SIGHT_TYPE_CAPTURE, G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_ERROR, G_TYPE_BOOLEAN);
}

static void
sight_capture_init (SightCapture *self)
{
}

static SightSource *
open_device (SightLine   line,
             const char *device,
             gpointer    data)
{
  return sight_capture_open_device (line, device);
}

SightCapture *
sight_capture_new (const SightCaptureConfig  *config,
                   GError                   **error)
{
  g_autoptr(SightCapture) self = g_object_new (SIGHT_TYPE_CAPTURE, NULL);

  self->config = *config;
  if (self->config.open == NULL)
    self->config.open = open_device;
  self->outgoing = sight_outgoing_new (config->codec);
  g_signal_connect_object (self->outgoing, "failed", G_CALLBACK (on_outgoing_failed), self, G_CONNECT_SWAPPED);

  return !config->has_devices || sight_capture_open_devices (self, error) ? g_steal_pointer (&self) : NULL;
}

/* What the program wants */

void
sight_capture_set_call (SightCapture *self,
                        SightCall    *call)
{
  g_return_if_fail (SIGHT_IS_CAPTURE (self));

  g_set_object (&self->call, call);
  sight_outgoing_set_call (self->outgoing, call);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    sight_capture_update_outgoing (self, i);
}

void
sight_capture_close (SightCapture *self)
{
  g_return_if_fail (SIGHT_IS_CAPTURE (self));

  for (guint i = 0; i < SIGHT_CAPTURE_KINDS; i++)
    self->choices[i].is_chosen = FALSE;
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    sight_capture_set_on (self, i, FALSE);
  sight_capture_change_source (self, SIGHT_LINE_MICROPHONE, NULL);
  sight_capture_set_call (self, NULL);
  if (self->speaker != NULL)
    sight_speaker_choice_close (self->speaker);
}

void
sight_capture_set_most (SightCapture *self,
                        guint         bitrate)
{
  g_return_if_fail (SIGHT_IS_CAPTURE (self));

  sight_outgoing_set_most (self->outgoing, bitrate);
}

void
sight_capture_set_screen_kind (SightCapture    *self,
                               SightLadderKind  kind)
{
  g_return_if_fail (SIGHT_IS_CAPTURE (self));

  sight_outgoing_set_screen_kind (self->outgoing, kind);
}

void
sight_capture_set_region (SightCapture      *self,
                          const SightRegion *region)
{
  g_return_if_fail (SIGHT_IS_CAPTURE (self));

  sight_outgoing_set_region (self->outgoing, region);
}

gboolean
sight_capture_prepare (SightCapture  *self,
                       SightLine      line,
                       GError       **error)
{
  g_return_val_if_fail (SIGHT_IS_CAPTURE (self), FALSE);

  return sight_outgoing_prepare (self->outgoing, line, error);
}

void
sight_capture_set_on (SightCapture *self,
                      SightLine     which,
                      gboolean      on)
{
  SightCaptureLine *line;

  g_return_if_fail (SIGHT_IS_CAPTURE (self));
  g_return_if_fail (which < SIGHT_N_LINES);

  line = &self->lines[which];
  if (line->on == on && line->error == NULL)
    return;

  /* Who turns on what should be on wants another try. */
  if (line->on && on)
    g_clear_error (&line->error);
  line->on = on;
  if (sight_capture_is_wanted (self, which))
    {
      sight_capture_update_outgoing (self, which);
      sight_capture_tell_changed (self, which);
      sight_capture_try_line (self, which);
      sight_capture_follow_microphone (self);
      return;
    }

  sight_capture_leave_line (self, which);
  sight_capture_change_source (self, which, NULL);
  g_clear_error (&line->error);
  sight_capture_tell_changed (self, which);
}

gboolean
sight_capture_is_on (SightCapture *self,
                     SightLine     line)
{
  g_return_val_if_fail (SIGHT_IS_CAPTURE (self), FALSE);

  return self->lines[line].on;
}

void
sight_capture_set_source (SightCapture *self,
                          SightLine     line,
                          SightSource  *source)
{
  g_return_if_fail (SIGHT_IS_CAPTURE (self));
  g_return_if_fail (line < SIGHT_N_LINES);

  if (source == NULL)
    {
      sight_capture_set_on (self, line, FALSE);
      return;
    }
  if (self->lines[line].source == source)
    return;

  self->lines[line].on = TRUE;
  sight_capture_use_source (self, line, source);
}

SightSource *
sight_capture_get_source (SightCapture *self,
                          SightLine     line)
{
  g_return_val_if_fail (SIGHT_IS_CAPTURE (self), NULL);

  return self->lines[line].source;
}

const GError *
sight_capture_get_error (SightCapture *self,
                         SightLine     line)
{
  g_return_val_if_fail (SIGHT_IS_CAPTURE (self), NULL);

  return self->lines[line].error;
}

void
sight_capture_retry (SightCapture *self,
                     SightLine     line)
{
  g_return_if_fail (SIGHT_IS_CAPTURE (self));

  g_clear_error (&self->lines[line].error);
  sight_capture_try_line (self, line);
}

static void
choose_line (SightCapture *self,
             SightLine     line)
{
  g_clear_error (&self->lines[line].error);
  if (sight_capture_is_wanted (self, line))
    sight_capture_open_line (self, line);
}

void
sight_capture_choose (SightCapture    *self,
                      SightDeviceKind  kind,
                      const char      *id)
{
  SightCaptureChoice *choice;

  g_return_if_fail (SIGHT_IS_CAPTURE (self));
  g_return_if_fail (kind != SIGHT_DEVICE_SPEAKER || self->speaker != NULL);

  if (kind == SIGHT_DEVICE_SPEAKER)
    {
      sight_speaker_choice_set (self->speaker, id);
      return;
    }

  choice = &self->choices[kind];
  if (choice->is_chosen && g_strcmp0 (choice->id, id) == 0)
    return;

  choice->is_chosen = TRUE;
  g_free (choice->id);
  choice->id = g_strdup (id);
  choose_line (self, kind == SIGHT_DEVICE_CAMERA ? SIGHT_LINE_CAMERA : SIGHT_LINE_MICROPHONE);
}

const char *
sight_capture_get_chosen (SightCapture    *self,
                          SightDeviceKind  kind)
{
  g_return_val_if_fail (SIGHT_IS_CAPTURE (self), NULL);

  if (kind != SIGHT_DEVICE_SPEAKER)
    return self->choices[kind].id;

  return self->speaker != NULL ? sight_speaker_choice_get (self->speaker) : NULL;
}

const GError *
sight_capture_get_speaker_error (SightCapture *self)
{
  g_return_val_if_fail (SIGHT_IS_CAPTURE (self), NULL);

  return self->speaker != NULL ? sight_speaker_choice_get_error (self->speaker) : NULL;
}

SightAudioDevices *
sight_capture_get_devices (SightCapture *self)
{
  g_return_val_if_fail (SIGHT_IS_CAPTURE (self), NULL);

  return self->devices;
}
