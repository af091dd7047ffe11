/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_PREFERENCES (sight_preferences_get_type ())

G_DECLARE_FINAL_TYPE (SightPreferences, sight_preferences, SIGHT, PREFERENCES, AdwPreferencesWindow)

/**
 * SightPreferences:
 *
 * What can be chosen. Its pages are "general", "devices" and "server".
 */

/* @page may be %NULL. */
GtkWindow *sight_preferences_new (GtkWindow  *parent,
                                  GSettings  *settings,
                                  const char *page);

G_END_DECLS
