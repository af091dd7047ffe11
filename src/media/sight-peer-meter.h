/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-peer-statistics.h"
#include "protocol/sight-description.h"

G_BEGIN_DECLS

/**
 * SightPeerMeter:
 *
 * What is counted inside the pipeline of one connection, on its threads, and
 * read outside. It never asks webrtcbin, whose lock may be held for long: it
 * looks at packets and frames as they pass.
 *
 * Any thread may call any of it.
 */
typedef struct _SightPeerMeter SightPeerMeter;

SightPeerMeter *sight_peer_meter_new           (void);
SightPeerMeter *sight_peer_meter_ref           (SightPeerMeter         *self);
void            sight_peer_meter_unref         (SightPeerMeter         *self);

/* Before webrtcbin is negotiated: what it makes inside is watched. */
void            sight_peer_meter_watch_webrtc  (SightPeerMeter         *self,
                                                GstElement             *webrtc);
/* Of the transport, when it is there: which path it takes. */
void            sight_peer_meter_watch_path    (SightPeerMeter         *self,
                                                GObject                *dtls_transport);
/* Encoded frames on their way to be packets. */
void            sight_peer_meter_watch_sender  (SightPeerMeter         *self,
                                                SightLine               line,
                                                GstPad                 *frames);
/* What makes frames of packets again, see SightDecoder. */
void            sight_peer_meter_watch_decoder (SightPeerMeter         *self,
                                                SightLine               line,
                                                GstBin                 *decoder);
/* A frame is given to who shows it. */
void            sight_peer_meter_show          (SightPeerMeter         *self,
                                                SightLine               line);
/* From here on nobody shows them. */
void            sight_peer_meter_hide          (SightPeerMeter         *self,
                                                SightLine               line);

/* Whose SSRCs are whose. */
void            sight_peer_meter_set_local     (SightPeerMeter         *self,
                                                const SightDescription *local);
void            sight_peer_meter_set_remote    (SightPeerMeter         *self,
                                                const SightDescription *remote);

/* Monotonic time of the last packet that was decrypted, of media or feedback
 * about it; 0 before the first.
 */
gint64          sight_peer_meter_get_heard     (SightPeerMeter         *self);
/* Sets what is known here, and leaves the rest of @out alone. */
void            sight_peer_meter_read          (SightPeerMeter         *self,
                                                gint64                  now,
                                                SightPeerStatistics    *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightPeerMeter, sight_peer_meter_unref)

G_END_DECLS
