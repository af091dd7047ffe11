/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What another application shows, because the person asked for it just now. An
 * error is told in the window of @widget.
 */
void sight_show_uri    (GtkWidget  *widget,
                        const char *uri);
/* The file in its folder; it is not opened. */
void sight_show_folder (GtkWidget  *widget,
                        const char *path);

G_END_DECLS
