/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-data-channel.h"
#include "media/sight-gate.h"

G_BEGIN_DECLS

SightDataChannel *sight_data_channel_new    (SightDataChannelId  id,
                                             SightGate          *gate);
/* Makes the channel in webrtcbin, before the first description. */
gboolean          sight_data_channel_attach (SightDataChannel   *self,
                                             GstElement         *webrtc,
                                             GError            **error);
/* The gate has opened: what waited goes out. */
void              sight_data_channel_flush  (SightDataChannel   *self);
/* Nothing goes in or out any more. */
void              sight_data_channel_detach (SightDataChannel   *self);

/* Any thread: messages of someone who had proved nothing. */
guint64           sight_data_channel_get_refused (SightDataChannel *self);

/* Signal "broken" (GError): the other side floods, or the channel closed. */

G_END_DECLS
