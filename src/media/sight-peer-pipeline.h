/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-bandwidth-meter.h"
#include "media/sight-data-channel.h"
#include "media/sight-dtls-certificate.h"
#include "media/sight-ice-config.h"
#include "media/sight-mailbox.h"
#include "media/sight-peer-meter.h"
#include "media/sight-receiver.h"
#include "media/sight-sender.h"
#include "protocol/sight-candidate.h"
#include "protocol/sight-description.h"

G_BEGIN_DECLS

/**
 * SightPeerPipeline:
 *
 * The GStreamer side of one peer connection: webrtcbin with its four lines and
 * its data channels in a pipeline of their own.
 *
 * It negotiates once. What its threads notice goes to the owner of the mailbox
 * as letters; it is used from the owner's context where nothing else is said.
 */
typedef struct _SightPeerPipeline SightPeerPipeline;

/* Letters to the owner, by what they carry. */
typedef struct
{
  SightLetterFunc described;   /* SightDescription: our own, to be sent */
  SightLetterFunc candidate;   /* SightCandidate, or NULL after the last one */
  SightLetterFunc connecting;  /* NULL: negotiated, a path is looked for */
  SightLetterFunc verifying;   /* NULL: there is a path, the certificates are shown */
  SightLetterFunc verified;    /* NULL: the gate is open */
  SightLetterFunc line_failed; /* SightLineFailure */
  SightLetterFunc failed;      /* GError: this is the end */
} SightPeerEvents;

typedef struct
{
  SightLine  line;
  GError    *error;
} SightLineFailure;

typedef struct
{
  gboolean                  is_offerer;
  const SightDescription   *plan;        /* our lines, extensions and sizes; the rest is not read */
  SightDtlsCertificate     *certificate;
  const SightIceConfig     *ice;
  guint                     latency_ms;  /* of the jitter buffers */
} SightPeerOptions;

SightPeerPipeline *sight_peer_pipeline_new          (const SightPeerOptions  *options,
                                                     SightMailbox            *mailbox,
                                                     const SightPeerEvents   *events,
                                                     SightGate               *gate,
                                                     SightDataChannel       **channels,
                                                     GError                 **error);
SightPeerPipeline *sight_peer_pipeline_ref          (SightPeerPipeline       *self);
void               sight_peer_pipeline_unref        (SightPeerPipeline       *self);

/* Starts it; the offerer then describes itself. */
gboolean           sight_peer_pipeline_start        (SightPeerPipeline       *self,
                                                     GError                 **error);
/* The other side's description, once: an answer for the offerer, an offer for
 * the answerer, who then describes itself.
 */
gboolean           sight_peer_pipeline_set_remote   (SightPeerPipeline       *self,
                                                     const SightDescription  *remote,
                                                     GError                 **error);
/* NULL after the last one. */
void               sight_peer_pipeline_add_candidate (SightPeerPipeline      *self,
                                                      const SightCandidate   *candidate);

SightSender       *sight_peer_pipeline_get_sender   (SightPeerPipeline       *self,
                                                     SightLine                line);
SightReceiver     *sight_peer_pipeline_get_receiver (SightPeerPipeline       *self,
                                                     SightLine                line);
SightBandwidthMeter *sight_peer_pipeline_get_meter  (SightPeerPipeline       *self);
SightPeerMeter    *sight_peer_pipeline_get_counts   (SightPeerPipeline       *self);
GstElement        *sight_peer_pipeline_get_element  (SightPeerPipeline       *self);
GstElement        *sight_peer_pipeline_get_webrtc   (SightPeerPipeline       *self);

/* On the owner's context: nothing comes or goes any more. Then, on a thread
 * that may wait: takes everything apart.
 */
void               sight_peer_pipeline_silence      (SightPeerPipeline       *self);
void               sight_peer_pipeline_stop         (SightPeerPipeline       *self);

void               sight_line_failure_free          (SightLineFailure        *failure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightPeerPipeline, sight_peer_pipeline_unref)

G_END_DECLS
