/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-feed.h"

G_BEGIN_DECLS

/* On the thread that pushes, one sample after the other: must not wait, and not
 * call the feed. A taker of pictures skips what comes before its first key
 * frame; it answers false while it waits for one, and the feed sees to it.
 */
typedef gboolean (*SightFeedFunc) (gpointer   taker,
                                   GstSample *sample);

/* On the maker's context. @unref is called when the taker is removed, after
 * its last sample.
 */
void sight_feed_add_taker    (SightFeed      *self,
                              gpointer        taker,
                              SightFeedFunc   push,
                              GDestroyNotify  unref);
void sight_feed_remove_taker (SightFeed      *self,
                              gpointer        taker);

G_END_DECLS
