/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightSleepTime:
 *
 * Tells from two clocks that the computer has slept: monotonic time, by which all
 * timers go, stands still meanwhile, and boot time does not. Nobody has to be
 * asked for that, in a sandbox as little as out of it; logind would be out of its
 * reach. A program that was stopped, and so saw a long time pass in no time, has
 * slept as well.
 */
typedef struct
{
  gint64 ahead;  /* boot time, before monotonic time */
  gint64 looked; /* monotonic */
} SightSleepTime;

/* In microseconds, as all of these. */
gint64   sight_sleep_get_boot_time (void);
void     sight_sleep_time_init (SightSleepTime *self,
                                gint64          monotonic,
                                gint64          boot);
/* Whether it has slept since it was asked last, which is to be every second. */
gboolean sight_sleep_time_take (SightSleepTime *self,
                                gint64          monotonic,
                                gint64          boot);

/**
 * SightSleepWatch:
 *
 * Calls within a second of the computer's waking up, on the main context of its
 * maker.
 */
typedef struct _SightSleepWatch SightSleepWatch;

typedef void (*SightSleepFunc) (gpointer user_data);

SightSleepWatch *sight_sleep_watch_new  (SightSleepFunc   func,
                                         gpointer         user_data);
/* May be called from within @func. */
void             sight_sleep_watch_free (SightSleepWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightSleepWatch, sight_sleep_watch_free)

G_END_DECLS
