/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-backoff.h"

#define SPREAD 0.3

static const guint waits_ms[] = { 0, 500, 1000, 2000, 4000, 8000 };

guint
sight_backoff_next (SightBackoff *self,
                    double        random)
{
  guint wait = waits_ms[MIN (self->tries, G_N_ELEMENTS (waits_ms) - 1)];

  self->tries++;

  return (guint) (wait * (1 - SPREAD + 2 * SPREAD * random) + 0.5);
}

void
sight_backoff_reset (SightBackoff *self)
{
  self->tries = 0;
}
