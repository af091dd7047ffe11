/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Configurations and secrets are small; a path that leads to something else
 * (/dev/zero, a log) is a mistake.
 */
#define SIGHT_SERVER_FILE_MAX (256 * 1024)

/* The whole file, NUL-terminated. @everyone tells whether all users of the
 * computer may read it.
 */
char *sight_server_file_read (const char  *path,
                              gsize       *length,
                              gboolean    *everyone,
                              GError     **error);
/* Logs that every user of the computer can read the secret in @path. */
void  sight_secret_file_warn (const char  *path);
/* Reads as above, and warns where it is so. */
char *sight_secret_file_read (const char  *path,
                              GError     **error);

G_END_DECLS
