/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where received files go: what was chosen, or else the folder that the system
 * has for downloads, or at last the home folder. In a sandbox those are not there,
 * and what is put into its own home folder is gone with it: there it is %NULL until
 * somebody chose.
 */
char *sight_downloads_get_folder (void);
void  sight_downloads_set_folder (const char *folder);

/* What people call a folder, also where a portal gave it another path. */
char *sight_downloads_describe   (const char *folder);

G_END_DECLS
