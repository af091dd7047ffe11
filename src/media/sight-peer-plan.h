/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-description.h"

G_BEGIN_DECLS

/* What the lines of a connection are to be, before webrtcbin describes them:
 * codecs, payload types, SSRCs and extensions of a SightDescription. The rest
 * stays empty.
 */
void sight_peer_plan_offer  (SightDescription       *plan,
                             SightCodec              video_codec);
/* The offer's codecs and numbers, and SSRCs of our own. */
void sight_peer_plan_answer (SightDescription       *plan,
                             const SightDescription *offer);

G_END_DECLS
