/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-feed.h"
#include "media/sight-source.h"

G_BEGIN_DECLS

typedef enum
{
  SIGHT_SOUND_VOICE,  /* one channel */
  SIGHT_SOUND_SCREEN, /* music and films: two */
} SightSoundKind;

#define SIGHT_TYPE_AUDIO_ENCODER (sight_audio_encoder_get_type ())

/**
 * SightAudioEncoder:
 *
 * Sound of one line as Opus, encoded once for everyone who takes its feed. Each
 * packet carries a poorer copy of the one before it, as far as packets are lost.
 *
 * Signal "failed" (GError) on the maker's context: nothing more is encoded.
 */
G_DECLARE_FINAL_TYPE (SightAudioEncoder, sight_audio_encoder, SIGHT, AUDIO_ENCODER, GObject)

SightAudioEncoder *sight_audio_encoder_new         (SightSoundKind      kind,
                                                    GError            **error);

SightFeed         *sight_audio_encoder_get_feed    (SightAudioEncoder  *self);

/* A SightSampleFunc: any thread. */
void               sight_audio_encoder_take        (gpointer            self,
                                                    GstSample          *sample);

/* While it runs: in bit/s; the part of packets that get lost, 0 to 100; whether
 * silence is described and not sent.
 */
void               sight_audio_encoder_set_bitrate (SightAudioEncoder  *self,
                                                    guint               bitrate);
void               sight_audio_encoder_set_loss    (SightAudioEncoder  *self,
                                                    guint               percent);
void               sight_audio_encoder_set_dtx     (SightAudioEncoder  *self,
                                                    gboolean            dtx);

G_END_DECLS
