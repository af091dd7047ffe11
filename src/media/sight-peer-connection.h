/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "media/sight-bandwidth-estimator.h"
#include "media/sight-data-channel.h"
#include "media/sight-dtls-certificate.h"
#include "media/sight-feed.h"
#include "media/sight-ice-config.h"
#include "media/sight-sink.h"
#include "protocol/sight-candidate.h"
#include "protocol/sight-description.h"

G_BEGIN_DECLS

/* The way of every connection. Only LIVE and STALLED alternate. */
typedef enum
{
  SIGHT_PEER_STATE_NEW,
  SIGHT_PEER_STATE_NEGOTIATING, /* descriptions are exchanged */
  SIGHT_PEER_STATE_CONNECTING,  /* a path is looked for */
  SIGHT_PEER_STATE_VERIFYING,   /* certificates are shown and compared */
  SIGHT_PEER_STATE_LIVE,
  SIGHT_PEER_STATE_STALLED,     /* nothing was heard for SIGHT_PEER_STALLED_MS */
  SIGHT_PEER_STATE_FAILED,
  SIGHT_PEER_STATE_CLOSED,
} SightPeerState;

#define SIGHT_TYPE_PEER_STATE (sight_peer_state_get_type ())
GType sight_peer_state_get_type (void);

#define SIGHT_PEER_STALLED_MS 4000

/* How one connection is to be. */
typedef struct
{
  gboolean              is_offerer;
  SightCodec            video_codec; /* of an offer; an answer takes the offer's */
  SightDtlsCertificate *certificate;
  const SightIceConfig *ice;         /* NULL: only this network */
  guint                 latency_ms;  /* 0: a good middle */
  guint                 timeout_ms;  /* to be live once negotiated; 0: 20 s */
} SightPeerConfig;

#define SIGHT_TYPE_PEER_CONNECTION (sight_peer_connection_get_type ())

/**
 * SightPeerConnection:
 *
 * What two people see, hear and send each other: four lines of media and three
 * data channels over one encrypted path, negotiated once.
 *
 * Made and used in one main context; every signal and notify comes there. A
 * connection that fails is not mended but replaced by another one.
 *
 * Nothing that comes from the other side starts to send anything: that takes
 * sight_peer_connection_set_feed() here. And nothing goes out or comes in
 * before the other side has shown the certificate that its description names.
 *
 * Signals:
 * - "description" (SightDescription *): ours, for the other side; once.
 * - "candidates" (SightCandidate *, guint n, gboolean end): ours, for the other
 *   side, a few at a time; @end with the last ones.
 * - "line-error" (guint line, GError): a line has trouble that is its own.
 *
 * Properties: "state" (SightPeerState), "silent-ms" (guint): how long nothing
 * has been heard, kept up twice a second while live.
 */
G_DECLARE_FINAL_TYPE (SightPeerConnection, sight_peer_connection, SIGHT, PEER_CONNECTION, GObject)

/* Any thread that may wait, before the first one is needed. */
void                 sight_peer_connection_warm_up        (void);

SightPeerConnection *sight_peer_connection_new            (const SightPeerConfig   *config);

/* The offerer describes itself; the answerer waits for an offer. */
void                 sight_peer_connection_start          (SightPeerConnection     *self);
/* The other side's description: an offer or an answer, once. Where it cannot
 * be used, the connection has failed.
 */
gboolean             sight_peer_connection_set_remote     (SightPeerConnection     *self,
                                                           const SightDescription  *remote,
                                                           GError                 **error);
void                 sight_peer_connection_add_candidates (SightPeerConnection     *self,
                                                           const SightCandidate    *candidates,
                                                           guint                    n,
                                                           gboolean                 end);

SightPeerState       sight_peer_connection_get_state      (SightPeerConnection     *self);
/* Why it failed, or NULL. */
const GError        *sight_peer_connection_get_error      (SightPeerConnection     *self);
guint                sight_peer_connection_get_silent_ms  (SightPeerConnection     *self);
/* Of the beats; -1 where none was answered yet. */
int                  sight_peer_connection_get_round_trip_ms (SightPeerConnection  *self);
/* What the path carries, as far as it is known; false while there is none. */
gboolean             sight_peer_connection_get_bandwidth  (SightPeerConnection     *self,
                                                           SightBandwidth          *bandwidth);
/* NULL until it is known. */
const SightDescription *sight_peer_connection_get_local   (SightPeerConnection     *self);
const SightDescription *sight_peer_connection_get_remote  (SightPeerConnection     *self);

/* What is sent on a line; NULL is nothing: muted, camera off, no screen. Works
 * at any time, and nothing is negotiated.
 */
void                 sight_peer_connection_set_feed       (SightPeerConnection     *self,
                                                           SightLine                line,
                                                           SightFeed               *feed);
/* Where a line goes that is received; NULL is nowhere. */
void                 sight_peer_connection_set_sink       (SightPeerConnection     *self,
                                                           SightLine                line,
                                                           SightSink               *sink);
/* Asks the other side: a tile is shown again, a line is sent again. */
void                 sight_peer_connection_request_key_frame (SightPeerConnection  *self,
                                                              SightLine             line);
/* (transfer none) */
SightDataChannel    *sight_peer_connection_get_channel    (SightPeerConnection     *self,
                                                           SightDataChannelId       id);

/* Ends it at once; done when everything is taken apart, off this thread. Who
 * drops the last reference without it gets the same, unseen.
 */
void                 sight_peer_connection_close_async    (SightPeerConnection     *self,
                                                           GAsyncReadyCallback      callback,
                                                           gpointer                 user_data);
gboolean             sight_peer_connection_close_finish   (SightPeerConnection     *self,
                                                           GAsyncResult            *result,
                                                           GError                 **error);

G_END_DECLS
