/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightFileWindow:
 *
 * How far a file may be ahead of its receiver while sound or pictures are sent
 * as well: more while nothing stands in front of the path's bottleneck, less as
 * soon as something does. SCTP itself yields to nobody before packets are lost.
 * A plain struct that begins as zeros; pure arithmetic.
 */
typedef struct
{
  gint64 size;
  gint64 shrunk; /* when it had to become smaller last */
} SightFileWindow;

gint64 sight_file_window_get  (const SightFileWindow *self);
/* The receiver told of more that it has, and @queue_us is what stands there. */
void   sight_file_window_step (SightFileWindow       *self,
                               guint                  queue_us,
                               gint64                 now);

G_END_DECLS
