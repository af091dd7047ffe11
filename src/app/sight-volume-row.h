/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_VOLUME_ROW (sight_volume_row_get_type ())

G_DECLARE_FINAL_TYPE (SightVolumeRow, sight_volume_row, SIGHT, VOLUME_ROW, AdwPreferencesRow)

/**
 * SightVolumeRow:
 *
 * How loud somebody else is here, and whether at all. Nobody is told.
 */
void sight_volume_row_set_participant (SightVolumeRow   *self,
                                       SightMeeting     *meeting,
                                       SightParticipant *participant);

G_END_DECLS
