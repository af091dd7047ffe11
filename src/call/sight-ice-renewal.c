/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-ice-renewal.h"

/* The expiry is in the server's time. Where our clock is wrong, half a life is
 * between these all the same: the longer is right for what servers usually say.
 */
#define HALF_LIFE_MIN (30 * G_USEC_PER_SEC)
#define HALF_LIFE_MAX (450 * G_USEC_PER_SEC)

#define FRESH_FOR     (2 * G_USEC_PER_SEC)
#define ASK_APART     (5 * G_USEC_PER_SEC)

void
sight_ice_renewal_take (SightIceRenewal *self,
                        gint64           expires,
                        gint64           wall,
                        gint64           now)
{
  gint64 seconds = expires - wall / G_USEC_PER_SEC;
  gint64 half = CLAMP (seconds, 0, 2 * HALF_LIFE_MAX / G_USEC_PER_SEC) * G_USEC_PER_SEC / 2;

  self->taken_at = now;
  self->renew_at = expires != 0 ? now + MAX (half, HALF_LIFE_MIN) : G_MAXINT64;
}

gint64
sight_ice_renewal_get_deadline (const SightIceRenewal *self)
{
  if (self->taken_at == 0 || self->renew_at == G_MAXINT64)
    return G_MAXINT64;

  return MAX (self->renew_at, self->asked_at + ASK_APART);
}

gboolean
sight_ice_renewal_is_due (const SightIceRenewal *self,
                          gint64                 now)
{
  return now >= sight_ice_renewal_get_deadline (self);
}

gboolean
sight_ice_renewal_is_wanted (const SightIceRenewal *self,
                             gint64                 now)
{
  return self->taken_at != 0 && self->renew_at != G_MAXINT64 &&
         now >= self->taken_at + FRESH_FOR && now >= self->asked_at + ASK_APART;
}

void
sight_ice_renewal_asked (SightIceRenewal *self,
                         gint64           now)
{
  self->asked_at = now;
}
