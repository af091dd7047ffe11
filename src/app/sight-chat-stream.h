/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-chat-entry.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CHAT_STREAM (sight_chat_stream_get_type ())

G_DECLARE_FINAL_TYPE (SightChatStream, sight_chat_stream, SIGHT, CHAT_STREAM, GObject)

/* Unix ms. */
typedef gint64 (*SightChatStreamClock) (void);
/* The name of a member, or %NULL. */
typedef const char *(*SightChatStreamLookup) (gpointer       data,
                                              const SightId *who);

/**
 * SightChatStream:
 *
 * A conversation as it is read: a #GListModel of #SightChatEntry, messages and
 * files of everyone in the order in which they appeared. Nothing that was seen
 * ever moves, so that the order of the messages stays as the call has it.
 *
 * Properties: "unread" (uint): what others said and offered while nobody read.
 * "is-read" (boolean): somebody reads now.
 */
SightChatStream *sight_chat_stream_new          (GListModel           *messages,
                                                 SightChatStreamClock  clock);

/* Asked for names that were not told: a member may go on under another id. */
void             sight_chat_stream_set_lookup   (SightChatStream      *self,
                                                 SightChatStreamLookup lookup,
                                                 gpointer              data);

/* A list of #SightFileTransfer, between us and @who. */
void             sight_chat_stream_add_files    (SightChatStream      *self,
                                                 GListModel           *files,
                                                 const SightId        *who);
/* The other is gone: the rows stay. */
void             sight_chat_stream_remove_files (SightChatStream      *self,
                                                 GListModel           *files);
/* Who it is, for what is said from now on and for what has no name yet. It is
 * kept when that person leaves.
 */
void             sight_chat_stream_set_name     (SightChatStream      *self,
                                                 const SightId        *who,
                                                 const char           *name);

guint            sight_chat_stream_get_unread   (SightChatStream      *self);
gboolean         sight_chat_stream_is_read      (SightChatStream      *self);
void             sight_chat_stream_set_read     (SightChatStream      *self,
                                                 gboolean              is_read);

G_END_DECLS
