/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-timer-wheel.h"

#define SLOT_US  (64 * 1000)
#define N_SLOTS  1024 /* 65 s around; what is later waits for another round */

struct _SightTimerWheel
{
  gint64     current;        /* the slot that time has reached, counted from 0 */
  gint64     earliest;       /* no timer waits in a slot before this one */
  guint      n_waiting;
  SightTimer slots[N_SLOTS]; /* heads of rings */
};

static gint64
slot_of (gint64 due)
{
  /* Rounded up: late, never early. */
  return (due + SLOT_US - 1) / SLOT_US;
}

SightTimerWheel *
sight_timer_wheel_new (gint64 now)
{
  SightTimerWheel *self = g_new0 (SightTimerWheel, 1);

  self->current = now / SLOT_US;
  self->earliest = G_MAXINT64;
  for (guint i = 0; i < N_SLOTS; i++)
    self->slots[i].previous = self->slots[i].next = &self->slots[i];

  return self;
}

void
sight_timer_wheel_free (SightTimerWheel *self)
{
  g_return_if_fail (self->n_waiting == 0);

  g_free (self);
}

static void
unlink_timer (SightTimer *timer)
{
  timer->previous->next = timer->next;
  timer->next->previous = timer->previous;
  timer->previous = timer->next = NULL;
}

void
sight_timer_wheel_cancel (SightTimerWheel *self,
                          SightTimer      *timer)
{
  if (timer->previous == NULL)
    return;

  unlink_timer (timer);
  self->n_waiting--;
}

void
sight_timer_wheel_schedule (SightTimerWheel *self,
                            SightTimer      *timer,
                            gint64           due,
                            SightTimerFunc   func)
{
  gint64 slot = MAX (slot_of (due), self->current + 1);
  SightTimer *head = &self->slots[slot % N_SLOTS];

  sight_timer_wheel_cancel (self, timer);

  timer->due = slot * SLOT_US;
  timer->func = func;
  timer->next = head;
  timer->previous = head->previous;
  head->previous->next = timer;
  head->previous = timer;

  self->n_waiting++;
  self->earliest = MIN (self->earliest, slot);
}

/* Onto a ring of its own first, since a function may cancel its neighbours or
 * schedule into the same slot.
 */
static void
run_slot (SightTimerWheel *self,
          gint64           slot,
          gpointer         user_data)
{
  SightTimer *head = &self->slots[slot % N_SLOTS];
  SightTimer due = { .previous = &due, .next = &due };
  SightTimer *next;

  for (SightTimer *timer = head->next; timer != head; timer = next)
    {
      next = timer->next;
      if (timer->due > slot * SLOT_US)
        continue;

      unlink_timer (timer);
      timer->next = &due;
      timer->previous = due.previous;
      due.previous->next = timer;
      due.previous = timer;
    }

  while (due.next != &due)
    {
      SightTimer *timer = due.next;

      unlink_timer (timer);
      self->n_waiting--;
      timer->func (timer, user_data);
    }
}

static void
find_earliest (SightTimerWheel *self)
{
  self->earliest = G_MAXINT64;
  if (self->n_waiting == 0)
    return;

  for (gint64 slot = self->current + 1; slot <= self->current + N_SLOTS; slot++)
    {
      if (self->slots[slot % N_SLOTS].next != &self->slots[slot % N_SLOTS])
        {
          self->earliest = slot;
          return;
        }
    }
}

void
sight_timer_wheel_advance (SightTimerWheel *self,
                           gint64           now,
                           gpointer         user_data)
{
  gint64 target = now / SLOT_US;

  if (target < self->earliest)
    {
      self->current = MAX (self->current, target);
      return;
    }

  /* After a long sleep every slot needs one visit only. */
  self->current = MAX (self->current, MAX (self->earliest - 1, target - N_SLOTS));
  while (self->current < target)
    {
      self->current++;
      run_slot (self, self->current, user_data);
    }

  find_earliest (self);
}

gint64
sight_timer_wheel_get_deadline (const SightTimerWheel *self)
{
  return self->earliest == G_MAXINT64 ? G_MAXINT64 : self->earliest * SLOT_US;
}
