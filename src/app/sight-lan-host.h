/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "protocol/sight-room-link.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_LAN_HOST (sight_lan_host_get_type ())

G_DECLARE_FINAL_TYPE (SightLanHost, sight_lan_host, SIGHT, LAN_HOST, GObject)

/**
 * SightLanHost:
 *
 * A server for the people on the same network, within this program.
 *
 * Signal "changed": it started or stopped, there are other addresses, or
 * someone came or went.
 */
SightLanHost  *sight_lan_host_new           (void);

gboolean       sight_lan_host_start         (SightLanHost  *self,
                                             GError       **error);
/* Calls go on; nobody new finds in. */
void           sight_lan_host_stop          (SightLanHost  *self);
gboolean       sight_lan_host_is_running    (SightLanHost  *self);

/* Those of this computer, the likeliest first; empty without a network.
 * (transfer none)
 */
const char * const *
               sight_lan_host_get_addresses (SightLanHost  *self);
/* The room behind one of them; the same room as long as the program runs. */
SightRoomLink *sight_lan_host_make_link     (SightLanHost  *self,
                                             const char    *address);
/* How many are in its rooms. */
guint          sight_lan_host_count_members (SightLanHost  *self);

G_END_DECLS
