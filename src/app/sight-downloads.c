/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-downloads.h"

#include <gio/gio.h>

#include "sight-build-config.h"

char *
sight_downloads_get_folder (void)
{
  g_autoptr(GSettings) settings = g_settings_new (SIGHT_APP_ID);
  g_autofree char *chosen = g_settings_get_string (settings, "download-folder");
  const char *system = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  if (*chosen != '\0' && g_file_test (chosen, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&chosen);

  return g_strdup (system != NULL && g_file_test (system, G_FILE_TEST_IS_DIR) ? system : g_get_home_dir ());
}
