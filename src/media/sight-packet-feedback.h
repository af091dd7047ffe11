/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-bandwidth-estimator.h"

G_BEGIN_DECLS

/**
 * SightPacketFeedback:
 *
 * Reads what GStreamer makes of a peer's transport-wide feedback. A plain
 * struct that begins as zeros, one for each connection.
 */
typedef struct
{
  gint64 last_received; /* on the peer's clock, without its wraps */
  gint64 wraps;
} SightPacketFeedback;

/* What IP, UDP, SRTP and the RTP header with its extensions add to a packet. */
#define SIGHT_PACKET_OVERHEAD 58

/* Appends a SightPacketReport for each packet that @structure tells of; false
 * where it is something else.
 */
gboolean sight_packet_feedback_read (SightPacketFeedback *self,
                                     const GstStructure  *structure,
                                     GArray              *reports);

G_END_DECLS
