/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-event.h"

G_BEGIN_DECLS

/**
 * SightRoomChanges:
 *
 * What happened in a room since its members were last told, in order, to be
 * told together. Who came in between hears only what came after.
 */
typedef struct
{
  GArray   *log;         /* of SightRoomChange, or NULL while nothing happened */
  gboolean  host;        /* there is a new one */
  gboolean  locked;      /* it was locked or unlocked */
} SightRoomChanges;

void     sight_room_changes_clear      (SightRoomChanges      *self);
gboolean sight_room_changes_is_empty   (const SightRoomChanges *self);
/* How many there are: where a newcomer begins to listen. */
guint    sight_room_changes_get_length (const SightRoomChanges *self);

void     sight_room_changes_add        (SightRoomChanges      *self,
                                        const SightMemberInfo *member);
void     sight_room_changes_update     (SightRoomChanges      *self,
                                        const SightMemberInfo *member);
void     sight_room_changes_remove     (SightRoomChanges      *self,
                                        const SightId         *id,
                                        SightWhy               why);

/* What @listener has to hear of all this, except the first @from changes and
 * what is about itself. Fills the arrays of @event, which belong to @scratch.
 */
typedef struct
{
  GArray *added;   /* of SightMemberInfo */
  GArray *updated; /* of SightMemberInfo */
  GArray *removed; /* of SightRemoval */
} SightRoomScratch;

void     sight_room_scratch_init       (SightRoomScratch       *self);
void     sight_room_scratch_clear      (SightRoomScratch       *self);
gboolean sight_room_changes_tell       (const SightRoomChanges *self,
                                        const SightId          *listener,
                                        guint                   from,
                                        SightRoomScratch       *scratch,
                                        SightEvent             *event);

G_END_DECLS
