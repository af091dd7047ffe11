/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-floor.h"

/* Longer than a cough, or a "yes". */
#define TAKES       (900 * G_TIME_SPAN_MILLISECOND)
/* Where two talk at once, the picture is not to jump between them. */
#define TAKES_OVER  (2500 * G_TIME_SPAN_MILLISECOND)
/* A breath in the middle of a sentence. */
#define PAUSE       (1200 * G_TIME_SPAN_MILLISECOND)

static gboolean
may_take (SightFloor *self,
          gint64      now)
{
  gboolean is_free = self->holder == NULL || now - self->heard >= PAUSE;

  return now - self->rose >= (is_free ? TAKES : TAKES_OVER);
}

gboolean
sight_floor_hear (SightFloor    *self,
                  gconstpointer  loudest,
                  gboolean       holder_talks,
                  gint64         now)
{
  if (self->holder != NULL && (holder_talks || loudest == self->holder))
    self->heard = now;

  if (loudest == NULL || loudest == self->holder)
    {
      self->rival = NULL;
      return FALSE;
    }

  if (loudest != self->rival)
    {
      self->rival = loudest;
      self->rose = now;
    }
  if (!may_take (self, now))
    return FALSE;

  *self = (SightFloor) { .holder = loudest, .heard = now };
  return TRUE;
}

void
sight_floor_forget (SightFloor    *self,
                    gconstpointer  who)
{
  if (self->holder == who)
    self->holder = NULL;
  if (self->rival == who)
    self->rival = NULL;
}
