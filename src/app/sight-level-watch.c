/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-level-watch.h"

/* Speech in front of a laptop; what is below the second is the room, or nothing. */
#define LOUD   (-38.0)
#define HEARD  (-50.0)
/* Between words it is quiet. */
#define PAUSE  (400 * G_TIME_SPAN_MILLISECOND)
#define TALK   (500 * G_TIME_SPAN_MILLISECOND)
#define HOLD   (2 * G_TIME_SPAN_SECOND)
#define SILENT (6 * G_TIME_SPAN_SECOND)
/* What a meter shows. */
#define BOTTOM (-60.0)
#define TOP    (-12.0)

void
sight_level_watch_init (SightLevelWatch *self,
                        gint64           now)
{
  *self = (SightLevelWatch) { .began_at = now };
}

void
sight_level_watch_update (SightLevelWatch *self,
                          double           level,
                          gint64           now)
{
  if (level >= HEARD)
    self->heard_at = now;
  if (level < LOUD)
    return;

  if (self->loud_since == 0 || now - self->loud_at > PAUSE)
    self->loud_since = now;
  self->loud_at = now;
}

gboolean
sight_level_watch_is_talking (const SightLevelWatch *self,
                              gint64                 now)
{
  return self->loud_since != 0 && self->loud_at - self->loud_since >= TALK && now - self->loud_at < HOLD;
}

gboolean
sight_level_watch_is_silent (const SightLevelWatch *self,
                             gint64                 now)
{
  return now - MAX (self->began_at, self->heard_at) >= SILENT;
}

double
sight_level_watch_to_part (double level)
{
  return CLAMP ((level - BOTTOM) / (TOP - BOTTOM), 0, 1);
}
