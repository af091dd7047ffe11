/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"
#include "media/sight-audio-devices.h"
#include "media/sight-quality-ladder.h"
#include "media/sight-region.h"
#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_OUTGOING (sight_outgoing_get_type ())

G_DECLARE_FINAL_TYPE (SightOutgoing, sight_outgoing, SIGHT, OUTGOING, GObject)

/**
 * SightOutgoing:
 *
 * From sources to a call: the encoders of the lines, made when they are first
 * needed and kept, and what makes them follow the paths.
 *
 * Signal "failed" (uint SightLine, GError): nothing more is encoded for a line.
 */

/* @codec is what pictures are sent as to those who can show it; the others get
 * VP8, as all do where it is 0.
 */
SightOutgoing *sight_outgoing_new      (SightCodec          codec);

/* Of the camera, in bit/s; 0: as much as there is. */
void           sight_outgoing_set_most (SightOutgoing      *self,
                                        guint               bitrate);
/* What of the screen gives way on a narrow path, and which part of it is shown:
 * also of what is being sent.
 */
void           sight_outgoing_set_screen_kind (SightOutgoing      *self,
                                               SightLadderKind     kind);
void           sight_outgoing_set_region      (SightOutgoing      *self,
                                               const SightRegion  *region);
/* Whom it is for; %NULL ends it. Nothing is being sent when it changes. */
void           sight_outgoing_set_call (SightOutgoing      *self,
                                        SightCall          *call);

/* Makes what a line needs, and so tells whether it can be encoded here. */
gboolean       sight_outgoing_prepare  (SightOutgoing      *self,
                                        SightLine           line,
                                        GError            **error);
/* There is a call. Sound comes by way of @devices where they are not %NULL, and
 * is taken from there then.
 */
gboolean       sight_outgoing_start    (SightOutgoing      *self,
                                        SightLine           line,
                                        SightSource        *source,
                                        SightAudioDevices  *devices,
                                        GError            **error);
void           sight_outgoing_stop     (SightOutgoing      *self,
                                        SightLine           line);
gboolean       sight_outgoing_sends    (SightOutgoing      *self,
                                        SightLine           line);

G_END_DECLS
