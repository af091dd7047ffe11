/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-source.h"

G_BEGIN_DECLS

#define NETLAB_TYPE_CLIP_SOURCE (netlab_clip_source_get_type ())

/**
 * NetlabClipSource:
 *
 * A NetlabClip in place of a camera, with a SightFrameCode in every picture.
 */
G_DECLARE_FINAL_TYPE (NetlabClipSource, netlab_clip_source, NETLAB, CLIP_SOURCE, SightSource)

SightSource *netlab_clip_source_new (guint width,
                                     guint height,
                                     guint rate);

G_END_DECLS
