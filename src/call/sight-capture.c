/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-capture.h"

#include <glib/gi18n-lib.h>

#include "call/sight-device-failure.h"
#include "call/sight-outgoing.h"
#include "call/sight-speaker-choice.h"
#include "media/sight-camera.h"
#include "media/sight-device-monitor.h"
#include "media/sight-microphone.h"

#define CAMERA_WIDTH  1280
#define CAMERA_HEIGHT 720
#define CAMERA_RATE   30
#define N_KINDS       (SIGHT_DEVICE_MICROPHONE + 1)

typedef struct
{
  SightSource *source;    /* NULL where none runs */
  GError      *error;     /* why there is none */
  gboolean     on;
  gboolean     by_devices; /* freed of echo and measured */
  gboolean     fell_back; /* another one than the chosen one runs */
} Line;

typedef struct
{
  gboolean     is_chosen;
  char        *id;        /* NULL: the default */
} Choice;

struct _SightCapture
{
  GObject             parent_instance;

  SightCaptureConfig  config;
  SightOutgoing      *outgoing;
  SightAudioDevices  *devices;             /* NULL where no device is wanted */
  SightSpeakerChoice *speaker;             /* as they */
  SightCall          *call;
  Line                lines[SIGHT_N_LINES];
  Choice              choices[N_KINDS];
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
  SIGNAL_SPEAKER_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightCapture, sight_capture, G_TYPE_OBJECT)

static void
tell_changed (SightCapture *self,
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

static gboolean
is_of_device (SightLine line)
{
  return line == SIGHT_LINE_MICROPHONE || line == SIGHT_LINE_CAMERA;
}

static SightDeviceKind
get_kind (SightLine line)
{
  return line == SIGHT_LINE_CAMERA ? SIGHT_DEVICE_CAMERA : SIGHT_DEVICE_MICROPHONE;
}

static const char *
get_id (SightCapture *self,
        SightLine     line)
{
  return is_of_device (line) ? self->choices[get_kind (line)].id : NULL;
}

/* Also one that is off, where it was chosen: it is measured. */
static gboolean
is_wanted (SightCapture *self,
           SightLine     line)
{
  return self->lines[line].on ||
         (line == SIGHT_LINE_MICROPHONE && self->choices[SIGHT_DEVICE_MICROPHONE].is_chosen);
}

/* Errors */

static GError *
explain_absence (SightCapture *self,
                 SightLine     line)
{
  SightDeviceKind kind = get_kind (line);

  if (self->config.has_devices && kind == SIGHT_DEVICE_MICROPHONE &&
      !(sight_device_monitor_get_servers (sight_device_monitor_get ()) & SIGHT_DEVICE_SERVER_SOUND))
    return sight_device_failure_no_sound ();

  return sight_device_failure_absent (kind, self->choices[kind].id != NULL && !self->config.falls_back);
}

/* Told when the line is as it will be. */
static void
fail_line (SightCapture *self,
           SightLine     line,
           GError       *error)
{
  g_autoptr(GError) told = g_error_copy (error);

  g_clear_error (&self->lines[line].error);
  self->lines[line].error = error;
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, (guint) line, told);
  tell_changed (self, line);
}

/* Sources */

/* Keeps a source open that nobody else may be taking. */
static void
take_nothing (gpointer   line,
              GstSample *sample)
{
}

static void on_source_failed (SightCapture *self,
                              const GError *error,
                              SightSource  *source);
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
  Line *line = &self->lines[which];

  line->source = g_object_ref (source);
  line->by_devices = goes_by_devices (self, which, source);
  g_clear_error (&line->error);
  if (line->by_devices)
    {
      sight_audio_devices_set_microphone (self->devices, source);
      return;
    }

  sight_source_add_taker (source, line, take_nothing);
  g_signal_connect_object (source, "failed", G_CALLBACK (on_source_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "notify::state", G_CALLBACK (on_source_state), self, G_CONNECT_SWAPPED);
}

static void
detach (SightCapture *self,
        Line         *line,
        SightSource  *source,
        gboolean      by_devices)
{
  if (!by_devices)
    {
      g_signal_handlers_disconnect_by_data (source, self);
      sight_source_remove_taker (source, line);
    }
  else if (sight_audio_devices_get_microphone (self->devices) == source)
    sight_audio_devices_set_microphone (self->devices, NULL);
}

/* Others are told of a screen when it was chosen, not while it is. */
static gboolean
may_go_out (const Line *line)
{
  return line->on && line->source != NULL && sight_source_get_state (line->source) != SIGHT_SOURCE_ASKING;
}

