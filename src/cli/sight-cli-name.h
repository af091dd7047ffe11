/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-participant.h"

G_BEGIN_DECLS

/* How to call somebody in a sentence, also one who has no name, or is gone:
 * %NULL.
 */
const char *sight_cli_name_of (SightParticipant *participant);

G_END_DECLS
