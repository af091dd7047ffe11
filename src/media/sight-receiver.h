/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-gate.h"
#include "media/sight-peer-meter.h"
#include "media/sight-sink.h"
#include "protocol/sight-description.h"

G_BEGIN_DECLS

/**
 * SightReceiver:
 *
 * One line of one peer connection, from RTP to decoded frames in a SightSink.
 *
 * What decodes comes from a short list, never from what the other side names.
 * It stands behind a gate and a flow shield: nothing of an unknown sender
 * reaches a decoder, and a decoder that fails stops nothing but its own line
 * and can be rebuilt alone.
 */
typedef struct _SightReceiver SightReceiver;

SightReceiver *sight_receiver_new       (SightLine       line,
                                         SightCodec      codec,
                                         SightGate      *gate,
                                         SightPeerMeter *meter);
SightReceiver *sight_receiver_ref       (SightReceiver  *self);
void           sight_receiver_unref     (SightReceiver  *self);

/* Any thread. With NULL no picture is decoded; the first one after that is a
 * key frame.
 */
void           sight_receiver_set_sink  (SightReceiver  *self,
                                         SightSink      *sink);

/* Any thread: nothing reaches the sink any more, but what is on its way. */
void           sight_receiver_close     (SightReceiver  *self);

/* On webrtcbin's thread: joins the line to a source pad, in the same pipeline.
 * False where it is joined already or cannot decode; the pad then leads to
 * nowhere, and nothing else suffers.
 */
gboolean       sight_receiver_attach    (SightReceiver  *self,
                                         GstBin         *pipeline,
                                         GstPad         *pad,
                                         GError        **error);

/* Whether an element belongs to the line. */
gboolean       sight_receiver_owns      (SightReceiver  *self,
                                         GstObject      *element);
/* On a thread that may wait. False where it fails too often, or for good. */
gboolean       sight_receiver_rebuild   (SightReceiver  *self,
                                         GError        **error);

/* Any thread. */
void           sight_receiver_request_key_frame (SightReceiver *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightReceiver, sight_receiver_unref)

G_END_DECLS
