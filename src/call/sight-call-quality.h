/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"
#include "media/sight-audio-encoder.h"
#include "media/sight-quality-ladder.h"
#include "media/sight-quality-plan.h"
#include "media/sight-video-encoder.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CALL_QUALITY (sight_call_quality_get_type ())

G_DECLARE_FINAL_TYPE (SightCallQuality, sight_call_quality, SIGHT, CALL_QUALITY, GObject)

/**
 * SightCallQuality:
 *
 * Makes the encoders of a call follow the paths to its members, ten times a
 * second: bitrate, size and rate of the pictures, and how many losses the sound
 * has to bear.
 */
SightCallQuality *sight_call_quality_new            (SightCall             *call);

/* What encodes a line; %NULL is nobody. @small makes the same pictures for
 * narrow paths, and does nothing while there are none; it may be %NULL.
 */
void              sight_call_quality_set_camera     (SightCallQuality      *self,
                                                     SightVideoEncoder     *camera,
                                                     SightVideoEncoder     *small);
void              sight_call_quality_set_screen     (SightCallQuality      *self,
                                                     SightVideoEncoder     *screen,
                                                     SightLadderKind        kind);
/* The microphone or the sound of the screen. */
void              sight_call_quality_set_sound      (SightCallQuality      *self,
                                                     SightLine              line,
                                                     SightAudioEncoder     *sound);
/* Of the camera, in bit/s; 0: as much as there is. */
void              sight_call_quality_set_most       (SightCallQuality      *self,
                                                     guint                  bitrate);

/* What was decided last. */
const SightQualityPlan *sight_call_quality_get_plan (SightCallQuality      *self);

G_END_DECLS
