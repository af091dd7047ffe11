/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightBucket:
 *
 * A token bucket: so much at once, so much a second. Time is passed in.
 */
typedef struct
{
  double tokens;
  gint64 updated;
} SightBucket;

static inline void
sight_bucket_init (SightBucket *self,
                   double       burst,
                   gint64       now)
{
  self->tokens = burst;
  self->updated = now;
}

static inline void
sight_bucket_refill (SightBucket *self,
                     double       rate,
                     double       burst,
                     gint64       now)
{
  self->tokens = MIN (burst, self->tokens + (now - self->updated) * rate / G_USEC_PER_SEC);
  self->updated = now;
}

/* Takes nothing when there is too little. */
static inline gboolean
sight_bucket_take (SightBucket *self,
                   double       rate,
                   double       burst,
                   double       amount,
                   gint64       now)
{
  sight_bucket_refill (self, rate, burst, now);
  if (self->tokens < amount)
    return FALSE;

  self->tokens -= amount;

  return TRUE;
}

/* Takes what was used already, after a take that was granted. What is not there
 * is owed: nothing is granted until it is paid off.
 */
static inline void
sight_bucket_owe (SightBucket *self,
                  double       amount)
{
  self->tokens -= amount;
}

/* Milliseconds until @amount would be there, after a refused take. */
static inline gint64
sight_bucket_get_wait (const SightBucket *self,
                       double             rate,
                       double             amount)
{
  return (gint64) ((amount - self->tokens) * 1000 / rate) + 1;
}

G_END_DECLS