/* A line that cannot be encoded is off, and takes nothing with it. */
static void
update_outgoing (SightCapture *self,
                 SightLine     which)
{
  Line *line = &self->lines[which];
  GError *error = NULL;

  if (self->call == NULL || !may_go_out (line))
    sight_outgoing_stop (self->outgoing, which);
  else if (!sight_outgoing_start (self->outgoing, which, line->source, line->by_devices ? self->devices : NULL, &error))
    {
      line->on = FALSE;
      fail_line (self, which, error);
    }
}

/* The new one goes out before the old one goes: others notice nothing. */
static void
change_source (SightCapture *self,
               SightLine     which,
               SightSource  *source)
{
  Line *line = &self->lines[which];
  g_autoptr(SightSource) old = g_steal_pointer (&line->source);
  gboolean by_devices = line->by_devices;

  line->fell_back = FALSE;
  if (source != NULL)
    attach (self, which, source);
  update_outgoing (self, which);
  if (old != NULL)
    detach (self, line, old, by_devices);
}

/* Takes @error: a device that went away between is better called so. */
static GError *
explain_failure (SightCapture *self,
                 SightLine     line,
                 GError       *error)
{
  g_autoptr(SightSource) again = NULL;

  if (!is_of_device (line) || !g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE))
    return error;

  again = self->config.open (line, get_id (self, line), self->config.data);
  if (again != NULL)
    return error;

  g_error_free (error);
  return sight_device_failure_unplugged (get_kind (line));
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

  update_outgoing (self, line);
  tell_changed (self, line);
}

/* What somebody did not want is no failure. */
static void
turn_off (SightCapture *self,
          SightLine     line)
{
  self->lines[line].on = FALSE;
  change_source (self, line, NULL);
  tell_changed (self, line);
}

/* What is no device does not come back. */
static void
on_source_failed (SightCapture *self,
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

  told = explain_failure (self, line, g_error_copy (error));
  change_source (self, line, NULL);
  if (!SIGHT_IS_CAMERA (source) && !SIGHT_IS_MICROPHONE (source))
    self->lines[line].on = FALSE;
  fail_line (self, line, told);
}

/* Devices */

static gboolean
is_ready (SightCapture *self)
{
  return !self->config.has_devices || sight_device_monitor_is_ready (sight_device_monitor_get ());
}

/* One that has just failed is not followed by one that looks elsewhere. */
static gboolean
may_fall_back (SightCapture *self,
               SightLine     line)
{
  const GError *error = self->lines[line].error;

  return self->config.falls_back && get_id (self, line) != NULL &&
         (error == NULL || g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ABSENT));
}

/* Told once, and what was found out before is not told over. */
static void
tell_missing (SightCapture *self,
              SightLine     line)
{
  const GError *error = self->lines[line].error;

  if (!is_ready (self))
    return;
  if (!is_of_device (line))
    {
      self->lines[line].on = FALSE;
      fail_line (self, line, g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ABSENT,
                                                  _("The screen cannot be shared here")));
    }
  else if (error == NULL)
    fail_line (self, line, explain_absence (self, line));
  else if (g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE))
    {
      g_clear_error (&self->lines[line].error);
      self->lines[line].error = sight_device_failure_unplugged (get_kind (line));
      tell_changed (self, line);
    }
}

static void
use_source (SightCapture *self,
            SightLine     line,
            SightSource  *source)
{
  change_source (self, line, source);
  tell_changed (self, line);
  /* One that cannot even be opened. */
  if (sight_source_get_error (source) != NULL)
    on_source_failed (self, sight_source_get_error (source), source);
}

/* What was chosen, or else what may take its place. */
static void
open_line (SightCapture *self,
           SightLine     line)
{
  const char *id = get_id (self, line);
  g_autoptr(SightSource) source = self->config.open (line, id, self->config.data);
  gboolean fell_back = FALSE;

  if (source == NULL && may_fall_back (self, line) && is_ready (self))
    {
      source = self->config.open (line, NULL, self->config.data);
      fell_back = source != NULL;
    }
  if (source != NULL)
    {
      use_source (self, line, source);
      self->lines[line].fell_back = fell_back;
      return;
    }

  change_source (self, line, NULL);
  tell_missing (self, line);
}

static gboolean
is_plugged_in (SightCapture *self,
               SightLine     line)
{
  g_autoptr(SightSource) source = self->config.open (line, get_id (self, line), self->config.data);

  return source != NULL;
}

static void
try_line (SightCapture *self,
          SightLine     line)
{
  if (!is_wanted (self, line) ||
      (self->lines[line].source != NULL && !(self->lines[line].fell_back && is_plugged_in (self, line))))
    return;

  open_line (self, line);
}

/* What is plugged in */

