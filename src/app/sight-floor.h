/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightFloor:
 *
 * Who has the floor, and so is shown large. A cough takes it from nobody, and
 * whoever had it last keeps it while all are silent. It is told everything, the
 * time too; all zero is nobody.
 */
typedef struct
{
  gconstpointer holder;
  gint64        heard;   /* when the holder was last heard */
  gconstpointer rival;   /* somebody else, who is loudest */
  gint64        rose;    /* since when */
} SightFloor;

/* Who is loudest at @now, in microseconds, or %NULL where nobody talks; whether
 * the holder talks too. True where the floor went to somebody else.
 */
gboolean      sight_floor_hear   (SightFloor    *self,
                                  gconstpointer  loudest,
                                  gboolean       holder_talks,
                                  gint64         now);
/* Somebody is gone. */
void          sight_floor_forget (SightFloor    *self,
                                  gconstpointer  who);

G_END_DECLS
