/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Leaves room for a number and for the end of an unfinished file. */
#define SIGHT_FILE_NAME_BYTES 200

/* The name under which a stranger's file may be kept and shown, PROTOCOL.md
 * section 14: one component of a path, never empty.
 */
char *sight_file_name_clean    (const char *name);
/* "name (2).end" for 2; @name itself for 1. */
char *sight_file_name_numbered (const char *name,
                                guint       number);

G_END_DECLS
