/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-candidate-batch.h"
#include "media/sight-heartbeat.h"
#include "media/sight-mailbox.h"
#include "media/sight-peer-connection.h"
#include "media/sight-peer-pipeline.h"

G_BEGIN_DECLS

/* Shared by sight-peer-connection.c (the object, and what is asked of it) and
 * sight-peer-connection-life.c (what happens to it) only.
 */
struct _SightPeerConnection
{
  GObject               parent_instance;

  /* Owned */
  SightMailbox         *mailbox;
  SightGate            *gate;
  SightPeerPipeline    *pipeline;  /* NULL before it starts and after it ends */
  SightDtlsCertificate *certificate;
  SightIceConfig       *ice;
  SightDataChannel     *channels[SIGHT_N_DATA_CHANNELS];
  SightFeed            *feeds[SIGHT_N_LINES];
  SightSink            *sinks[SIGHT_N_LINES];
  GError               *error;
  SightCandidateBatch  *batch;     /* ours, not told yet */
  SightHeartbeat       *heartbeat; /* while live */
  GArray               *kept;      /* SightCandidate: theirs, for later */
  GSource              *timeout_source;
  GPtrArray            *closing;   /* GTask */

  SightPeerState        state;
  gboolean              is_offerer;
  SightDescription      plan;      /* of an offerer */
  guint                 latency_ms;
  guint                 timeout_ms;
  SightDescription      local;
  SightDescription      remote;
  gboolean              has_local;
  gboolean              has_remote;
  gboolean              kept_all;
  guint                 n_told;    /* candidates, of ours */
  guint                 n_stopping;
  guint                 heartbeats; /* up to HEARTBEATS_TO_HASTEN */
};

gboolean           sight_peer_connection_is_over      (SightPeerConnection    *self);
void               sight_peer_connection_set_state    (SightPeerConnection    *self,
                                                       SightPeerState          state);
/* Cuts all ties at once; what takes time goes on elsewhere. Where it is watched,
 * the connection knows when it is done.
 */
void               sight_peer_connection_cut_off      (SightPeerConnection    *self,
                                                       gboolean                is_watched);
void               sight_peer_connection_fail         (SightPeerConnection    *self,
                                                       const GError           *error);
gboolean           sight_peer_connection_build        (SightPeerConnection    *self,
                                                       const SightDescription *plan,
                                                       GError                **error);
/* While live: when anything was heard last, in monotonic time. */
gint64             sight_peer_connection_get_heard    (SightPeerConnection    *self);

/* For tests, before it starts: an offer with the numbers of another program. */
void               sight_peer_connection_set_plan     (SightPeerConnection    *self,
                                                       const SightDescription *plan);
/* For statistics and tests; NULL while there is none. */
SightPeerPipeline *sight_peer_connection_get_pipeline (SightPeerConnection    *self);

G_END_DECLS
