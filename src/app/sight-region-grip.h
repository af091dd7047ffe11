/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-region.h"

G_BEGIN_DECLS

/* Which sides of a rectangle follow the pointer; all of them when it is moved as
 * a whole, and none where it is drawn anew.
 */
typedef enum
{
  SIGHT_GRIP_NEW = 0,
  SIGHT_GRIP_LEFT = 1 << 0,
  SIGHT_GRIP_RIGHT = 1 << 1,
  SIGHT_GRIP_TOP = 1 << 2,
  SIGHT_GRIP_BOTTOM = 1 << 3,
  SIGHT_GRIP_ALL = (1 << 4) - 1,
} SightRegionGrip;

/* Pure arithmetic, in pixels of the picture. @reach: how near to a side is on it. */
SightRegionGrip sight_region_grip_find (const SightRegion *region,
                                        double             x,
                                        double             y,
                                        double             reach);
/* What @region becomes in a picture of that size when it was gripped at @x, @y
 * and dragged by so much.
 */
SightRegion     sight_region_grip_drag (SightRegionGrip    grip,
                                        const SightRegion *region,
                                        double             x,
                                        double             y,
                                        double             by_x,
                                        double             by_y,
                                        guint              width,
                                        guint              height);

G_END_DECLS
