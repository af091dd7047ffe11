/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightIceRenewal:
 *
 * When to ask the server for new TURN credentials, which live for minutes while
 * a call may need a new connection at any moment: when half of their life is
 * over, and when a connection is about to be made. Pure: times are passed in,
 * monotonic microseconds but where it says wall. Starts as zeros.
 */
typedef struct
{
  gint64 taken_at;  /* 0: there are none */
  gint64 renew_at;  /* G_MAXINT64: they live for ever */
  gint64 asked_at;
} SightIceRenewal;

/* The server's list came; @expires is Unix time in seconds, 0 for never. */
void     sight_ice_renewal_take         (SightIceRenewal       *self,
                                         gint64                 expires,
                                         gint64                 wall,
                                         gint64                 now);
/* When to call is_due() again; G_MAXINT64 for never. */
gint64   sight_ice_renewal_get_deadline (const SightIceRenewal *self);
/* True: ask now. Then asked() if that was possible. */
gboolean sight_ice_renewal_is_due       (const SightIceRenewal *self,
                                         gint64                 now);
/* The same, where a connection is about to be made. */
gboolean sight_ice_renewal_is_wanted    (const SightIceRenewal *self,
                                         gint64                 now);
void     sight_ice_renewal_asked        (SightIceRenewal       *self,
                                         gint64                 now);

G_END_DECLS
