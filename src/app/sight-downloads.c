/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-downloads.h"

#include <gio/gio.h>
#include <string.h>

#include "sight-build-config.h"

/* Where the portal of documents keeps the true path; newer ones have it. */
#define HOST_PATH "xattr::document-portal.host-path"

#define KEY "download-folder"

char *
sight_downloads_get_folder (void)
{
  g_autoptr(GSettings) settings = g_settings_new (SIGHT_APP_ID);
  g_autofree char *chosen = g_settings_get_string (settings, KEY);
  const char *system = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  if (*chosen != '\0' && g_file_test (chosen, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&chosen);
  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return NULL;

  return g_strdup (system != NULL && g_file_test (system, G_FILE_TEST_IS_DIR) ? system : g_get_home_dir ());
}

void
sight_downloads_set_folder (const char *folder)
{
  g_autoptr(GSettings) settings = g_settings_new (SIGHT_APP_ID);

  g_settings_set_string (settings, KEY, folder);
}

static gboolean
is_document (const char *path)
{
  g_autofree char *documents = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);

  return g_str_has_prefix (path, documents) && path[strlen (documents)] == G_DIR_SEPARATOR;
}

char *
sight_downloads_describe (const char *folder)
{
  g_autoptr(GFile) file = g_file_new_for_path (folder);
  g_autoptr(GFileInfo) info = NULL;
  const char *path = NULL;

  if (!is_document (folder))
    return g_filename_display_name (folder);

  info = g_file_query_info (file, HOST_PATH, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  if (info != NULL)
    path = g_file_info_get_attribute_string (info, HOST_PATH);

  return path != NULL ? g_filename_display_name (path) : g_filename_display_basename (folder);
}
