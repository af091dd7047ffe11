/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define SIGHT_PLAYOUT_KEPT 90

/**
 * SightPlayout:
 *
 * When the pictures of a line are shown: as soon as nearly all of them can be
 * shown in step. The jitter buffer would have them wait for as long as any lost
 * packet may take to come again; on most paths next to none is lost, and people
 * interrupt each other when they see each other late.
 */
typedef struct
{
  gint64 late[SIGHT_PLAYOUT_KEPT]; /* ns, of the last pictures: how long after their time they were there */
  guint  n;                        /* of all */
  gint64 delay;
} SightPlayout;

/* A picture whose time is @time is decoded at @now, both in ns: how long after
 * their times pictures are shown from here on.
 */
gint64 sight_playout_take   (SightPlayout *self,
                             gint64        time,
                             gint64        now);

/* Makes a sink that shows pictures in time do it so. */
void   sight_playout_attach (GstElement   *sink);

G_END_DECLS
