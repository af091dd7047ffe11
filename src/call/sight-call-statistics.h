/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"
#include "call/sight-statistics-log.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CALL_STATISTICS (sight_call_statistics_get_type ())

G_DECLARE_FINAL_TYPE (SightCallStatistics, sight_call_statistics, SIGHT, CALL_STATISTICS, GObject)

/**
 * SightCallStatistics:
 *
 * Looks at everyone in a call once a second, and keeps the last two minutes:
 * for the command line, the application, and a file.
 *
 * Signals: "updated": once a second, when all have been looked at.
 */

SightCallStatistics *sight_call_statistics_new           (SightCall           *call);

/* The newest of one who is in the call, valid until the next "updated"; %NULL
 * before there is one.
 */
const SightStatisticsRecord *
                     sight_call_statistics_get           (SightCallStatistics *self,
                                                          const SightId       *id);
/* All that is kept of one, or with %NULL of everyone, also who left: one after
 * the other, the oldest first.
 */
void                 sight_call_statistics_foreach       (SightCallStatistics *self,
                                                          const SightId       *id,
                                                          SightStatisticsFunc  func,
                                                          gpointer             data);

/* The newest of everyone in the call, an object in each line; the fields are
 * told in sight-statistics-writer.h.
 */
void                 sight_call_statistics_write_json    (SightCallStatistics *self,
                                                          GString             *out);
/* All that is kept: an array of the same objects, and a table. */
void                 sight_call_statistics_export_json   (SightCallStatistics *self,
                                                          GString             *out);
void                 sight_call_statistics_export_csv    (SightCallStatistics *self,
                                                          GString             *out);

/* Looks at once, and not only in a second: what is to be the end of a file. */
void                 sight_call_statistics_update        (SightCallStatistics *self);

G_END_DECLS
