/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-statistics-log.h"

G_BEGIN_DECLS

/* Statistics as text. The fields are those of SightPeerStatistics, whose header
 * says what each means, and these before them:
 *
 *   time         milliseconds since 1970
 *   peer, name   who it is
 *   verdict      sight_verdict_to_name()
 *   state        sight_pair_state_to_name()
 *   generation, silent_ms, beat_round_trip, rtcp_round_trip, estimate, target, srtp
 *
 * In JSON a record is one object, with the objects "path", "sent", "received"
 * and, for "microphone", "camera", "screen" and "screen_sound", one of each
 * line, with "codec", "sent" and "received". In CSV it is one row, whose columns
 * are named alike with "_" between the parts: camera_received_lost. What is not
 * known is null, or empty.
 */

/* One object, without a line break. */
void sight_statistics_write_json       (const SightStatisticsRecord *record,
                                        GString                     *out);

/* RFC 4180. */
void sight_statistics_write_csv_header (GString                     *out);
void sight_statistics_write_csv        (const SightStatisticsRecord *record,
                                        GString                     *out);

G_END_DECLS
