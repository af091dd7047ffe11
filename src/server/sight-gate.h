/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "server/sight-address.h"

G_BEGIN_DECLS

/**
 * SightGate:
 *
 * Counts the connections that are not a WebSocket (yet), in all and by
 * address. The hub's limits begin with the handshake: without this, whoever
 * opens connections and says nothing could take every file descriptor.
 */
typedef struct _SightGate SightGate;

/* One address that has connections open. */
typedef struct _SightGateEntry SightGateEntry;

SightGate      *sight_gate_new       (guint               total,
                                      guint               per_address);
void            sight_gate_free      (SightGate          *self);
/* @counted: FALSE for proxies, which stand for many. */
gboolean        sight_gate_has_room  (SightGate          *self,
                                      const SightAddress *address,
                                      gboolean            counted);
/* Every enter is followed by one leave. */
SightGateEntry *sight_gate_enter     (SightGate          *self,
                                      const SightAddress *address);
void            sight_gate_leave     (SightGate          *self,
                                      SightGateEntry     *entry);
guint           sight_gate_get_count (SightGate          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightGate, sight_gate_free)

G_END_DECLS
