/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-peer-connection.h"
#include "media/sight-peer-pipeline.h"

G_BEGIN_DECLS

/* For tests, before it starts: an offer with the numbers of another program. */
void               sight_peer_connection_set_plan     (SightPeerConnection    *self,
                                                       const SightDescription *plan);
/* For statistics and tests; NULL while there is none. */
SightPeerPipeline *sight_peer_connection_get_pipeline (SightPeerConnection    *self);

G_END_DECLS
