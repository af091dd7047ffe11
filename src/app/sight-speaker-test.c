/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-speaker-test.h"

#include "media/sight-test-source.h"

/* Up, up, and up again: E major. */
static const double tones[] = { 659.3, 830.6, 987.8 };

#define TONE_MS 350

struct _SightSpeakerTest
{
  GObject            parent_instance;

  SightAudioDevices *devices;
  SightSoundStream  *stream;  /* NULL while nothing plays */
  SightSource       *tone;
  guint              n_played;
  guint              timer;
};

enum {
  PROP_0,
  PROP_PLAYING,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightSpeakerTest, sight_speaker_test, G_TYPE_OBJECT)

static void
end_tone (SightSpeakerTest *self)
{
  if (self->tone != NULL)
    sight_source_remove_taker (self->tone, self->stream);
  g_clear_object (&self->tone);
}

static void
begin_tone (SightSpeakerTest *self)
{
  self->tone = sight_test_tone_new (tones[self->n_played++]);
  sight_source_add_taker (self->tone, self->stream, (SightSampleFunc) sight_sink_take);
}

static void
stop (SightSpeakerTest *self)
{
  if (self->stream == NULL)
    return;

  end_tone (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  sight_audio_devices_remove_stream (self->devices, self->stream);
  g_clear_object (&self->stream);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
}

static gboolean
on_timer (gpointer user_data)
{
  SightSpeakerTest *self = user_data;

  end_tone (self);
  if (self->n_played < G_N_ELEMENTS (tones))
    {
      begin_tone (self);
      return G_SOURCE_CONTINUE;
    }

  self->timer = 0;
  stop (self);

  return G_SOURCE_REMOVE;
}

static void
sight_speaker_test_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_PLAYING:
      g_value_set_boolean (value, sight_speaker_test_is_playing (SIGHT_SPEAKER_TEST (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_speaker_test_dispose (GObject *object)
{
  SightSpeakerTest *self = SIGHT_SPEAKER_TEST (object);

  stop (self);
  g_clear_object (&self->devices);

  G_OBJECT_CLASS (sight_speaker_test_parent_class)->dispose (object);
}

static void
sight_speaker_test_class_init (SightSpeakerTestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_speaker_test_get_property;
  object_class->dispose = sight_speaker_test_dispose;

  properties[PROP_PLAYING] =
    g_param_spec_boolean ("playing", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_speaker_test_init (SightSpeakerTest *self)
{
}

SightSpeakerTest *
sight_speaker_test_new (SightAudioDevices *devices)
{
  SightSpeakerTest *self = g_object_new (SIGHT_TYPE_SPEAKER_TEST, NULL);

  self->devices = g_object_ref (devices);

  return self;
}

void
sight_speaker_test_start (SightSpeakerTest *self)
{
  g_return_if_fail (SIGHT_IS_SPEAKER_TEST (self));

  if (self->stream != NULL)
    return;

  self->stream = sight_audio_devices_add_stream (self->devices);
  self->n_played = 0;
  begin_tone (self);
  self->timer = g_timeout_add (TONE_MS, on_timer, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
}

gboolean
sight_speaker_test_is_playing (SightSpeakerTest *self)
{
  g_return_val_if_fail (SIGHT_IS_SPEAKER_TEST (self), FALSE);

  return self->stream != NULL;
}
