/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-feed.h"
#include "media/sight-gate.h"
#include "protocol/sight-description.h"

G_BEGIN_DECLS

/**
 * SightSender:
 *
 * One line of one peer connection, from encoded frames to RTP. It lives as long
 * as the connection, whatever feeds it: a payloader made anew would begin
 * another sequence of numbers under the same SSRC, which SRTP refuses.
 */
typedef struct _SightSender SightSender;

/* Adds its elements to @pipeline, behind a closed valve. */
SightSender *sight_sender_new       (SightLine                    line,
                                     const SightLineDescription  *description,
                                     GstBin                      *pipeline,
                                     SightGate                   *gate,
                                     GError                     **error);
SightSender *sight_sender_ref       (SightSender                 *self);
void         sight_sender_unref     (SightSender                 *self);

/* On the feed's context: what is sent, and who is asked for key frames; NULL is
 * nothing. What comes next is another stream, and begins with a key frame.
 */
void         sight_sender_set_feed  (SightSender                 *self,
                                     SightFeed                   *feed);

/* Where encoded frames become packets. (transfer full) */
GstPad      *sight_sender_get_frames (SightSender                *self);
/* The pad that goes to webrtcbin; borrowed. */
GstPad      *sight_sender_get_pad   (SightSender                 *self);

/* Any thread: lets packets out, if the gate is open. */
void         sight_sender_open      (SightSender                 *self);
/* On the feed's context: for good. */
void         sight_sender_close     (SightSender                 *self);

/* Any thread. False where a key frame is needed before this one can go. */
gboolean     sight_sender_push      (SightSender                 *self,
                                     GstSample                   *sample);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightSender, sight_sender_unref)

G_END_DECLS
