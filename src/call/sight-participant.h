/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "call/sight-call-media.h"
#include "call/sight-file-exchange.h"
#include "call/sight-pair-machine.h"
#include "call/sight-verification-session.h"
#include "media/sight-peer-connection.h"
#include "media/sight-quality-plan.h"
#include "media/sight-sink.h"
#include "protocol/sight-control-message.h"
#include "protocol/sight-event.h"
#include "protocol/sight-sealed-message.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_PARTICIPANT (sight_participant_get_type ())

G_DECLARE_FINAL_TYPE (SightParticipant, sight_participant, SIGHT, PARTICIPANT, GObject)

/**
 * SightParticipant:
 *
 * Somebody else in the call: who it is, what it says of itself, and the peer
 * connection to it, which is replaced by another one when it has to be.
 *
 * Signals:
 * - "say" (SightSealedMessage *): for the other, through the server; its proof
 *   of freshness is not set yet.
 * - "promoted": another connection plays from now on.
 * - "reacted" (uint SightReaction): it shows that for a moment.
 * - "control" (SightControlMessage *): on the connection that plays: chat, and
 *   who it is.
 *
 * Properties: "name" (string), "state" (SightPairState as uint), "away",
 * "verifying" (SightVerifying as uint; told also when there are other emoji, or
 * when the other has confirmed), and what it sends: "microphone", "camera",
 * "screen", "screen-sound", "hand".
 */

/* @order is ours. */
SightParticipant     *sight_participant_new             (const SightMemberInfo    *info,
                                                         gint64                    order,
                                                         SightCallMedia           *media);

const SightId        *sight_participant_get_id          (SightParticipant         *self);
SightKind             sight_participant_get_kind        (SightParticipant         *self);
/* Cleaned for showing; %NULL before the introduction. */
const char           *sight_participant_get_name        (SightParticipant         *self);
SightPairState        sight_participant_get_state       (SightParticipant         *self);
/* Neither failed nor closed: its connection plays, or may yet. */
gboolean              sight_participant_is_there        (SightParticipant         *self);
const GError         *sight_participant_get_error       (SightParticipant         *self);
gboolean              sight_participant_is_away         (SightParticipant         *self);
/* Whether it says that it sends on that line. */
gboolean              sight_participant_sends           (SightParticipant         *self,
                                                         SightLine                 line);

/* What the call hears of it. */
void                  sight_participant_receive         (SightParticipant         *self,
                                                         const SightSealedMessage *message);
void                  sight_participant_set_away        (SightParticipant         *self,
                                                         gboolean                  away);
void                  sight_participant_removed         (SightParticipant         *self,
                                                         SightWhy                  why);
/* It says that it is @id now. */
void                  sight_participant_claim           (SightParticipant         *self,
                                                         const SightId            *id);
/* The last id that it said it is now; %NULL until the server has lost it under
 * the one that it had: nobody is two.
 */
const SightId        *sight_participant_get_claim       (SightParticipant         *self);
/* Whether our order in the room is the larger one. */
gboolean              sight_participant_offers          (SightParticipant         *self);
/* It has another id now, and the connection goes on. @offers: as above, now. */
void                  sight_participant_found           (SightParticipant         *self,
                                                         const SightId            *id,
                                                         gboolean                  offers);
void                  sight_participant_signaling_back  (SightParticipant         *self);
void                  sight_participant_network_changed (SightParticipant         *self);

/* What we want. */
void                  sight_participant_hang_up         (SightParticipant         *self);
/* A feed of the media changed. */
void                  sight_participant_update_feed     (SightParticipant         *self,
                                                         SightLine                 line);
/* What its path carries, and so what of the camera it is sent. */
const SightPeerQuality *sight_participant_get_quality   (SightParticipant         *self);
void                  sight_participant_set_quality     (SightParticipant         *self,
                                                         const SightPeerQuality   *quality);
/* Where what it sends goes; stays over all connections. */
void                  sight_participant_set_sink        (SightParticipant         *self,
                                                         SightLine                 line,
                                                         SightSink                *sink);

/* The files between us: they go on over all connections, and end when the other
 * is gone. (transfer none)
 */
SightFileExchange    *sight_participant_get_files       (SightParticipant         *self);

/* The emoji that two people compare, to be sure of each other: there soon after
 * a connection plays, and new ones with each connection; %NULL while there are
 * none. See sight-verification.h for how they look.
 */
const SightVerification *sight_participant_get_verification (SightParticipant     *self);
/* What our person found holds over new connections, as long as they show the
 * same certificate. Where it failed, nobody is there any more: see the error.
 */
SightVerifying        sight_participant_get_verifying   (SightParticipant         *self);
/* What the person says of the emoji that are shown now. Where they are not
 * equal, the connection ends.
 */
void                  sight_participant_confirm         (SightParticipant         *self,
                                                         gboolean                  equal);
/* The one at the other side found them equal: to be shown, and no more. */
gboolean              sight_participant_get_peer_confirmed (SightParticipant      *self);

/* On a channel of the connection that plays; false where it cannot be sent. */
gboolean              sight_participant_send            (SightParticipant         *self,
                                                         SightDataChannelId        channel,
                                                         GBytes                   *message);
/* The same on the channel control. */
gboolean              sight_participant_say_control     (SightParticipant          *self,
                                                         const SightControlMessage *message);
/* The connection that plays, or %NULL. */
SightPeerConnection  *sight_participant_get_connection  (SightParticipant         *self);
gint64                sight_participant_get_generation  (SightParticipant         *self);

G_END_DECLS
