/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-peer-statistics.h"

G_BEGIN_DECLS

/* Calls @func on the thread of ICE, there and then, whenever another path is
 * taken; @transport is webrtcbin's own for DTLS.
 */
typedef void (*SightIcePathFunc) (const SightPathStatistics *path,
                                  gpointer                   data);

void                sight_ice_path_watch      (GObject          *dtls_transport,
                                               SightIcePathFunc  func,
                                               gpointer          data,
                                               GDestroyNotify    destroy);

/* How a relay is reached that gave us a candidate of @priority: webrtcbin tells
 * it in no other way.
 */
SightRelayTransport sight_ice_path_guess_relay (guint32          priority);

G_END_DECLS
