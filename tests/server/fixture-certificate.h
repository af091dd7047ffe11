/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes NAME.pem and NAME-key.pem into @directory: a self-signed certificate
 * for @host (a name or an address), valid from a day ago for @days days. Both
 * paths are to be freed.
 */
void fixture_certificate_write (const char  *directory,
                                const char  *name,
                                const char  *host,
                                int          days,
                                char       **certificate_path,
                                char       **key_path);

/* Removes a directory of a test with the files in it. */
void fixture_directory_remove  (const char  *directory);

G_END_DECLS
