/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-speaker-choice.h"

#include "call/sight-device-failure.h"
#include "media/sight-device-monitor.h"

struct _SightSpeakerChoice
{
  GObject            parent_instance;

  SightAudioDevices *devices;
  gboolean           falls_back;
  gboolean           is_chosen;
  char              *id;        /* NULL: the default */
  gboolean           is_open;
  gboolean           fell_back; /* another one than the chosen one is open */
  GError            *error;
};

enum {
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightSpeakerChoice, sight_speaker_choice, G_TYPE_OBJECT)

static void
fail (SightSpeakerChoice *self,
      GError             *error)
{
  g_autoptr(GError) told = g_error_copy (error);

  g_clear_error (&self->error);
  self->error = error;
  self->is_open = FALSE;
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, told, FALSE);
}

static SightDevice *
find_speaker (const char *id)
{
  SightDeviceMonitor *monitor = sight_device_monitor_get ();

  return id != NULL ? sight_device_monitor_find (monitor, SIGHT_DEVICE_SPEAKER, id)
                    : sight_device_monitor_default (monitor, SIGHT_DEVICE_SPEAKER);
}

static void
open_speaker (SightSpeakerChoice *self,
              const char         *id,
              gboolean            fell_back)
{
  g_clear_error (&self->error);
  self->is_open = TRUE;
  self->fell_back = fell_back;
  sight_audio_devices_open_speaker (self->devices, id);
}

static GError *
explain (SightSpeakerChoice *self)
{
  if (!(sight_device_monitor_get_servers (sight_device_monitor_get ()) & SIGHT_DEVICE_SERVER_SOUND))
    return sight_device_failure_no_sound ();

  return sight_device_failure_absent (SIGHT_DEVICE_SPEAKER, self->id != NULL && !self->falls_back);
}

/* Something is plugged in or out, or all that was is known now. */
static void
update (SightSpeakerChoice *self)
{
  gboolean is_ready = sight_device_monitor_is_ready (sight_device_monitor_get ());
  g_autoptr(SightDevice) wanted = NULL;
  g_autoptr(SightDevice) other = NULL;

  if (!self->is_chosen || (self->is_open && !self->fell_back))
    return;

  wanted = find_speaker (self->id);
  if (wanted == NULL && self->falls_back && !self->is_open && is_ready)
    other = find_speaker (NULL);
  if (wanted != NULL)
    open_speaker (self, self->id, FALSE);
  else if (other != NULL)
    open_speaker (self, NULL, TRUE);
  else if (!self->is_open && self->error == NULL && is_ready)
    fail (self, explain (self));
}

static void
on_failed (SightSpeakerChoice *self,
           const GError       *error,
           gboolean            replaced)
{
  if (!replaced)
    {
      fail (self, g_error_copy (error));
      return;
    }

  self->fell_back = TRUE;
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error, TRUE);
}

static void
sight_speaker_choice_dispose (GObject *object)
{
  SightSpeakerChoice *self = SIGHT_SPEAKER_CHOICE (object);

  if (self->devices != NULL)
    g_signal_handlers_disconnect_by_data (self->devices, self);
  g_clear_object (&self->devices);

  G_OBJECT_CLASS (sight_speaker_choice_parent_class)->dispose (object);
}

static void
sight_speaker_choice_finalize (GObject *object)
{
  SightSpeakerChoice *self = SIGHT_SPEAKER_CHOICE (object);

  g_free (self->id);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sight_speaker_choice_parent_class)->finalize (object);
}

static void
sight_speaker_choice_class_init (SightSpeakerChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sight_speaker_choice_dispose;
  object_class->finalize = sight_speaker_choice_finalize;

  signals[SIGNAL_FAILED] = g_signal_new ("failed", SIGHT_TYPE_SPEAKER_CHOICE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_ERROR, G_TYPE_BOOLEAN);
}

static void
sight_speaker_choice_init (SightSpeakerChoice *self)
{
}

SightSpeakerChoice *
sight_speaker_choice_new (SightAudioDevices *devices,
                          gboolean           falls_back)
{
  SightSpeakerChoice *self = g_object_new (SIGHT_TYPE_SPEAKER_CHOICE, NULL);
  SightDeviceMonitor *monitor = sight_device_monitor_get ();

  self->devices = g_object_ref (devices);
  self->falls_back = falls_back;
  g_signal_connect_object (devices, "speaker-failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "notify::ready", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return self;
}

void
sight_speaker_choice_set (SightSpeakerChoice *self,
                          const char         *id)
{
  g_return_if_fail (SIGHT_IS_SPEAKER_CHOICE (self));

  if (self->is_chosen && g_strcmp0 (self->id, id) == 0)
    return;

  sight_speaker_choice_close (self);
  self->is_chosen = TRUE;
  g_free (self->id);
  self->id = g_strdup (id);
  update (self);
}

void
sight_speaker_choice_close (SightSpeakerChoice *self)
{
  g_return_if_fail (SIGHT_IS_SPEAKER_CHOICE (self));

  self->is_chosen = FALSE;
  self->is_open = FALSE;
  g_clear_error (&self->error);
  sight_audio_devices_close_speaker (self->devices);
}

const char *
sight_speaker_choice_get (SightSpeakerChoice *self)
{
  g_return_val_if_fail (SIGHT_IS_SPEAKER_CHOICE (self), NULL);

  return self->id;
}

const GError *
sight_speaker_choice_get_error (SightSpeakerChoice *self)
{
  g_return_val_if_fail (SIGHT_IS_SPEAKER_CHOICE (self), NULL);

  return self->error;
}
