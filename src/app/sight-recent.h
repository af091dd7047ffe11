/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "protocol/sight-room-link.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_RECENT (sight_recent_get_type ())

G_DECLARE_FINAL_TYPE (SightRecent, sight_recent, SIGHT, RECENT, GObject)

/**
 * SightRecent:
 *
 * A call that was held. Its link is a secret.
 *
 * Property "title": who was there, or else what the room is called.
 */
SightRecent         *sight_recent_new          (const SightRoomLink *link,
                                                gint64               when,
                                                const char          *people);

const SightRoomLink *sight_recent_get_link     (SightRecent         *self);
/* Unix time in seconds. */
gint64               sight_recent_get_when     (SightRecent         *self);
/* The names of the others, %NULL where nobody came. */
const char          *sight_recent_get_people   (SightRecent         *self);
void                 sight_recent_set_people   (SightRecent         *self,
                                                const char          *people);
char                *sight_recent_dup_title    (SightRecent         *self);
gboolean             sight_recent_is_of        (SightRecent         *self,
                                                const SightRoomLink *link);

/* As people say it, seen from @now: "Today, 14:05". */
char                *sight_recent_when_to_text (gint64               when,
                                                GDateTime           *now);

/* A line of the file, without its break. */
void                 sight_recent_write        (SightRecent         *self,
                                                GString             *out);
/* %NULL for a line that is none. */
SightRecent         *sight_recent_read         (const char          *line);

G_END_DECLS
