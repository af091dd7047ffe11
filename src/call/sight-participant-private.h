/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-deadline.h"
#include "call/sight-participant.h"

G_BEGIN_DECLS

/* Shared by sight-participant.c (the object: who it is, and what is heard of
 * it), sight-participant-link.c (its connections) and sight-participant-talk.c
 * (what is said on them) only.
 */

struct _SightParticipant
{
  GObject               parent_instance;

  SightId               id;
  SightId               claim;     /* the one that it says it has now */
  gboolean              has_claim;
  SightKind             kind;
  char                 *name;
  gboolean              away;
  gboolean              sends[SIGHT_N_LINES];
  gboolean              hand;
  SightVideoCodecs      codecs;    /* theirs, from the introduction */

  SightPairMachine     *machine;
  SightDeadline        *deadline;  /* the machine's */
  GPtrArray            *links;     /* of Link: the one that plays, the one in the making */
  gint64                followed;  /* the generation that everything goes to, or 0 */
  SightSink            *sinks[SIGHT_N_LINES];
  SightCallMedia       *media;     /* the call's */
  SightPeerQuality      quality;
  SightFileExchange    *files;
};

/* sight-participant.c */
/* After everything that may have moved the machine. */
void  sight_participant_settle        (SightParticipant         *self);
void  sight_participant_notify_state  (SightParticipant         *self);
void  sight_participant_emit_say      (SightParticipant         *self,
                                       const SightSealedMessage *message);
void  sight_participant_emit_promoted (SightParticipant         *self);
void  sight_participant_emit_control  (SightParticipant          *self,
                                       const SightControlMessage *message);

/* sight-participant-link.c */
extern const SightPairOutput sight_participant_machine_output;

GPtrArray *sight_participant_links_new (void);
/* Where another connection plays, or none any more, everything goes there. */
void       sight_participant_follow    (SightParticipant         *self);

/* sight-participant-talk.c */
void       sight_participant_talk_init (SightParticipant         *self);
/* Another connection plays, or none any more. */
void       sight_participant_talk_on   (SightParticipant         *self);
void       sight_participant_hear      (SightParticipant         *self,
                                        SightDataChannelId        channel,
                                        GBytes                   *message);
/* The feeds changed. */
void       sight_participant_yield     (SightParticipant         *self);

G_END_DECLS
