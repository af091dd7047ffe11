/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_STATISTICS_PAGE (sight_statistics_page_get_type ())

G_DECLARE_FINAL_TYPE (SightStatisticsPage, sight_statistics_page, SIGHT, STATISTICS_PAGE, SightPage)

/**
 * SightStatisticsPage:
 *
 * How the connection to everyone is, and a file of it.
 *
 * Action "statistics.export" (string: "json" or "csv").
 */

G_END_DECLS
