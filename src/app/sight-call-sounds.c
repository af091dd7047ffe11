/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-call-sounds.h"

#include "media/sight-chime.h"

/* Many who come at once are one event. */
#define PAUSE (800 * 1000) /* microseconds */

struct _SightCallSounds
{
  GObject            parent_instance;

  GSettings         *settings;
  SightAudioDevices *devices;
  gint64             last;      /* monotonic time */
};

G_DEFINE_FINAL_TYPE (SightCallSounds, sight_call_sounds, G_TYPE_OBJECT)

static void
play (SightCallSounds *self,
      SightChime       chime)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->last < PAUSE || !g_settings_get_boolean (self->settings, "sounds"))
    return;

  self->last = now;
  sight_chime_play (chime, self->devices);
}

static void
on_items_changed (SightCallSounds *self,
                  guint            position,
                  guint            removed,
                  guint            added)
{
  if (added > removed)
    play (self, SIGHT_CHIME_CAME);
  else if (removed > added)
    play (self, SIGHT_CHIME_WENT);
}

static void
on_knock (SightCallSounds *self)
{
  play (self, SIGHT_CHIME_KNOCK);
}

static void
sight_call_sounds_dispose (GObject *object)
{
  SightCallSounds *self = SIGHT_CALL_SOUNDS (object);

  g_clear_object (&self->devices);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sight_call_sounds_parent_class)->dispose (object);
}

static void
sight_call_sounds_class_init (SightCallSoundsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_call_sounds_dispose;
}

static void
sight_call_sounds_init (SightCallSounds *self)
{
}

SightCallSounds *
sight_call_sounds_new (GSettings         *settings,
                       SightCall         *call,
                       SightAudioDevices *devices)
{
  SightCallSounds *self = g_object_new (SIGHT_TYPE_CALL_SOUNDS, NULL);

  self->settings = g_object_ref (settings);
  self->devices = g_object_ref (devices);
  g_signal_connect_object (call, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "knock", G_CALLBACK (on_knock), self, G_CONNECT_SWAPPED);

  return self;
}
