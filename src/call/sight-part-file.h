/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-control-message.h"

G_BEGIN_DECLS

/**
 * SightPartFile:
 *
 * A file that is being received: "name.part" in the directory that was chosen,
 * and under its name only when all of it is there. Nothing that exists is
 * written over and no link is followed. It blocks on the disk: for the threads
 * of #GTask. One at a time may use it.
 */
typedef struct _SightPartFile SightPartFile;

/* @name is clean. The errors are SIGHT_CALL_ERROR_FILE_... */
SightPartFile *sight_part_file_new      (const char           *directory,
                                         const char           *name,
                                         GError              **error);
/* Removes the file, unless it was finished. */
void           sight_part_file_free     (SightPartFile        *self);

gboolean       sight_part_file_append   (SightPartFile        *self,
                                         GBytes               *bytes,
                                         GError              **error);
/* Gives it its name, where @hash is that of all that was appended. */
gboolean       sight_part_file_finish   (SightPartFile        *self,
                                         const guint8          hash[SIGHT_FILE_HASH_LENGTH],
                                         GError              **error);
/* Where it is when finished. */
const char    *sight_part_file_get_path (const SightPartFile  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightPartFile, sight_part_file_free)

G_END_DECLS
