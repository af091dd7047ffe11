/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CALL_HERALD (sight_call_herald_get_type ())

G_DECLARE_FINAL_TYPE (SightCallHerald, sight_call_herald, SIGHT, CALL_HERALD, GObject)

/**
 * SightCallHerald:
 *
 * Puts into words what happens in a call: who comes and goes, raises a hand,
 * reacts, is lost and found, writes or waits at the door.
 *
 * Signal "said" (string sentence).
 */
SightCallHerald *sight_call_herald_new (SightCall *call);

G_END_DECLS
