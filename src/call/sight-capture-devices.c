/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include <glib/gi18n-lib.h>

#include "call/sight-capture-private.h"
#include "call/sight-device-failure.h"
#include "media/sight-camera-access.h"
#include "media/sight-camera.h"
#include "media/sight-device-monitor.h"
#include "media/sight-microphone.h"

/* A device that was just plugged in may not be ready yet. */
#define ATTEMPT_SECONDS 2
#define ATTEMPTS_MAX    3

#define CAMERA_WIDTH  1280
#define CAMERA_HEIGHT 720
#define CAMERA_RATE   30

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

/* Errors */

static gboolean
has_sound_server (void)
{
  return (sight_device_monitor_get_servers (sight_device_monitor_get ()) & SIGHT_DEVICE_SERVER_SOUND) != 0;
}

static GError *
explain_absence (SightCapture *self,
                 SightLine     line)
{
  SightDeviceKind kind = get_kind (line);

  if (self->config.has_devices && kind == SIGHT_DEVICE_MICROPHONE && !has_sound_server ())
    return sight_device_failure_no_sound ();

  return sight_device_failure_absent (kind, self->choices[kind].id != NULL && !self->config.falls_back);
}

/* What was there is not any more. */
static GError *
explain_loss (SightCapture *self,
              SightLine     line)
{
  SightDeviceKind kind = get_kind (line);

  if (self->config.has_devices && kind == SIGHT_DEVICE_MICROPHONE && !has_sound_server ())
    return sight_device_failure_no_sound ();

  return sight_device_failure_unplugged (kind);
}

GError *
sight_capture_explain_failure (SightCapture *self,
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
  return explain_loss (self, line);
}

/* Lines */

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

/* The desktop has a say in cameras, and is asked when one is wanted. Who said no
 * is not asked over because something was plugged in.
 */
static gboolean
has_to_ask (SightCapture *self,
            SightLine     line)
{
  return line == SIGHT_LINE_CAMERA && self->config.has_devices && sight_camera_access_is_needed (sight_camera_access_get ());
}

static void
ask (SightCapture *self)
{
  self->asks = TRUE;
  sight_camera_access_ask (sight_camera_access_get ());
}

static void
on_access_answered (SightCapture *self,
                    const GError *error)
{
  SightCaptureLine *camera = &self->lines[SIGHT_LINE_CAMERA];

  self->asks = FALSE;
  if (!camera->on || camera->source != NULL)
    return;

  if (error == NULL)
    {
      g_clear_error (&camera->error);
      sight_capture_try_line (self, SIGHT_LINE_CAMERA);
    }
  else
    {
      sight_capture_fail_line (self, SIGHT_LINE_CAMERA,
                               g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ABSENT)
                                 ? explain_absence (self, SIGHT_LINE_CAMERA) : g_error_copy (error));
    }
}

void
sight_capture_leave_line (SightCapture *self,
                          SightLine     line)
{
  g_clear_handle_id (&self->lines[line].attempt, g_source_remove);
  if (line != SIGHT_LINE_CAMERA || !self->asks)
    return;

  self->asks = FALSE;
  sight_camera_access_withdraw (sight_camera_access_get ());
}

/* Told once, and what was found out before is not told over. */
static void
tell_missing (SightCapture *self,
              SightLine     line)
{
  const GError *error = self->lines[line].error;

  if (has_to_ask (self, line))
    {
      if (error == NULL)
        ask (self);
      return;
    }
  if (!is_ready (self))
    return;
  if (!is_of_device (line))
    {
      self->lines[line].on = FALSE;
      sight_capture_fail_line (self, line, g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ABSENT,
                                                                _("The screen cannot be shared here")));
    }
  else if (error == NULL)
    sight_capture_fail_line (self, line, explain_absence (self, line));
  else if (g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE))
    {
      g_clear_error (&self->lines[line].error);
      self->lines[line].error = explain_loss (self, line);
      sight_capture_tell_changed (self, line);
    }
}

void
sight_capture_open_line (SightCapture *self,
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
      sight_capture_use_source (self, line, source);
      self->lines[line].fell_back = fell_back;
      return;
    }

  sight_capture_change_source (self, line, NULL);
  tell_missing (self, line);
}

static gboolean
is_plugged_in (SightCapture *self,
               SightLine     line)
{
  g_autoptr(SightSource) source = self->config.open (line, get_id (self, line), self->config.data);

  return source != NULL;
}

void
sight_capture_try_line (SightCapture *self,
                        SightLine     line)
{
  if (!sight_capture_is_wanted (self, line) ||
      (self->lines[line].source != NULL && !(self->lines[line].fell_back && is_plugged_in (self, line))))
    return;

  sight_capture_open_line (self, line);
}

