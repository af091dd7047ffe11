/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-chat-stream.h"

G_BEGIN_DECLS

/**
 * SightChatFollower:
 *
 * Tells a stream who is in a call: the names, and the files between us and each.
 */
typedef struct _SightChatFollower SightChatFollower;

/* @participants: of #SightParticipant, a call */
SightChatFollower *sight_chat_follower_new  (SightChatStream   *stream,
                                             GListModel        *participants);
void               sight_chat_follower_free (SightChatFollower *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightChatFollower, sight_chat_follower_free)

G_END_DECLS
