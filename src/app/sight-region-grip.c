/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-region-grip.h"

#include <math.h>

typedef struct
{
  double begin;
  double end;
} Span;

static SightRegionGrip
find (double          value,
      const Span     *span,
      double          reach,
      SightRegionGrip begin,
      SightRegionGrip end)
{
  /* Of a narrow one the far side, which is where one pulls. */
  if (fabs (value - span->end) <= reach)
    return end;

  return fabs (value - span->begin) <= reach ? begin : 0;
}

SightRegionGrip
sight_region_grip_find (const SightRegion *region,
                        double             x,
                        double             y,
                        double             reach)
{
  const Span across = { region->x, region->x + region->width };
  const Span down = { region->y, region->y + region->height };
  SightRegionGrip grip;

  if (x < across.begin - reach || x > across.end + reach || y < down.begin - reach || y > down.end + reach)
    return SIGHT_GRIP_NEW;

  grip = find (x, &across, reach, SIGHT_GRIP_LEFT, SIGHT_GRIP_RIGHT) |
         find (y, &down, reach, SIGHT_GRIP_TOP, SIGHT_GRIP_BOTTOM);

  return grip != 0 ? grip : SIGHT_GRIP_ALL;
}

/* One that is moved keeps its length, and one that is pulled its other end; who
 * pulls it past that turns it round.
 */
static Span
drag (Span     span,
      gboolean begin,
      gboolean end,
      double   by,
      double   whole)
{
  if (begin && end)
    by = CLAMP (by, -span.begin, whole - span.end);
  if (begin)
    span.begin += by;
  if (end)
    span.end += by;
  if (span.begin > span.end)
    span = (Span) { span.end, span.begin };

  return (Span) { CLAMP (span.begin, 0, whole), CLAMP (span.end, 0, whole) };
}

SightRegion
sight_region_grip_drag (SightRegionGrip    grip,
                        const SightRegion *region,
                        double             x,
                        double             y,
                        double             by_x,
                        double             by_y,
                        guint              width,
                        guint              height)
{
  Span across = { region->x, region->x + region->width };
  Span down = { region->y, region->y + region->height };
  SightRegion dragged;

  if (grip == SIGHT_GRIP_NEW)
    {
      across = (Span) { x, x };
      down = (Span) { y, y };
      grip = SIGHT_GRIP_RIGHT | SIGHT_GRIP_BOTTOM;
    }
  across = drag (across, grip & SIGHT_GRIP_LEFT, grip & SIGHT_GRIP_RIGHT, by_x, width);
  down = drag (down, grip & SIGHT_GRIP_TOP, grip & SIGHT_GRIP_BOTTOM, by_y, height);
  dragged = (SightRegion) {
    .x = round (across.begin),
    .y = round (down.begin),
    .width = MAX (round (across.end - across.begin), 1),
    .height = MAX (round (down.end - down.begin), 1),
  };

  return sight_region_clamp (&dragged, width, height);
}
