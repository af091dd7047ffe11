/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-event.h"
#include "protocol/sight-protocol-error.h"
#include "protocol/sight-request.h"
#include "server/sight-server-config.h"

G_BEGIN_DECLS

/**
 * SightRoom:
 *
 * Who is in a room, who waits for it, who is its host: PROTOCOL.md section 6
 * as a pure state machine. It knows members by their ids only, and everything
 * that leaves it goes through #SightRoomDelivery, so that a room can one day
 * have members of other servers.
 */
typedef struct _SightRoom SightRoom;

typedef struct
{
  /* @event has no number yet; a "joined" has no ICE servers yet. */
  void (*deliver)     (gpointer          data,
                       const SightId    *to,
                       const SightEvent *event);
  /* Delivers @event, and @id is in no room any more. A @close of 0 leaves its
   * connection alone.
   */
  void (*expel)       (gpointer          data,
                       const SightId    *id,
                       const SightEvent *event,
                       SightClose        close);
  /* sight_room_flush() is wanted within limits.batch. */
  void (*needs_flush) (gpointer          data,
                       SightRoom        *room);
} SightRoomDelivery;

typedef enum
{
  SIGHT_JOIN_JOINED,
  SIGHT_JOIN_WAITING,
  SIGHT_JOIN_FULL,
} SightJoinResult;

SightRoom         *sight_room_new          (const SightRoomId        *id,
                                            const SightServerLimits  *limits,
                                            const SightRoomDelivery  *delivery,
                                            gpointer                  data);
void               sight_room_free         (SightRoom                *self);

const SightRoomId *sight_room_get_id       (const SightRoom          *self);
guint              sight_room_get_size     (const SightRoom          *self);
guint              sight_room_get_waiting  (const SightRoom          *self);

/* @replaces: (nullable): a member that its owner has proved to be theirs */
SightJoinResult    sight_room_join         (SightRoom                *self,
                                            const SightId            *id,
                                            SightKind                 kind,
                                            const SightId            *replaces);
/* Also for who waits. The last member takes the room along: who waited is
 * expelled, and the room is empty.
 */
void               sight_room_leave        (SightRoom                *self,
                                            const SightId            *id,
                                            SightWhy                  why);
void               sight_room_set_away     (SightRoom                *self,
                                            const SightId            *id,
                                            gboolean                  away);
void               sight_room_flush        (SightRoom                *self);

/* The rest is what members ask for; false with @error set where the answer is
 * an error.
 */
gboolean           sight_room_relay        (SightRoom                *self,
                                            const SightId            *from,
                                            const SightRequest       *request,
                                            SightWireError           *error);
/* How many a relay of @from to all would reach: for the byte limit. */
guint              sight_room_count_others (const SightRoom          *self);
gboolean           sight_room_answer_knock (SightRoom                *self,
                                            const SightId            *by,
                                            const SightId            *who,
                                            gboolean                  admit,
                                            SightWireError           *error);
gboolean           sight_room_moderate     (SightRoom                *self,
                                            const SightId            *by,
                                            const SightRequest       *request,
                                            SightWireError           *error);
gboolean           sight_room_has_member   (const SightRoom          *self,
                                            const SightId            *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightRoom, sight_room_free)

G_END_DECLS
