/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-dtls-certificate.h"
#include "media/sight-ice-config.h"
#include "protocol/sight-description.h"

G_BEGIN_DECLS

/* What has to be known of webrtcbin, in one place: its settings, its pads, and
 * the objects inside that it does not show.
 */

/* Any thread that may wait: loads all that a connection needs, or says what is
 * missing. The first connection is there sooner for it.
 */
gboolean    sight_webrtc_warm_up             (GError                 **error);
GstElement *sight_webrtc_make                (SightDtlsCertificate    *certificate,
                                              const SightIceConfig    *ice,
                                              guint                    latency_ms,
                                              GError                 **error);

/* The fixed lines, in their order, before the first description. */
void        sight_webrtc_add_lines           (GstElement              *webrtc,
                                              const SightDescription  *plan);

/* The source or sink pad of a line, whatever it is called; NULL if it is not
 * there yet. (transfer full)
 */
GstPad     *sight_webrtc_get_sink_pad        (GstElement              *webrtc,
                                              SightLine                line);
/* The line of a pad, or SIGHT_N_LINES. */
SightLine   sight_webrtc_get_line            (GstPad                  *pad);

/* The transport that all lines share; after the first description was made. (transfer full) */
GObject    *sight_webrtc_get_dtls_transport  (GstElement              *webrtc);

/* Feedback often enough to repair what is lost; after negotiation. */
void        sight_webrtc_tune_rtcp           (GstElement              *webrtc);
/* Any thread, when media has been flowing for a moment: reports as well. */
void        sight_webrtc_hasten_rtcp         (GstElement              *webrtc);
/* Asks for what is lost on the video lines of @remote, and on no other. */
void        sight_webrtc_repair              (GstElement              *webrtc,
                                              const SightDescription  *remote);

G_END_DECLS
