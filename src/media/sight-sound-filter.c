/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sound-filter.h"

#include <pipewire/filter.h>
#include <spa/node/io.h>

struct _SightSoundFilter
{
  struct pw_filter     *filter;
  struct spa_hook       listener;
  void                 *ports[2];
  SightSoundRing       *ring;
  SightSoundFilterFunc  failed;
  gpointer              data;
};

/* On PipeWire's thread of sound. */
static void
on_process (void                   *data,
            struct spa_io_position *position)
{
  SightSoundFilter *self = data;
  guint n_frames = position->clock.duration;

  sight_sound_ring_write (self->ring,
                          pw_filter_get_dsp_buffer (self->ports[0], n_frames),
                          pw_filter_get_dsp_buffer (self->ports[1], n_frames),
                          n_frames, position->clock.rate.denom, position->clock.nsec);
}

static void
on_state_changed (void                 *data,
                  enum pw_filter_state  old,
                  enum pw_filter_state  state,
                  const char           *problem)
{
  SightSoundFilter *self = data;

  if (state == PW_FILTER_STATE_ERROR)
    self->failed (self->data, problem);
}

static const struct pw_filter_events events = {
  PW_VERSION_FILTER_EVENTS,
  .state_changed = on_state_changed,
  .process = on_process,
};

static void *
add_port (SightSoundFilter *self,
          const char       *name,
          const char       *channel)
{
  return pw_filter_add_port (self->filter, PW_DIRECTION_INPUT, PW_FILTER_PORT_FLAG_MAP_BUFFERS, 1,
                             pw_properties_new (PW_KEY_FORMAT_DSP, "32 bit float mono audio",
                                                PW_KEY_PORT_NAME, name,
                                                PW_KEY_AUDIO_CHANNEL, channel,
                                                NULL),
                             NULL, 0);
}

SightSoundFilter *
sight_sound_filter_new (struct pw_core       *core,
                        SightSoundBlockFunc   func,
                        SightSoundFilterFunc  failed,
                        gpointer              data)
{
  SightSoundFilter *self = g_new0 (SightSoundFilter, 1);

  self->failed = failed;
  self->data = data;
  self->ring = sight_sound_ring_new (func, data);
  self->filter = pw_filter_new (core, "sightline-screen-sound",
                                pw_properties_new (PW_KEY_NODE_NAME, "sightline-screen-sound",
                                                   PW_KEY_MEDIA_TYPE, "Audio",
                                                   PW_KEY_MEDIA_CATEGORY, "Capture",
                                                   PW_KEY_MEDIA_ROLE, "DSP",
                                                   PW_KEY_NODE_DESCRIPTION, "Sound that Sightline shares",
                                                   PW_KEY_NODE_AUTOCONNECT, "false",
                                                   PW_KEY_NODE_ALWAYS_PROCESS, "true",
                                                   PW_KEY_NODE_WANT_DRIVER, "true",
                                                   NULL));
  if (self->filter != NULL)
    {
      pw_filter_add_listener (self->filter, &self->listener, &events, self);
      self->ports[0] = add_port (self, "left", "FL");
      self->ports[1] = add_port (self, "right", "FR");
    }
  if (self->ports[0] == NULL || self->ports[1] == NULL ||
      pw_filter_connect (self->filter, PW_FILTER_FLAG_RT_PROCESS, NULL, 0) < 0)
    g_clear_pointer (&self, sight_sound_filter_free);

  return self;
}

void
sight_sound_filter_free (SightSoundFilter *self)
{
  g_clear_pointer (&self->filter, pw_filter_destroy);
  sight_sound_ring_free (self->ring);
  g_free (self);
}

guint32
sight_sound_filter_get_node (SightSoundFilter *self)
{
  return pw_filter_get_node_id (self->filter);
}
