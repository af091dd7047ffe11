/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-meeting-sound.h"

#include "media/sight-sound-level.h"

#define VOLUME_MAX 2.0

typedef struct
{
  SightParticipant  *participant;
  SightAudioDevices *devices;
  SightSoundStream  *voice;
  SightSoundStream  *screen;
  double             volume;
} Voice;

struct _SightMeetingSound
{
  GObject            parent_instance;

  SightCall         *call;
  SightAudioDevices *devices;
  GPtrArray         *voices; /* of Voice, as the call lists them */
};

G_DEFINE_FINAL_TYPE (SightMeetingSound, sight_meeting_sound, G_TYPE_OBJECT)

static Voice *
voice_new (SightParticipant  *participant,
           SightAudioDevices *devices)
{
  Voice *self = g_new0 (Voice, 1);

  self->participant = g_object_ref (participant);
  self->devices = g_object_ref (devices);
  self->voice = sight_audio_devices_add_stream (devices);
  self->screen = sight_audio_devices_add_stream (devices);
  self->volume = 1;
  sight_participant_set_sink (participant, SIGHT_LINE_MICROPHONE, SIGHT_SINK (self->voice));
  sight_participant_set_sink (participant, SIGHT_LINE_SCREEN_SOUND, SIGHT_SINK (self->screen));

  return self;
}

static void
voice_free (gpointer data)
{
  Voice *self = data;

  sight_participant_set_sink (self->participant, SIGHT_LINE_MICROPHONE, NULL);
  sight_participant_set_sink (self->participant, SIGHT_LINE_SCREEN_SOUND, NULL);
  sight_audio_devices_remove_stream (self->devices, self->voice);
  sight_audio_devices_remove_stream (self->devices, self->screen);
  g_object_unref (self->voice);
  g_object_unref (self->screen);
  g_object_unref (self->participant);
  g_object_unref (self->devices);
  g_free (self);
}

static Voice *
find_voice (SightMeetingSound *self,
            SightParticipant  *participant)
{
  for (guint i = 0; i < self->voices->len; i++)
    {
      Voice *voice = g_ptr_array_index (self->voices, i);

      if (voice->participant == participant)
        return voice;
    }

  return NULL;
}

static void
on_items_changed (SightMeetingSound *self,
                  guint              position,
                  guint              removed,
                  guint              added,
                  GListModel        *call)
{
  if (removed > 0)
    g_ptr_array_remove_range (self->voices, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (call, position + i);

      g_ptr_array_insert (self->voices, position + i, voice_new (participant, self->devices));
    }
}

static void
sight_meeting_sound_dispose (GObject *object)
{
  SightMeetingSound *self = SIGHT_MEETING_SOUND (object);

  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_pointer (&self->voices, g_ptr_array_unref);
  g_clear_object (&self->call);
  g_clear_object (&self->devices);

  G_OBJECT_CLASS (sight_meeting_sound_parent_class)->dispose (object);
}

static void
sight_meeting_sound_class_init (SightMeetingSoundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_meeting_sound_dispose;
}

static void
sight_meeting_sound_init (SightMeetingSound *self)
{
  self->voices = g_ptr_array_new_with_free_func (voice_free);
}

SightMeetingSound *
sight_meeting_sound_new (SightCall         *call,
                         SightAudioDevices *devices)
{
  SightMeetingSound *self = g_object_new (SIGHT_TYPE_MEETING_SOUND, NULL);

  self->call = g_object_ref (call);
  self->devices = g_object_ref (devices);
  g_signal_connect_object (call, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (call)), G_LIST_MODEL (call));

  return self;
}

void
sight_meeting_sound_set_volume (SightMeetingSound *self,
                                SightParticipant  *participant,
                                double             volume)
{
  Voice *voice;

  g_return_if_fail (SIGHT_IS_MEETING_SOUND (self));

  voice = find_voice (self, participant);
  if (voice == NULL)
    return;

  voice->volume = CLAMP (volume, 0, VOLUME_MAX);
  sight_sound_stream_set_volume (voice->voice, voice->volume);
  sight_sound_stream_set_volume (voice->screen, voice->volume);
}

double
sight_meeting_sound_get_volume (SightMeetingSound *self,
                                SightParticipant  *participant)
{
  const Voice *voice;

  g_return_val_if_fail (SIGHT_IS_MEETING_SOUND (self), 1);

  voice = find_voice (self, participant);

  return voice != NULL ? voice->volume : 1;
}

double
sight_meeting_sound_get_level (SightMeetingSound *self,
                               SightParticipant  *participant)
{
  const Voice *voice;

  g_return_val_if_fail (SIGHT_IS_MEETING_SOUND (self), SIGHT_LEVEL_SILENCE);

  voice = find_voice (self, participant);

  return voice != NULL ? sight_sound_stream_get_level (voice->voice) : SIGHT_LEVEL_SILENCE;
}
