/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-application.h"
#include "app/sight-window.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_ATTENDANT (sight_attendant_get_type ())

G_DECLARE_FINAL_TYPE (SightAttendant, sight_attendant, SIGHT, ATTENDANT, GObject)

/**
 * SightAttendant:
 *
 * Looks after what surrounds the call of a window: the computer stays awake,
 * the call is remembered, who comes is heard, and who has other things to do is
 * told. The actions of the application that are about a call are there while
 * there is one.
 */

/* For as long as @window is there, which it is to belong to. */
SightAttendant *sight_attendant_new (SightApplication *application,
                                     SightWindow      *window);

G_END_DECLS
