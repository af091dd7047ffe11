/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-deadline.h"
#include "call/sight-participant.h"

#include "call/sight-file-window.h"

G_BEGIN_DECLS

/* Shared by sight-participant.c (the object: who it is, and what is heard of
 * it), sight-participant-link.c (its connections), sight-participant-talk.c (what
 * is said on them) and sight-participant-verification.c (who it is) only.
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
  SightFileWindow       window;
  SightReactionRate     reactions; /* of it */

  SightVerificationSession *verification; /* of the generation that is followed; a failed one stays */
  guint8                    certificates[2][SIGHT_FINGERPRINT_LENGTH]; /* which the two below are about */
  gboolean                  confirmed;
  gboolean                  peer_confirmed;
};

/* sight-participant.c */
/* After everything that may have moved the machine. */
void  sight_participant_settle        (SightParticipant         *self);
void  sight_participant_notify_state  (SightParticipant         *self);
/* What it says that it sends. */
void  sight_participant_take_state    (SightParticipant         *self,
                                       const SightStateFields   *state);
void  sight_participant_notify_verifying (SightParticipant      *self);
void  sight_participant_emit_say      (SightParticipant         *self,
                                       const SightSealedMessage *message);
void  sight_participant_emit_promoted (SightParticipant         *self);
void  sight_participant_emit_reacted  (SightParticipant         *self,
                                       SightReaction             reaction);
void  sight_participant_emit_control  (SightParticipant          *self,
                                       const SightControlMessage *message);

/* sight-participant-link.c */
extern const SightPairOutput sight_participant_machine_output;

GPtrArray *sight_participant_links_new (void);
/* Says on the connection that plays that we leave; it is closed a moment after it is dropped. */
void       sight_participant_say_goodbye (SightParticipant       *self);
/* Where another connection plays, or none any more, everything goes there. */
void       sight_participant_follow    (SightParticipant         *self);
/* Who is at the ends of the connection that plays, as it has shown; false where
 * none does. The randoms are not set.
 */
gboolean   sight_participant_get_sides (SightParticipant         *self,
                                        SightVerificationSide    *own,
                                        SightVerificationSide    *peer);

/* sight-participant-talk.c */
void       sight_participant_talk_init (SightParticipant         *self);
/* Another connection plays, or none any more. */
void       sight_participant_talk_on   (SightParticipant         *self);
void       sight_participant_hear      (SightParticipant         *self,
                                        SightDataChannelId        channel,
                                        GBytes                   *message);
/* The feeds changed. */
void       sight_participant_yield     (SightParticipant         *self);

/* sight-participant-verification.c */
/* Another connection plays, or none any more. */
void       sight_participant_verify_on   (SightParticipant          *self);
void       sight_participant_verify_hear (SightParticipant          *self,
                                          const SightControlMessage *message);

G_END_DECLS
