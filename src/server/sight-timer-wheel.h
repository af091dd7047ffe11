/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A moment that something waits for; embedded in what waits. Zeroed memory is
 * an idle timer.
 */
typedef struct _SightTimer SightTimer;

typedef void (*SightTimerFunc) (SightTimer *timer,
                                gpointer    user_data);

struct _SightTimer
{
  SightTimer     *previous; /* NULL: idle */
  SightTimer     *next;
  gint64          due;
  SightTimerFunc  func;
};

/**
 * SightTimerWheel:
 *
 * Tens of thousands of timers that are moved all the time and seldom run out,
 * at a fixed cost each. Time is passed in; a timer runs up to 64 ms late.
 */
typedef struct _SightTimerWheel SightTimerWheel;

SightTimerWheel *sight_timer_wheel_new          (gint64            now);
void             sight_timer_wheel_free         (SightTimerWheel  *self);

/* Moves @timer if it waits already. */
void             sight_timer_wheel_schedule     (SightTimerWheel  *self,
                                                 SightTimer       *timer,
                                                 gint64            due,
                                                 SightTimerFunc    func);
void             sight_timer_wheel_cancel       (SightTimerWheel  *self,
                                                 SightTimer       *timer);
/* Runs what is due. A function may schedule and cancel any timer. */
void             sight_timer_wheel_advance      (SightTimerWheel  *self,
                                                 gint64            now,
                                                 gpointer          user_data);
/* When to advance next at the latest; G_MAXINT64 for never. */
gint64           sight_timer_wheel_get_deadline (const SightTimerWheel *self);

static inline gboolean
sight_timer_is_waiting (const SightTimer *timer)
{
  return timer->previous != NULL;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightTimerWheel, sight_timer_wheel_free)

G_END_DECLS
