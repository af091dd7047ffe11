/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "protocol/sight-description.h"

G_BEGIN_DECLS

/* A bin from RTP to an appsink called "frames"; its sink pad is "sink". */
GstElement *sight_decoder_make         (SightLine    line,
                                        SightCodec   codec,
                                        GError     **error);
/* Whether this machine can decode it. */
gboolean    sight_decoder_is_available (SightCodec   codec);

G_END_DECLS
