/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightLevelWatch:
 *
 * What the level of a microphone tells over time: that somebody talks, or that
 * nothing was heard of anybody for long. Levels are as sight_sound_level() says
 * them, times are monotonic.
 */
typedef struct
{
  gint64 began_at;   /* when it was first asked */
  gint64 loud_since; /* 0 while it is not loud */
  gint64 loud_at;    /* the last time */
  gint64 heard_at;   /* the last time that there was anything; 0 for never */
} SightLevelWatch;

void     sight_level_watch_init       (SightLevelWatch       *self,
                                       gint64                 now);
void     sight_level_watch_update     (SightLevelWatch       *self,
                                       double                 level,
                                       gint64                 now);
/* For some time, so that a cough or a door is none; and a little longer. */
gboolean sight_level_watch_is_talking (const SightLevelWatch *self,
                                       gint64                 now);
/* So long that something may be wrong. */
gboolean sight_level_watch_is_silent  (const SightLevelWatch *self,
                                       gint64                 now);

/* How much of a meter it fills: 0 to 1. */
double   sight_level_watch_to_part    (double                 level);

G_END_DECLS
