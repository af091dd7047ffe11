/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* A part of a picture, in its pixels; all of it where there is no width. */
typedef struct
{
  guint x;
  guint y;
  guint width;
  guint height;
} SightRegion;

/* Nothing smaller can be told from a slip, or be looked at. */
#define SIGHT_REGION_SIDE_MIN 32

/* What there is of it in a picture of that size: one that no longer fits moves,
 * and shrinks where that is not enough. Sides and corner are even, as pictures
 * with fewer colours than pixels want them.
 */
SightRegion  sight_region_clamp    (const SightRegion  *self,
                                    guint               width,
                                    guint               height);
gboolean     sight_region_is_whole (const SightRegion  *self);
/* "X,Y,WIDTH,HEIGHT" */
gboolean     sight_region_parse    (SightRegion        *self,
                                    const char         *text);

/* @sample: raw video in system memory, of which nothing is copied. (transfer
 * full) What is no such video comes back as it is.
 */
GstSample   *sight_region_cut      (const SightRegion  *self,
                                    GstSample          *sample);

G_END_DECLS