static void
on_microphone_failed (SightCapture *self,
                      const GError *error,
                      gboolean      replaced)
{
  Line *line = &self->lines[SIGHT_LINE_MICROPHONE];
  g_autoptr(SightSource) failed = NULL;

  if (line->source == NULL || !line->by_devices)
    return;
  if (!replaced)
    {
      failed = g_object_ref (line->source);
      on_source_failed (self, error, failed);
      return;
    }

  g_set_object (&line->source, sight_audio_devices_get_microphone (self->devices));
  line->fell_back = TRUE;
  update_outgoing (self, SIGHT_LINE_MICROPHONE);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, (guint) SIGHT_LINE_MICROPHONE, error);
  tell_changed (self, SIGHT_LINE_MICROPHONE);
}

/* Something is plugged in or out, or all that was is known now. */
static void
on_devices_changed (SightCapture *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (is_of_device (i))
      try_line (self, i);
}

static void
on_speaker_failed (SightCapture *self,
                   const GError *error,
                   gboolean      replaced)
{
  g_signal_emit (self, signals[SIGNAL_SPEAKER_FAILED], 0, error, replaced);
}

static gboolean
open_devices (SightCapture  *self,
              GError       **error)
{
  SightDeviceMonitor *monitor;

  self->devices = sight_audio_devices_new (error);
  if (self->devices == NULL)
    return FALSE;

  self->speaker = sight_speaker_choice_new (self->devices, self->config.falls_back);
  g_signal_connect_object (self->speaker, "failed", G_CALLBACK (on_speaker_failed), self, G_CONNECT_SWAPPED);
  monitor = sight_device_monitor_get ();
  g_signal_connect_object (self->devices, "microphone-failed", G_CALLBACK (on_microphone_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "items-changed", G_CALLBACK (on_devices_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "notify::ready", G_CALLBACK (on_devices_changed), self, G_CONNECT_SWAPPED);

  return TRUE;
}

static void
on_outgoing_failed (SightCapture *self,
                    guint         line,
                    const GError *error)
{
  self->lines[line].on = FALSE;
  if (is_wanted (self, line))
    update_outgoing (self, line);
  else
    change_source (self, line, NULL);
  fail_line (self, line, g_error_copy (error));
}

/* GObject */

static void
sight_capture_dispose (GObject *object)
{
  SightCapture *self = SIGHT_CAPTURE (object);

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    change_source (self, i, NULL);
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
  for (guint i = 0; i < N_KINDS; i++)
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

  return !config->has_devices || open_devices (self, error) ? g_steal_pointer (&self) : NULL;
}

SightSource *
sight_capture_open_device (SightLine   line,
                           const char *device)
{
  SightDeviceMonitor *monitor = sight_device_monitor_get ();
  SightDeviceKind kind = get_kind (line);
  g_autoptr(SightDevice) found = NULL;

  if (!is_of_device (line))
    return NULL;

  found = device != NULL ? sight_device_monitor_find (monitor, kind, device) : sight_device_monitor_default (monitor, kind);
  if (found == NULL)
    return NULL;
  if (kind == SIGHT_DEVICE_CAMERA)
    return sight_camera_new (found, CAMERA_WIDTH, CAMERA_HEIGHT, CAMERA_RATE);

  /* The default is followed when it becomes another one. */
  return sight_microphone_new (device);
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
    update_outgoing (self, i);
}

void
sight_capture_close (SightCapture *self)
{
  g_return_if_fail (SIGHT_IS_CAPTURE (self));

  for (guint i = 0; i < N_KINDS; i++)
    self->choices[i].is_chosen = FALSE;
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    sight_capture_set_on (self, i, FALSE);
  change_source (self, SIGHT_LINE_MICROPHONE, NULL);
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
  Line *line;

  g_return_if_fail (SIGHT_IS_CAPTURE (self));
  g_return_if_fail (which < SIGHT_N_LINES);

  line = &self->lines[which];
  if (line->on == on && line->error == NULL)
    return;

  line->on = on;
  if (is_wanted (self, which))
    {
      update_outgoing (self, which);
      tell_changed (self, which);
      try_line (self, which);
      return;
    }

  change_source (self, which, NULL);
  g_clear_error (&line->error);
  tell_changed (self, which);
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
  use_source (self, line, source);
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
  try_line (self, line);
}

static void
choose_line (SightCapture *self,
             SightLine     line)
{
  g_clear_error (&self->lines[line].error);
  if (is_wanted (self, line))
    open_line (self, line);
}

void
sight_capture_choose (SightCapture    *self,
                      SightDeviceKind  kind,
                      const char      *id)
{
  Choice *choice;

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
