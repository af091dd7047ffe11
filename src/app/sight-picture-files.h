/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SightPictureFiles:
 *
 * Pictures that have no file yet, such as a pasted screenshot, as files that can
 * be sent: in a folder of their own, which goes with all that is in it.
 */
typedef struct _SightPictureFiles SightPictureFiles;

SightPictureFiles *sight_picture_files_new         (void);
/* The files are removed. */
void               sight_picture_files_free        (SightPictureFiles   *self);

/* Never waits: the picture is packed in a thread. */
void               sight_picture_files_save_async  (SightPictureFiles   *self,
                                                    GdkTexture          *picture,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
/* Its path. */
char              *sight_picture_files_save_finish (GAsyncResult        *result,
                                                    GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightPictureFiles, sight_picture_files_free)

G_END_DECLS
