/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What Unicode says, where GLib says something else or nothing. */

/* The property White_Space: g_unichar_isspace() misses two of them. */
gboolean sight_unichar_is_white_space    (gunichar     c);
gboolean sight_unichar_is_letter_or_mark (gunichar     c);

/* @text without the white space at its ends. @text is valid UTF-8. */
char    *sight_text_strip                (const char  *text);
glong    sight_text_count                (const char  *text);

G_END_DECLS
