/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the readers of what stands in a box. */

/* The place of @name in @names, or -1; %NULL is no name. */
int      sight_names_find       (const char * const *names,
                                 guint               n_names,
                                 const char         *name);
/* Whether @text has @min to @max characters of ICE: A-Z a-z 0-9 + / */
gboolean sight_text_is_ice      (const char         *text,
                                 gsize               length,
                                 gsize               min,
                                 gsize               max);
gboolean sight_text_is_hex      (const char         *text,
                                 gsize               length,
                                 gsize               expected);

G_END_DECLS
