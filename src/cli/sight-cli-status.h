/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-statistics-log.h"

G_BEGIN_DECLS

/* How it goes with somebody, in a few lines for people. */
void sight_cli_status_append (GString                     *out,
                              const SightStatisticsRecord *record);

G_END_DECLS
