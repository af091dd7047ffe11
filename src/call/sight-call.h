/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "call/sight-participant.h"
#include "call/sight-signaling.h"
#include "call/sight-socket.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CALL (sight_call_get_type ())

G_DECLARE_FINAL_TYPE (SightCall, sight_call, SIGHT, CALL, GObject)

/**
 * SightCall:
 *
 * One call: the room, who is in it, and what we send there. A GListModel of
 * #SightParticipant.
 *
 * Signals:
 * - "knock" (string id, string name or %NULL): someone waits, and we decide.
 * - "knock-gone" (string id).
 * - "reacted" (uint SightReaction): we show that ourselves.
 * - "dropped" (uint SightDrop): something came that was not said by a member of
 *   this call; once for each kind.
 *
 * Properties: "state" (SightSignalingState as uint), "locked", "is-host", "warm",
 * "hand" (ours).
 */

/* Copied where it has to last. */
typedef struct
{
  const char           *name;
  const char           *user_agent;
  SightKind             kind;
  SightVideoCodecs      codecs;     /* 0: VP8 */
  SightCodec            preferred;
  gboolean              relay_only;
  const SightIceConfig *ice;        /* beside what the server names; or %NULL */
} SightCallConfig;

/* @socket leads to the server; @code is normalised. */
SightCall            *sight_call_new           (SightSocket            *socket,
                                                const char             *code,
                                                const SightCallConfig  *config,
                                                GError                **error);

/* For the lobby: greets the server and derives the keys of the room, so that
 * joining takes no time. Nobody learns of it; where the server cannot be reached,
 * sight_call_get_error() says why.
 */
void                  sight_call_prepare       (SightCall              *self);
/* Before joining. */
void                  sight_call_set_name      (SightCall              *self,
                                                const char             *name);
void                  sight_call_join          (SightCall              *self);
/* Says good-bye; the participants go. */
void                  sight_call_leave         (SightCall              *self);
/* The same, done when all connections are taken apart. */
void                  sight_call_leave_async   (SightCall              *self,
                                                GAsyncReadyCallback     callback,
                                                gpointer                user_data);
gboolean              sight_call_leave_finish  (SightCall              *self,
                                                GAsyncResult           *result,
                                                GError                **error);

SightSignalingState   sight_call_get_state     (SightCall              *self);
/* Why it ended, or why there is no server now. */
const GError         *sight_call_get_error     (SightCall              *self);
guint                 sight_call_get_lost_ms   (SightCall              *self);
gboolean              sight_call_is_locked     (SightCall              *self);
gboolean              sight_call_is_host       (SightCall              *self);
/* What the first call of a process waits for is there, a second after it was made:
 * whoever begins earlier to send or joins waits for it, on the spot.
 */
gboolean              sight_call_is_warm       (SightCall              *self);
const SightId        *sight_call_get_id        (SightCall              *self);

/* What everyone is sent on a line; %NULL is nothing, and the others are told. */
void                  sight_call_set_feed      (SightCall              *self,
                                                SightLine               line,
                                                SightFeed              *feed);
gboolean              sight_call_sends         (SightCall              *self,
                                                SightLine               line);
/* A small copy of the camera's pictures, for those whose path has no room for
 * the large ones; %NULL where there is none. See #SightCallQuality.
 */
void                  sight_call_set_small     (SightCall              *self,
                                                SightFeed              *feed);
void                  sight_call_set_hand      (SightCall              *self,
                                                gboolean                raised);
gboolean              sight_call_get_hand      (SightCall              *self);
/* Shows it to everyone who is there, for a moment; false where we have shown too
 * many just now.
 */
gboolean              sight_call_react         (SightCall              *self,
                                                SightReaction           reaction);

/* A list of #SightChatMessage, in the order in which they came. */
GListModel           *sight_call_get_chat      (SightCall              *self);
/* To everyone who is there: once and in order, however often what carries it
 * breaks.
 */
gboolean              sight_call_say_chat      (SightCall              *self,
                                                const char             *text,
                                                GError                **error);

/* Offers a file to everyone who is there now; what becomes of it is seen in each
 * one's sight_participant_get_files(). Who comes later is not offered it: say it
 * again. False where it cannot be read, or where nobody can take it.
 */
gboolean              sight_call_send_file     (SightCall              *self,
                                                const char             *path,
                                                GError                **error);

/* For the host. */
void                  sight_call_answer_knock  (SightCall              *self,
                                                const SightId          *who,
                                                gboolean                admit);
void                  sight_call_set_locked    (SightCall              *self,
                                                gboolean                locked);
void                  sight_call_remove        (SightCall              *self,
                                                SightParticipant       *participant);
void                  sight_call_end           (SightCall              *self);

SightParticipant     *sight_call_find          (SightCall              *self,
                                                const SightId          *id);

G_END_DECLS
