/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file with bytes that no other one has; its path. */
char  *file_kit_make         (const char *directory,
                              const char *name,
                              gsize       size);
void   file_kit_expect_equal (const char *path,
                              const char *other);
/* The names in a directory. */
guint  file_kit_count        (const char *directory);
/* With all that is in it. */
void   file_kit_remove       (const char *path);

G_END_DECLS
