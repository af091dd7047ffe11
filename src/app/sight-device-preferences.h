/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_DEVICE_PREFERENCES (sight_device_preferences_get_type ())

G_DECLARE_FINAL_TYPE (SightDevicePreferences, sight_device_preferences, SIGHT, DEVICE_PREFERENCES, AdwPreferencesPage)

/**
 * SightDevicePreferences:
 *
 * Which devices are used, and what is done with their sound and picture.
 */
void sight_device_preferences_bind (SightDevicePreferences *self,
                                    GSettings              *settings);

G_END_DECLS
