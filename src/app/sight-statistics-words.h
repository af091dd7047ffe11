/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-statistics-log.h"

G_BEGIN_DECLS

/* How a connection is, for people. */

/* "Direct, over UDP" and the like. */
char *sight_path_to_words              (const SightPathStatistics   *path);

/* One number: @section is the heading that it stands under. */
typedef void (*SightStatisticsWordsFunc) (const char *section,
                                          const char *name,
                                          const char *value,
                                          gpointer    data);

/* All that is known, line by line; lines on which nothing goes are left out. */
void  sight_statistics_to_words        (const SightStatisticsRecord *record,
                                        SightStatisticsWordsFunc     func,
                                        gpointer                     data);

/* Of all lines the worst, 0 to 1; negative where nothing is known. */
double sight_statistics_get_sent_loss     (const SightPeerStatistics *statistics);
double sight_statistics_get_received_loss (const SightPeerStatistics *statistics);
/* In ms; negative where it is not known. */
double sight_statistics_get_round_trip    (const SightPeerStatistics *statistics);

G_END_DECLS
