/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-file-window.h"

#include "call/sight-file-exchange.h"
#include "protocol/sight-control-message.h"

/* For each 64 KiB that arrived: twice as much with every round trip until the
 * path was full once, then a quarter more.
 */
#define GROWTH_FIRST  (64 * 1024)
#define GROWTH        (16 * 1024)
#define QUEUE_LOW     15000
#define QUEUE_HIGH    30000
/* What was done about a queue shows only after a while. */
#define SHRINK_AGAIN  (G_USEC_PER_SEC / 5)

gint64
sight_file_window_get (const SightFileWindow *self)
{
  return MAX (self->size, SIGHT_FILE_WINDOW_YIELDING);
}

void
sight_file_window_step (SightFileWindow *self,
                        guint            queue_us,
                        gint64           now)
{
  gint64 size = sight_file_window_get (self);

  if (queue_us <= QUEUE_LOW)
    self->size = MIN (size + (self->shrunk == 0 ? GROWTH_FIRST : GROWTH), SIGHT_FILE_WINDOW);
  else if (queue_us >= QUEUE_HIGH && now - self->shrunk >= SHRINK_AGAIN)
    {
      self->size = size / 2;
      self->shrunk = now;
    }
}
