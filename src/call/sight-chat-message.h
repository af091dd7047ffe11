/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "protocol/sight-shared-message.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CHAT_MESSAGE (sight_chat_message_get_type ())

G_DECLARE_FINAL_TYPE (SightChatMessage, sight_chat_message, SIGHT, CHAT_MESSAGE, GObject)

typedef enum
{
  SIGHT_CHAT_RECEIVED,
  SIGHT_CHAT_SENDING,   /* somebody has not acknowledged it yet */
  SIGHT_CHAT_DELIVERED, /* to everyone who was there and still is */
  SIGHT_CHAT_MISSED,    /* somebody left, or could not be reached, before it arrived */
} SightChatMessageState;

/**
 * SightChatMessage:
 *
 * One line of the conversation, said by somebody or by us.
 */
SightChatMessage      *sight_chat_message_new_received  (const SightId         *sender,
                                                         const SightChatFields *fields);
SightChatMessage      *sight_chat_message_new_own       (const SightChatFields *fields);

const SightId         *sight_chat_message_get_id        (SightChatMessage      *self);
/* The member who said it; %NULL where we did. */
const SightId         *sight_chat_message_get_sender    (SightChatMessage      *self);
/* As it may be shown: without control characters but line breaks and tabs. */
const char            *sight_chat_message_get_text      (SightChatMessage      *self);
/* By the clock of who said it, Unix ms. */
gint64                 sight_chat_message_get_at        (SightChatMessage      *self);
SightChatMessageState  sight_chat_message_get_state     (SightChatMessage      *self);

/* For #SightChat: for how many it is on its way, and how one of them ended. */
void                   sight_chat_message_expect        (SightChatMessage      *self,
                                                         guint                  receivers);
void                   sight_chat_message_arrived       (SightChatMessage      *self);
void                   sight_chat_message_missed        (SightChatMessage      *self);

G_END_DECLS
