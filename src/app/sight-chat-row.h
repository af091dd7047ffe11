/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "app/sight-chat-entry.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CHAT_ROW (sight_chat_row_get_type ())

G_DECLARE_FINAL_TYPE (SightChatRow, sight_chat_row, SIGHT, CHAT_ROW, GtkWidget)

/**
 * SightChatRow:
 *
 * One row of the conversation in its bubble: our own at the end side.
 */
GtkWidget *sight_chat_row_new       (void);
void       sight_chat_row_set_entry (SightChatRow   *self,
                                     SightChatEntry *entry);

G_END_DECLS
