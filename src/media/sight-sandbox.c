/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sandbox.h"

gboolean
sight_sandbox_is_around_us (void)
{
  return g_strcmp0 (g_getenv ("SIGHT_TEST_SANDBOX"), "1") == 0 || g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}
