/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightBackoff:
 *
 * How long to wait before the next try: 0, 0.5, 1, 2, 4, 8, 8 ... seconds,
 * each 30 % more or less, so that a thousand clients of one server do not come
 * back together.
 */
typedef struct
{
  guint tries;
} SightBackoff;

/* @random is from 0 to 1. Milliseconds. */
guint sight_backoff_next  (SightBackoff *self,
                           double        random);
void  sight_backoff_reset (SightBackoff *self);

G_END_DECLS
