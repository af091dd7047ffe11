/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_SERVER_PREFERENCES (sight_server_preferences_get_type ())

G_DECLARE_FINAL_TYPE (SightServerPreferences, sight_server_preferences, SIGHT, SERVER_PREFERENCES, AdwPreferencesPage)

/**
 * SightServerPreferences:
 *
 * Where new calls meet, whether that works, and which paths may be taken.
 */
void sight_server_preferences_bind (SightServerPreferences *self,
                                    GSettings              *settings);

G_END_DECLS
