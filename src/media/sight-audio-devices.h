/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-sound-stream.h"
#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_AUDIO_DEVICES (sight_audio_devices_get_type ())

/**
 * SightAudioDevices:
 *
 * The sound of a call between the devices and the connections: what is said
 * here, freed of echo and noise, and what comes from all others, mixed. Both
 * run through one pipeline, because who removes an echo has to know what was
 * played.
 *
 * Without devices, and without a sound server, everything else goes on.
 *
 * Properties "muted", "echo-cancellation", "noise-suppression" and
 * "gain-control" may be changed at any time. "level" is how loud the microphone
 * is before it is muted, as sight_sound_level() says it, ten times a second.
 *
 * Signals "microphone-failed" and "speaker-failed" (GError, gboolean) on the
 * maker's context: the flag says that the default device took its place.
 */
G_DECLARE_FINAL_TYPE (SightAudioDevices, sight_audio_devices, SIGHT, AUDIO_DEVICES, GObject)

SightAudioDevices *sight_audio_devices_new             (GError            **error);

/* A microphone or another source of sound; NULL is none. */
void               sight_audio_devices_set_microphone  (SightAudioDevices  *self,
                                                        SightSource        *microphone);
SightSource       *sight_audio_devices_get_microphone  (SightAudioDevices  *self);

/* The microphone takes out the echo by itself: twice is worse than once. */
void               sight_audio_devices_set_echo_cancelled (SightAudioDevices *self,
                                                           gboolean           is_cancelled);

/* The sound server's name of it, or NULL for its default. */
void               sight_audio_devices_open_speaker    (SightAudioDevices  *self,
                                                        const char         *device);
void               sight_audio_devices_close_speaker   (SightAudioDevices  *self);

/* Whoever wants what the microphone hears: on a streaming thread, as
 * SIGHT_SOUND_CAPS with one channel; silence while it is muted.
 */
void               sight_audio_devices_add_taker       (SightAudioDevices  *self,
                                                        gpointer            taker,
                                                        SightSampleFunc     func);
/* Whoever wants what the speaker plays, whether there is one or not. */
void               sight_audio_devices_add_listener    (SightAudioDevices  *self,
                                                        gpointer            taker,
                                                        SightSampleFunc     func);
/* Either; nothing comes after it. */
void               sight_audio_devices_remove_taker    (SightAudioDevices  *self,
                                                        gpointer            taker);

/* Sound of others: push into the stream, which is (transfer full). */
SightSoundStream  *sight_audio_devices_add_stream      (SightAudioDevices  *self);
void               sight_audio_devices_remove_stream   (SightAudioDevices  *self,
                                                        SightSoundStream   *stream);

G_END_DECLS
