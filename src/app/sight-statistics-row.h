/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "call/sight-call-statistics.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_STATISTICS_ROW (sight_statistics_row_get_type ())

G_DECLARE_FINAL_TYPE (SightStatisticsRow, sight_statistics_row, SIGHT, STATISTICS_ROW, AdwExpanderRow)

/**
 * SightStatisticsRow:
 *
 * How the connection to one participant is: in a sentence first, then in graphs
 * and in numbers. It looks at nothing while it is not to be seen.
 */
GtkWidget *sight_statistics_row_new (SightCallStatistics *statistics,
                                     SightParticipant    *participant);

G_END_DECLS
