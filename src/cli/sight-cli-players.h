/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/sight-cli-event.h"

G_BEGIN_DECLS

/* Says which programs play sound that could be shared with the screen, or why
 * that is not known.
 */
void sight_cli_list_players (const SightCliTeller *teller);

G_END_DECLS
