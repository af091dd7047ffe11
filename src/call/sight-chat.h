/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "call/sight-chat-line.h"
#include "call/sight-chat-message.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CHAT (sight_chat_get_type ())

G_DECLARE_FINAL_TYPE (SightChat, sight_chat, SIGHT, CHAT, GObject)

/* What is kept of the conversation. */
#define SIGHT_CHAT_MESSAGES_MAX 5000
#define SIGHT_CHAT_BYTES_MAX    (8 * 1024 * 1024)

/* Says @fields to @peer: an acknowledgement where the text is %NULL, else a
 * message. It may be lost; it is said again then. Must not call back into the
 * chat.
 */
typedef void (*SightChatSend) (gpointer               data,
                               const SightId         *peer,
                               SightChatPath          path,
                               const SightChatFields *fields);

/**
 * SightChat:
 *
 * The conversation of a call: a #GListModel of #SightChatMessage, in the order
 * in which they came, and one #SightChatLine for each of the others. What is
 * said arrives at everyone once and in order, however often connections break:
 * over the data channel where there is one, else through the server. Time is
 * passed in: monotonic microseconds.
 */
SightChat        *sight_chat_new          (SightChatSend           send,
                                           gpointer                data);

void              sight_chat_add_peer     (SightChat              *self,
                                           const SightId          *peer);
/* What @peer has not acknowledged is missed. */
void              sight_chat_remove_peer  (SightChat              *self,
                                           const SightId          *peer);
/* The same person goes on under another id, and maybe in a program that knows
 * nothing of what was said.
 */
void              sight_chat_replace_peer (SightChat              *self,
                                           const SightId          *peer,
                                           const SightId          *replacement);

/* A new way to @peer: a channel of a new generation, or a new connection to the
 * server. What was on its way may be lost, and is said again.
 */
void              sight_chat_path_up      (SightChat              *self,
                                           const SightId          *peer,
                                           SightChatPath           path,
                                           gint64                  now);
void              sight_chat_path_down    (SightChat              *self,
                                           const SightId          *peer,
                                           SightChatPath           path,
                                           gint64                  now);

/* Says @text to everyone who is there. @at: Unix ms, to be shown. Returns: (transfer none) */
SightChatMessage *sight_chat_say          (SightChat              *self,
                                           const char             *text,
                                           gint64                  at,
                                           gint64                  now,
                                           GError                **error);
/* A chat message or an acknowledgement (without text) of @peer came on @path. */
void              sight_chat_received     (SightChat              *self,
                                           const SightId          *peer,
                                           SightChatPath           path,
                                           const SightChatFields  *fields,
                                           gint64                  now);

/* When to tick next; G_MAXINT64 for never. */
gint64            sight_chat_get_deadline (SightChat              *self);
void              sight_chat_tick         (SightChat              *self,
                                           gint64                  now);

/* How many of our messages @peer has not acknowledged. */
guint             sight_chat_get_waiting  (SightChat              *self,
                                           const SightId          *peer);

G_END_DECLS
