/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * SightSteadyTime:
 *
 * Timestamps of one pipeline as those of ours, moved by so much that what they
 * stand on arrives now. The move stays the same, so that samples keep their
 * distances; only what is far off is moved anew.
 *
 * Zero is how it begins.
 */
typedef struct
{
  gint64   offset;
  gboolean aligned;
} SightSteadyTime;

/* A monotonic time in ns. */
GstClockTime sight_steady_time_map (SightSteadyTime *self,
                                    GstSample       *sample);

G_END_DECLS
