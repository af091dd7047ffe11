/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-pair-machine.h"
#include "media/sight-peer-statistics.h"

G_BEGIN_DECLS

/* How it goes with one participant, and what is to blame, the worst first. */
typedef enum
{
  SIGHT_VERDICT_ENDED,
  SIGHT_VERDICT_CONNECTING,
  SIGHT_VERDICT_RECONNECTING,
  SIGHT_VERDICT_PATH,        /* packets are lost in both directions */
  SIGHT_VERDICT_UPLOAD,      /* what we send does not get through */
  SIGHT_VERDICT_THEIR_UPLOAD, /* what they send does not get through */
  SIGHT_VERDICT_UNEVEN,      /* all of it comes, but not in time */
  SIGHT_VERDICT_FAR,         /* a long round trip */
  SIGHT_VERDICT_RELAYED_TCP,
  SIGHT_VERDICT_RELAYED,     /* and good */
  SIGHT_VERDICT_GOOD,
} SightVerdict;

/* From two moments of the same participant, a few seconds apart; the first may
 * be %NULL.
 */
SightVerdict  sight_verdict_judge       (SightPairState             state,
                                         const SightPeerStatistics *before,
                                         const SightPeerStatistics *now);
/* "upload" and the like, for programs. */
const char   *sight_verdict_to_name     (SightVerdict               verdict);
/* For people. */
const char   *sight_verdict_to_sentence (SightVerdict               verdict);

G_END_DECLS
