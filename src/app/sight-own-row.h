/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_OWN_ROW (sight_own_row_get_type ())

G_DECLARE_FINAL_TYPE (SightOwnRow, sight_own_row, SIGHT, OWN_ROW, AdwActionRow)

/**
 * SightOwnRow:
 *
 * Ourselves among the people, as the others are told of us. The meeting is in a
 * call.
 */
GtkWidget *sight_own_row_new (SightMeeting *meeting);

G_END_DECLS
