/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "call/sight-chat-message.h"
#include "call/sight-file-transfer.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CHAT_ENTRY (sight_chat_entry_get_type ())

G_DECLARE_FINAL_TYPE (SightChatEntry, sight_chat_entry, SIGHT, CHAT_ENTRY, GObject)

/**
 * SightChatEntry:
 *
 * One row of the conversation: a message, or a file on its way.
 *
 * Properties: "who" (string, nullable): the name of the other person, which
 * stays when that person leaves. "starts-group": the name is to be shown, as
 * somebody else spoke before, or nobody for a while.
 */
SightChatEntry    *sight_chat_entry_new_message  (SightChatMessage  *message,
                                                  const char        *who,
                                                  gint64             at);
/* @files: the list that @transfer is in, a #SightFileExchange. */
SightChatEntry    *sight_chat_entry_new_file     (SightFileTransfer *transfer,
                                                  GListModel        *files,
                                                  const char        *who,
                                                  gint64             at);

/* One of the two is %NULL. */
SightChatMessage  *sight_chat_entry_get_message  (SightChatEntry    *self);
SightFileTransfer *sight_chat_entry_get_transfer (SightChatEntry    *self);
GListModel        *sight_chat_entry_get_files    (SightChatEntry    *self);
gboolean           sight_chat_entry_is_own       (SightChatEntry    *self);
/* Unix ms, as it is to be shown. */
gint64             sight_chat_entry_get_at       (SightChatEntry    *self);

const char        *sight_chat_entry_get_who      (SightChatEntry    *self);
void               sight_chat_entry_set_who      (SightChatEntry    *self,
                                                  const char        *who);

gboolean           sight_chat_entry_starts_group (SightChatEntry    *self);
/* @previous: the row above, or %NULL. */
void               sight_chat_entry_update_group (SightChatEntry    *self,
                                                  SightChatEntry    *previous);

G_END_DECLS
