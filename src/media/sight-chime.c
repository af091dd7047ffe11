/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-chime.h"

#include <math.h>

#include "media/sight-sink.h"

#define NOTES_MAX  2
#define CHUNK_MS   20
#define AHEAD_MS   60   /* a chunk that comes late is a gap */
#define REST_MS    500  /* until all of it was played */
#define ATTACK_MS  8    /* what begins at once clicks */
#define LOUDNESS   0.18 /* of what is possible: nobody is to be startled */
#define FADE       5.0  /* natural exponent over the whole note */

typedef struct
{
  double hz;
  guint  begins;  /* milliseconds */
  guint  lasts;
} Note;

static const Note chimes[][NOTES_MAX] = {
  [SIGHT_CHIME_CAME] = { { 587.33, 0, 220 }, { 880, 110, 330 } },
  [SIGHT_CHIME_WENT] = { { 880, 0, 220 }, { 587.33, 110, 330 } },
  [SIGHT_CHIME_KNOCK] = { { 220, 0, 120 }, { 220, 180, 160 } },
};

static guint
to_samples (guint ms)
{
  return ms * SIGHT_SOUND_RATE / 1000;
}

static guint
get_length (SightChime self)
{
  guint length = 0;

  for (guint i = 0; i < NOTES_MAX; i++)
    length = MAX (length, to_samples (chimes[self][i].begins + chimes[self][i].lasts));

  return length;
}

static double
get_loudness (guint sample,
              guint n_samples)
{
  double attack = MIN (1, (double) sample / to_samples (ATTACK_MS));
  double ending = MIN (1, (double) (n_samples - sample) / to_samples (ATTACK_MS));

  return attack * ending * exp (-FADE * sample / n_samples);
}

static void
add_note (double     *sum,
          const Note *note)
{
  guint begin = to_samples (note->begins);
  guint n = to_samples (note->lasts);

  for (guint i = 0; i < n; i++)
    sum[begin + i] += sin (2 * G_PI * note->hz * i / SIGHT_SOUND_RATE) * get_loudness (i, n);
}

GBytes *
sight_chime_render (SightChime self)
{
  guint length;
  g_autofree double *sum = NULL;
  gint16 *samples;

  g_return_val_if_fail ((guint) self < G_N_ELEMENTS (chimes), NULL);

  length = get_length (self);
  sum = g_new0 (double, length);
  samples = g_new0 (gint16, length);
  for (guint i = 0; i < NOTES_MAX; i++)
    add_note (sum, &chimes[self][i]);
  for (guint i = 0; i < length; i++)
    samples[i] = CLAMP (sum[i] * LOUDNESS, -1, 1) * G_MAXINT16;

  return g_bytes_new_take (samples, length * sizeof *samples);
}

/* One that is being played: a little at a time, for a mixer takes no more. */
typedef struct
{
  SightAudioDevices *devices;
  SightSoundStream  *stream;
  GBytes            *sound;
  GstCaps           *caps;
  GstSegment         segment;
  guint64            pushed;  /* samples */
  gint64             began;   /* monotonic time */
} Player;

static void
player_free (Player *self)
{
  sight_audio_devices_remove_stream (self->devices, self->stream);
  g_object_unref (self->stream);
  g_object_unref (self->devices);
  g_bytes_unref (self->sound);
  gst_caps_unref (self->caps);
  g_free (self);
}

static gboolean
is_pushed (Player *self)
{
  return self->pushed * sizeof (gint16) >= g_bytes_get_size (self->sound);
}

static void
push (Player *self)
{
  gsize offset = self->pushed * sizeof (gint16);
  gsize size = MIN (to_samples (CHUNK_MS) * sizeof (gint16), g_bytes_get_size (self->sound) - offset);
  g_autoptr(GBytes) part = g_bytes_new_from_bytes (self->sound, offset, size);
  GstBuffer *buffer = gst_buffer_new_wrapped_bytes (part);
  g_autoptr(GstSample) sample = NULL;

  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (self->pushed, GST_SECOND, SIGHT_SOUND_RATE);
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (size / sizeof (gint16), GST_SECOND, SIGHT_SOUND_RATE);
  sample = gst_sample_new (buffer, self->caps, &self->segment, NULL);
  gst_buffer_unref (buffer);
  sight_sink_take (SIGHT_SINK (self->stream), sample);
  self->pushed += size / sizeof (gint16);
}

static gboolean
on_tick (gpointer user_data)
{
  Player *self = user_data;
  guint64 ms = (g_get_monotonic_time () - self->began) / 1000;

  while (!is_pushed (self) && self->pushed < to_samples (ms + AHEAD_MS))
    push (self);
  if (!is_pushed (self) || to_samples (ms) < self->pushed + to_samples (REST_MS))
    return G_SOURCE_CONTINUE;

  player_free (self);

  return G_SOURCE_REMOVE;
}

void
sight_chime_play (SightChime         self,
                  SightAudioDevices *devices)
{
  Player *player = g_new0 (Player, 1);
  g_autoptr(GSource) source = g_timeout_source_new (CHUNK_MS);

  player->devices = g_object_ref (devices);
  player->stream = sight_audio_devices_add_stream (devices);
  player->sound = sight_chime_render (self);
  player->caps = gst_caps_from_string (SIGHT_SOUND_CAPS ",channels=1");
  player->began = g_get_monotonic_time ();
  gst_segment_init (&player->segment, GST_FORMAT_TIME);
  g_source_set_callback (source, on_tick, player, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}
