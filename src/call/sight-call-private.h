/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"
#include "call/sight-chat.h"
#include "call/sight-deadline.h"
#include "call/sight-ice-renewal.h"
#include "call/sight-sealed-line.h"

G_BEGIN_DECLS

/* Shared by sight-call.c (the object, and what the person wants),
 * sight-call-room.c (what the server and the others say), sight-call-chat.c
 * (the conversation), sight-call-files.c (files for everyone),
 * sight-call-reactions.c (what is shown for a moment) and sight-call-ice.c (how
 * paths are found) only.
 */

struct _SightCall
{
  GObject               parent_instance;

  /* Owned references */
  SightSignaling       *signaling;
  SightSeal            *seal;          /* NULL until it is derived */
  SightSealedLine      *line;
  GListStore           *participants;
  SightChat            *chat;
  SightDeadline        *chat_deadline;
  SightIceConfig       *own_ice;       /* from the settings */
  SightDeadline        *ice_deadline;
  char                 *code;          /* until then */
  char                 *name;
  SightCallMedia       *media;

  SightIceRenewal       ice_renewal;
  SightKind             kind;
  gboolean              relay_only;
  gboolean              wants_in;      /* asked to join, perhaps before the keys are there */
  gboolean              has_left;      /* before there was a line to leave */
  gboolean              is_warm;
  gboolean              hand;
  SightReactionRate     reactions;     /* ours */
  gint64                order;
  SightId               host;
  gboolean              locked;
  SightSignalingState   state;         /* of the signaling, as last told */
};

/* sight-call.c */
void     sight_call_notify_locked             (SightCall        *self);
void     sight_call_notify_is_host            (SightCall        *self);
void     sight_call_notify_state              (SightCall        *self);
void     sight_call_emit_knock                (SightCall        *self,
                                               const SightId    *who,
                                               const char       *name);
void     sight_call_emit_knock_gone           (SightCall        *self,
                                               const SightId    *who);
void     sight_call_emit_reacted              (SightCall        *self,
                                               SightReaction     reaction);
void     sight_call_emit_dropped              (SightCall        *self,
                                               SightDrop         drop);

/* sight-call-chat.c */
void     sight_call_chat_init                 (SightCall             *self);
void     sight_call_chat_path                 (SightCall             *self,
                                               SightParticipant      *participant,
                                               SightChatPath          path,
                                               gboolean               is_up);
void     sight_call_chat_receive              (SightCall             *self,
                                               SightParticipant      *participant,
                                               SightChatPath          path,
                                               const SightChatFields *fields);

/* sight-call-reactions.c */
void     sight_call_reactions_init            (SightCall             *self);

/* sight-call-ice.c */
void     sight_call_ice_init                  (SightCall             *self);
void     sight_call_ice_take                  (SightCall             *self,
                                               const SightIceList    *servers);
/* Connections will be made: the credentials for them should not be old. */
void     sight_call_ice_prepare               (SightCall             *self);

/* sight-call-room.c */
/* Sealed; false where that is not possible now. */
gboolean sight_call_say                       (SightCall          *self,
                                               const SightId      *to,
                                               SightSealedMessage *message);
void     sight_call_handle_event              (SightCall        *self,
                                               const SightEvent *event);
void     sight_call_handle_state              (SightCall        *self);
void     sight_call_handle_network            (SightCall        *self);
void     sight_call_say_state                 (SightCall        *self);
/* Of SightParticipant: to go through while they may be taken off the list. */
GPtrArray *sight_call_copy_participants       (SightCall        *self);
/* Calls what may take participants off the list. */
void     sight_call_for_each                  (SightCall        *self,
                                               void            (*func) (SightParticipant *participant));

G_END_DECLS
