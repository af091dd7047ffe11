/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-sink.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_FRAME_COUNTER (sight_frame_counter_get_type ())

/**
 * SightFrameCounter:
 *
 * A sink that shows nothing: it counts and keeps the first and the last frame.
 *
 * Signal "frames" on the maker's context: more have arrived since it was last
 * emitted.
 */
G_DECLARE_FINAL_TYPE (SightFrameCounter, sight_frame_counter, SIGHT, FRAME_COUNTER, GObject)

/* @caps is what frames are converted to, or NULL. */
SightFrameCounter *sight_frame_counter_new       (GstCaps           *caps);

/* Any thread. */
guint64            sight_frame_counter_get_count (SightFrameCounter *self);
/* The longest time between two of them, in ms. */
guint              sight_frame_counter_get_pause (SightFrameCounter *self);
/* (transfer full), or NULL before the first. */
GstSample         *sight_frame_counter_get_first (SightFrameCounter *self);
GstSample         *sight_frame_counter_get_last  (SightFrameCounter *self);

G_END_DECLS
