/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_PERSON_ROW (sight_person_row_get_type ())

G_DECLARE_FINAL_TYPE (SightPersonRow, sight_person_row, SIGHT, PERSON_ROW, AdwExpanderRow)

/**
 * SightPersonRow:
 *
 * Somebody else in the call, and what one can do about them.
 *
 * Actions: "person.verify", "person.remove".
 */
GtkWidget *sight_person_row_new (SightMeeting     *meeting,
                                 SightParticipant *participant);

G_END_DECLS
