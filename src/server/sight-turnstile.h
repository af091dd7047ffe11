/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "server/sight-address.h"

G_BEGIN_DECLS

/**
 * SightTurnstile:
 *
 * Counts the connections that are not a WebSocket (yet), in all and by
 * address. The hub's limits begin with the handshake: without this, whoever
 * opens connections and says nothing could take every file descriptor.
 */
typedef struct _SightTurnstile SightTurnstile;

/* One address that has connections open. */
typedef struct _SightTurnstileEntry SightTurnstileEntry;

SightTurnstile      *sight_turnstile_new       (guint                total,
                                                guint                per_address);
void                 sight_turnstile_free      (SightTurnstile      *self);
/* @counted: FALSE for proxies, which stand for many. */
gboolean             sight_turnstile_has_room  (SightTurnstile      *self,
                                                const SightAddress  *address,
                                                gboolean             counted);
/* Every enter is followed by one leave. */
SightTurnstileEntry *sight_turnstile_enter     (SightTurnstile      *self,
                                                const SightAddress  *address);
void                 sight_turnstile_leave     (SightTurnstile      *self,
                                                SightTurnstileEntry *entry);
guint                sight_turnstile_get_count (SightTurnstile      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightTurnstile, sight_turnstile_free)

G_END_DECLS
