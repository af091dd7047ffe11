/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-peer-pipeline.h"
#include "media/sight-sdp.h"

G_BEGIN_DECLS

struct _SightPeerPipeline
{
  gatomicrefcount   references;

  /* Set when it is made, read on any thread. */
  gboolean          is_offerer;
  SightDescription  plan;
  SightDtlsCertificate *certificate;
  SightMailbox     *mailbox;
  SightPeerEvents   events;
  SightGate        *gate;
  SightPeerMeter   *counts;
  GstElement       *pipeline;
  GstElement       *webrtc;
  SightSender      *senders[SIGHT_N_LINES];
  SightReceiver    *receivers[SIGHT_N_LINES];
  SightBandwidthMeter *meter;

  /* The owner's context. */
  GSource          *bus_source;
  gulong            handlers[4];
  SightDescription  remote;
  gboolean          has_remote;

  /* Held by what takes apart or rebuilds, on threads that may wait. */
  GMutex            work_lock;
  gboolean          stopped;

  GMutex            lock;
  GCond             idle;      /* no step is under way */
  /* Any thread, under the lock. */
  guint             n_steps;   /* of the negotiation, that webrtcbin has not answered */
  gboolean          closing;   /* no further step begins */
  GObject          *transport;
  gulong            transport_handler;
  SightSdpMids      mids;
};

void     sight_peer_pipeline_fail       (SightPeerPipeline       *self,
                                         GError                  *error);

/* sight-peer-negotiation.c */
void     sight_peer_negotiation_offer   (SightPeerPipeline       *self);
gboolean sight_peer_negotiation_take    (SightPeerPipeline       *self,
                                         GError                 **error);
/* webrtcbin's thread: the lines are there now. */
void     sight_peer_pipeline_link_lines (SightPeerPipeline       *self);
void     sight_peer_pipeline_watch_transport (SightPeerPipeline  *self);

G_END_DECLS
