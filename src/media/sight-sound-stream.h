/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-sink.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SOUND_STREAM (sight_sound_stream_get_type ())

/**
 * SightSoundStream:
 *
 * The sound of one line of one peer, on its way into the mixer: a SightSink.
 * sight_audio_devices_add_stream() makes it.
 */
G_DECLARE_FINAL_TYPE (SightSoundStream, sight_sound_stream, SIGHT, SOUND_STREAM, GObject)

/* 1 is as it came, 0 is nothing, 2 the most. */
void   sight_sound_stream_set_volume (SightSoundStream *self,
                                      double            volume);
/* How loud it is just now, before the volume, as sight_sound_level() says it;
 * nothing new for a while is silence. Any thread.
 */
double sight_sound_stream_get_level  (SightSoundStream *self);

/* For the mixer's owner: joins @pipeline, and leaves it for good. */
SightSoundStream *sight_sound_stream_new   (GstBin           *pipeline,
                                            GstElement       *mixer,
                                            GstClockTime      base_time);
void              sight_sound_stream_close (SightSoundStream *self);

G_END_DECLS
