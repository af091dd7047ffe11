/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-source.h"

G_BEGIN_DECLS

/**
 * SightSampleTakers:
 *
 * Who wants the same samples. Any thread; who was removed gets nothing more,
 * and nothing is on its way.
 */
typedef struct
{
  GMutex  lock;
  GArray *takers;
} SightSampleTakers;

void sight_sample_takers_init   (SightSampleTakers *self);
void sight_sample_takers_clear  (SightSampleTakers *self);
void sight_sample_takers_add    (SightSampleTakers *self,
                                 gpointer           taker,
                                 SightSampleFunc    func);
void sight_sample_takers_remove (SightSampleTakers *self,
                                 gpointer           taker);
void sight_sample_takers_push   (SightSampleTakers *self,
                                 GstSample         *sample);

G_END_DECLS
