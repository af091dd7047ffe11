/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where received files go: what was chosen, or else the folder that the system
 * has for downloads, or at last the home folder.
 */
char *sight_downloads_get_folder (void);

G_END_DECLS
