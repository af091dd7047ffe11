/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "protocol/sight-description.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_FEED (sight_feed_get_type ())

/**
 * SightFeed:
 *
 * Encoded pictures or sound on their way to every peer connection that wants
 * them: encoded once, shared by all.
 *
 * An encoder's appsink pushes into it; sight_peer_connection_set_feed() joins a
 * line to it. A line that joins a feed of pictures starts with a key frame.
 *
 * Signal "key-frame-needed" on the maker's context: someone cannot go on
 * without one. It comes twice a second at most, after a pause
 * two in a row, however many ask.
 * Property "taken": whether anyone listens; while nobody does, nothing needs
 * to be captured and encoded.
 */
G_DECLARE_FINAL_TYPE (SightFeed, sight_feed, SIGHT, FEED, GObject)

SightFeed *sight_feed_new               (void);

/* The same pictures for lines of another codec than this feed's, or NULL. A line
 * joins the one that it can carry; without a codec a feed is taken by every line.
 */
void       sight_feed_set_codec         (SightFeed *self,
                                         SightCodec codec);
void       sight_feed_set_alternative   (SightFeed *self,
                                         SightFeed *alternative);
/* (transfer none) NULL where there is nothing for it. */
SightFeed *sight_feed_find              (SightFeed *self,
                                         SightCodec codec);

/* Any thread. Timestamps are running times on the clock that all pipelines
 * share, as an appsink's are.
 */
void       sight_feed_push              (SightFeed *self,
                                         GstSample *sample);
/* Any thread. */
void       sight_feed_request_key_frame (SightFeed *self);
gboolean   sight_feed_is_taken          (SightFeed *self);

G_END_DECLS
