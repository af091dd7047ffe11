/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIGHT_NAME_MAX 64 /* code points */

/* A display name as it may be shown, PROTOCOL.md section 11. Names come from
 * strangers. Empty where nothing is left: show a stand-in then.
 */
char *sight_name_clean    (const char *text);
/* The same with at most @most code points. */
char *sight_name_clean_to (const char *text,
                           guint       most);

G_END_DECLS
