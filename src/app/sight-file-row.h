/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "app/sight-chat-entry.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_FILE_ROW (sight_file_row_get_type ())

G_DECLARE_FINAL_TYPE (SightFileRow, sight_file_row, SIGHT, FILE_ROW, GtkWidget)

/**
 * SightFileRow:
 *
 * A file on its way: how much of it is there, and what can be done about it.
 * Nothing is saved before the person says so, and nothing is opened.
 *
 * Actions: "file.save", "file.save-to", "file.decline", "file.cancel",
 * "file.retry", "file.show".
 */
GtkWidget *sight_file_row_new       (void);
void       sight_file_row_set_entry (SightFileRow   *self,
                                     SightChatEntry *entry);
/* What is told under the name of @transfer, by its state. */
char      *sight_file_row_describe  (SightFileTransfer *transfer);

G_END_DECLS
