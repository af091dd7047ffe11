/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-sample-takers.h"
#include "media/sight-sound-processor.h"

G_BEGIN_DECLS

/**
 * SightSoundCapture:
 *
 * What the microphone hears, from the source to whoever takes it: freed of echo
 * and noise, measured, and then muted.
 */
typedef struct _SightSoundCapture SightSoundCapture;

/* On a streaming thread, ten times a second. */
typedef void (*SightLevelFunc) (gpointer data);

/* Joins @pipeline, whose timestamps are less than everybody's by @base_time.
 * The pipeline has stopped before it is freed.
 */
SightSoundCapture *sight_sound_capture_new            (GstBin                      *pipeline,
                                                       GstElement                  *probe,
                                                       GstClockTime                 base_time,
                                                       const SightSoundProcessing  *processing,
                                                       SightLevelFunc               func,
                                                       gpointer                     data);
void               sight_sound_capture_free           (SightSoundCapture           *self);

SightSampleTakers *sight_sound_capture_get_takers     (SightSoundCapture           *self);

/* A SightSampleFunc: any thread. */
void               sight_sound_capture_take           (gpointer                     self,
                                                       GstSample                   *sample);

void               sight_sound_capture_set_processing (SightSoundCapture           *self,
                                                       const SightSoundProcessing  *processing);
void               sight_sound_capture_set_muted      (SightSoundCapture           *self,
                                                       gboolean                     muted);
double             sight_sound_capture_get_level      (SightSoundCapture           *self);

/* A sample whose timestamp is later by @by; unsigned numbers wrap, and so move
 * in both directions. (transfer full)
 */
GstSample         *sight_sound_move_sample            (GstSample                   *sample,
                                                       GstClockTime                 by);

G_END_DECLS
