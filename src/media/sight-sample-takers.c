/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sample-takers.h"

typedef struct
{
  gpointer        taker;
  SightSampleFunc func;
} Taker;

void
sight_sample_takers_init (SightSampleTakers *self)
{
  g_mutex_init (&self->lock);
  self->takers = g_array_new (FALSE, FALSE, sizeof (Taker));
}

void
sight_sample_takers_clear (SightSampleTakers *self)
{
  g_clear_pointer (&self->takers, g_array_unref);
  g_mutex_clear (&self->lock);
}

void
sight_sample_takers_add (SightSampleTakers *self,
                         gpointer           taker,
                         SightSampleFunc    func)
{
  Taker added = { taker, func };

  g_mutex_lock (&self->lock);
  g_array_append_val (self->takers, added);
  g_mutex_unlock (&self->lock);
}

void
sight_sample_takers_remove (SightSampleTakers *self,
                            gpointer           taker)
{
  g_mutex_lock (&self->lock);
  for (guint i = self->takers->len; i > 0; i--)
    if (g_array_index (self->takers, Taker, i - 1).taker == taker)
      g_array_remove_index (self->takers, i - 1);
  g_mutex_unlock (&self->lock);
}

void
sight_sample_takers_push (SightSampleTakers *self,
                          GstSample         *sample)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->takers->len; i++)
    {
      const Taker *taker = &g_array_index (self->takers, Taker, i);

      taker->func (taker->taker, sample);
    }
  g_mutex_unlock (&self->lock);
}
