/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIGHT_SLIDING_SLOTS 10 /* in a second */

/**
 * SightSlidingSum:
 *
 * The sum of what came within one second, which ended less than a tenth of one
 * ago: who asks, and how often, changes nothing. All zero is a new one. Times
 * are in microseconds and never go back.
 */
typedef struct
{
  gint64 newest; /* tenth of a second that the newest slot is for */
  gint64 slots[SIGHT_SLIDING_SLOTS + 1];
} SightSlidingSum;

void   sight_sliding_sum_add (SightSlidingSum       *self,
                              gint64                 now,
                              gint64                 amount);
gint64 sight_sliding_sum_get (const SightSlidingSum *self,
                              gint64                 now);

G_END_DECLS