static gboolean
on_attempt (gpointer user_data)
{
  SightCapture *self = user_data;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      SightCaptureLine *line = &self->lines[i];

      if (line->attempt != g_source_get_id (g_main_current_source ()))
        continue;
      line->attempt = 0;
      line->attempts++;
      sight_capture_try_line (self, i);
    }

  return G_SOURCE_REMOVE;
}

void
sight_capture_attempt_later (SightCapture *self,
                             SightLine     line)
{
  SightCaptureLine *which = &self->lines[line];

  if (is_of_device (line) && g_error_matches (which->error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE) &&
      which->attempt == 0 && which->attempts < ATTEMPTS_MAX)
    which->attempt = g_timeout_add_seconds (ATTEMPT_SECONDS, on_attempt, self);
}

/* What the system makes of the microphone */

static SightDevice *
find_microphone (SightCapture *self)
{
  SightSource *source = self->lines[SIGHT_LINE_MICROPHONE].source;
  SightDeviceMonitor *monitor = sight_device_monitor_get ();
  const char *id;

  if (source == NULL || !SIGHT_IS_MICROPHONE (source))
    return NULL;

  id = sight_microphone_get_device (SIGHT_MICROPHONE (source));
  return id != NULL ? sight_device_monitor_find (monitor, SIGHT_DEVICE_MICROPHONE, id)
                    : sight_device_monitor_default (monitor, SIGHT_DEVICE_MICROPHONE);
}

/* It stays open, and is seen to be muted here as well: who unmutes it in the
 * settings of the system is heard at once.
 */
void
sight_capture_follow_microphone (SightCapture *self)
{
  SightCaptureLine *line = &self->lines[SIGHT_LINE_MICROPHONE];
  g_autoptr(SightDevice) device = self->devices != NULL ? find_microphone (self) : NULL;
  gboolean was_muted = g_error_matches (line->error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MUTED);
  gboolean is_muted = device != NULL && line->on && sight_device_is_muted (device);

  if (device != NULL)
    sight_audio_devices_set_echo_cancelled (self->devices, sight_device_cancels_echo (device));
  if (is_muted && line->error == NULL)
    {
      sight_capture_fail_line (self, SIGHT_LINE_MICROPHONE, sight_device_failure_muted ());
      sight_capture_update_outgoing (self, SIGHT_LINE_MICROPHONE);
    }
  else if (was_muted && !is_muted)
    {
      g_clear_error (&line->error);
      sight_capture_update_outgoing (self, SIGHT_LINE_MICROPHONE);
      sight_capture_tell_changed (self, SIGHT_LINE_MICROPHONE);
    }
}

/* What is plugged in */

static void
on_microphone_failed (SightCapture *self,
                      const GError *error,
                      gboolean      replaced)
{
  SightCaptureLine *line = &self->lines[SIGHT_LINE_MICROPHONE];
  g_autoptr(SightSource) failed = NULL;

  if (line->source == NULL || !line->by_devices)
    return;
  if (!replaced)
    {
      failed = g_object_ref (line->source);
      sight_capture_on_source_failed (self, error, failed);
      return;
    }

  g_set_object (&line->source, sight_audio_devices_get_microphone (self->devices));
  line->fell_back = TRUE;
  sight_capture_update_outgoing (self, SIGHT_LINE_MICROPHONE);
  sight_capture_tell_replaced (self, SIGHT_LINE_MICROPHONE, error);
  sight_capture_follow_microphone (self);
}

/* Something is plugged in or out, or all that was is known now. */
static void
on_devices_changed (SightCapture *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (is_of_device (i))
      {
        self->lines[i].attempts = 0;
        sight_capture_try_line (self, i);
      }
  sight_capture_follow_microphone (self);
}

gboolean
sight_capture_open_devices (SightCapture  *self,
                            GError       **error)
{
  SightDeviceMonitor *monitor;

  self->devices = sight_audio_devices_new (error);
  if (self->devices == NULL)
    return FALSE;

  self->speaker = sight_speaker_choice_new (self->devices, self->config.falls_back);
  g_signal_connect_object (self->speaker, "failed", G_CALLBACK (sight_capture_tell_speaker), self, G_CONNECT_SWAPPED);
  monitor = sight_device_monitor_get ();
  g_signal_connect_object (self->devices, "microphone-failed", G_CALLBACK (on_microphone_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "items-changed", G_CALLBACK (on_devices_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "notify::ready", G_CALLBACK (on_devices_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "device-changed", G_CALLBACK (sight_capture_follow_microphone), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sight_camera_access_get (), "answered", G_CALLBACK (on_access_answered), self, G_CONNECT_SWAPPED);

  return TRUE;
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
