/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-chat-message.h"
#include "protocol/sight-shared-message.h"

G_BEGIN_DECLS

/* What waits for one member, and how much of it is on its way. */
#define SIGHT_CHAT_WAITING_MAX 1024
#define SIGHT_CHAT_WINDOW      32
/* The messages of one member that are known when they come again. */
#define SIGHT_CHAT_HAD_MAX     4096

typedef enum
{
  SIGHT_CHAT_PATH_CHANNEL,
  SIGHT_CHAT_PATH_SERVER,
  SIGHT_CHAT_N_PATHS,
} SightChatPath;

/* What a message from the other side is. */
typedef enum
{
  SIGHT_CHAT_NEW,
  SIGHT_CHAT_AGAIN, /* to be acknowledged once more */
  SIGHT_CHAT_GAP,   /* one before it is missing: it will come again */
} SightChatNews;

/**
 * SightChatLine:
 *
 * The chat of one pair of members, PROTOCOL.md section 13.1: what was said and
 * not acknowledged yet, and what was heard already. Knows no network and no
 * clock.
 */
typedef struct _SightChatLine SightChatLine;

SightChatLine    *sight_chat_line_new          (void);
/* What still waits counts as missed. */
void              sight_chat_line_free         (SightChatLine         *self);

/* False where too much waits already. */
gboolean          sight_chat_line_say          (SightChatLine         *self,
                                                SightChatMessage      *message);
/* Whether a message may go out: false where there is none, or enough is on its
 * way.
 */
gboolean          sight_chat_line_has_next     (const SightChatLine   *self);
/* That message; its text is borrowed. */
void              sight_chat_line_next         (SightChatLine         *self,
                                                SightChatFields       *out);
/* What is on its way may be lost: all of it goes out again. */
void              sight_chat_line_rewind       (SightChatLine         *self);
gboolean          sight_chat_line_acknowledged (SightChatLine         *self,
                                                const SightId         *id);
SightChatNews     sight_chat_line_hear         (SightChatLine         *self,
                                                const SightChatFields *fields);

guint             sight_chat_line_get_waiting  (const SightChatLine   *self);
gboolean          sight_chat_line_is_on_way    (const SightChatLine   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightChatLine, sight_chat_line_free)

G_END_DECLS
