/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "app/sight-recent.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_RECENTS (sight_recents_get_type ())

G_DECLARE_FINAL_TYPE (SightRecents, sight_recents, SIGHT, RECENTS, GObject)

#define SIGHT_RECENTS_MAX 30

/**
 * SightRecents:
 *
 * The calls that were held, a GListModel of #SightRecent, the newest first;
 * each room once. They are kept in a file that only its owner can read, for a
 * link is all that it takes to join.
 *
 * Property "enabled": without it nothing is remembered, and what was is gone.
 */

/* @path need not exist; what cannot be read in it is left out. */
SightRecents *sight_recents_new         (const char          *path);

void          sight_recents_add         (SightRecents        *self,
                                         const SightRoomLink *link,
                                         gint64               when);
/* Who is there, of a call that was added. */
void          sight_recents_set_people  (SightRecents        *self,
                                         const SightRoomLink *link,
                                         const char          *people);
void          sight_recents_remove      (SightRecents        *self,
                                         SightRecent         *recent);
void          sight_recents_clear       (SightRecents        *self);
void          sight_recents_set_enabled (SightRecents        *self,
                                         gboolean             enabled);
/* Writes what is not written yet, and waits for it. */
void          sight_recents_flush       (SightRecents        *self);

G_END_DECLS
