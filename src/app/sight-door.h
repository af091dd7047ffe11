/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_KNOCK (sight_knock_get_type ())

G_DECLARE_FINAL_TYPE (SightKnock, sight_knock, SIGHT, KNOCK, GObject)

/**
 * SightKnock:
 *
 * Somebody who waits to be let in.
 *
 * Property "name" (string, nullable): as that person says; it comes later.
 */
const SightId *sight_knock_get_id   (SightKnock *self);
const char    *sight_knock_get_name (SightKnock *self);

#define SIGHT_TYPE_DOOR (sight_door_get_type ())

G_DECLARE_FINAL_TYPE (SightDoor, sight_door, SIGHT, DOOR, GObject)

/**
 * SightDoor:
 *
 * Who waits to be let into a call that we host: a #GListModel of #SightKnock.
 */
SightDoor     *sight_door_new       (SightCall  *call);
/* It is taken off the list at once. */
void           sight_door_answer    (SightDoor  *self,
                                     SightKnock *knock,
                                     gboolean    admit);

G_END_DECLS
