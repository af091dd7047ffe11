/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-frame-counter.h"

G_BEGIN_DECLS

/* What a counter of frames has seen, for those who show it without a window. */

/* Writes the first or the last picture as a PNG. True where there is none. */
gboolean sight_snapshot_write_first (SightFrameCounter  *counter,
                                     const char         *path,
                                     GError            **error);
gboolean sight_snapshot_write_last  (SightFrameCounter  *counter,
                                     const char         *path,
                                     GError            **error);
/* Of the last picture; 0 before there is one. */
void     sight_snapshot_get_size    (SightFrameCounter  *counter,
                                     guint              *width,
                                     guint              *height);
/* Whether the last picture bears a code (see SightFrameCode): its number. */
gboolean sight_snapshot_get_number  (SightFrameCounter  *counter,
                                     guint              *number);
/* How long ago the last picture was made, in ms, where it says so itself (see
 * SightFrameCode) and was made on this computer; otherwise -1.
 */
int      sight_snapshot_get_age     (SightFrameCounter  *counter);

G_END_DECLS
