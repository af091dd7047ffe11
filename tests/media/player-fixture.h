/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Another program that plays a tone on the test's speaker: this one once more.
 *
 * A test calls player_main() first of all, and is over where that is true.
 */
gboolean     player_main (int           *argc,
                          char        ***argv);

/* @details: of the pipeline, behind the tone; "" for none. @properties: of its
 * stream, such as ",media.role=music"; "" for none.
 */
GSubprocess *player_new  (const char    *name,
                          guint          hz,
                          const char    *details,
                          const char    *properties);
void         player_stop (GSubprocess   *player);

G_END_DECLS
