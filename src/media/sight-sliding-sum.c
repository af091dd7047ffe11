/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sliding-sum.h"

#define SLOT_TIME (G_USEC_PER_SEC / SIGHT_SLIDING_SLOTS)
/* A whole second, and the part of a slot that is not over. */
#define N_SLOTS   (SIGHT_SLIDING_SLOTS + 1)

void
sight_sliding_sum_add (SightSlidingSum *self,
                       gint64           now,
                       gint64           amount)
{
  gint64 slot = now / SLOT_TIME;

  self->newest = MAX (self->newest, slot - N_SLOTS);
  while (self->newest < slot)
    self->slots[++self->newest % N_SLOTS] = 0;

  self->slots[self->newest % N_SLOTS] += amount;
}

gint64
sight_sliding_sum_get (const SightSlidingSum *self,
                       gint64                 now)
{
  gint64 current = now / SLOT_TIME;
  gint64 oldest = MAX (current, self->newest) - SIGHT_SLIDING_SLOTS;
  gint64 sum = 0;

  for (gint64 slot = MAX (oldest, 0); slot < current && slot <= self->newest; slot++)
    sum += self->slots[slot % N_SLOTS];

  return sum;
}
