/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-participant.h"

G_BEGIN_DECLS

/* Somebody else in the call, in words. */

/* Never %NULL: a stand-in for who has no name, or not yet. */
const char *sight_person_get_name       (SightParticipant *participant);
const char *sight_person_state_to_words (SightPairState    state,
                                         gboolean          is_away);
/* "Connected · microphone off"; for the list, and to be read aloud. */
char       *sight_person_describe       (SightParticipant *participant);

G_END_DECLS
