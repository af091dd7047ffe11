/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-room-changes.h"

typedef enum
{
  CHANGE_ADD,
  CHANGE_UPDATE,
  CHANGE_REMOVE,
} ChangeType;

typedef struct
{
  ChangeType      type;
  SightMemberInfo member;
  SightWhy        why;
} SightRoomChange;

void
sight_room_changes_clear (SightRoomChanges *self)
{
  g_clear_pointer (&self->log, g_array_unref);
  self->host = FALSE;
  self->locked = FALSE;
}

gboolean
sight_room_changes_is_empty (const SightRoomChanges *self)
{
  return self->log == NULL && !self->host && !self->locked;
}

guint
sight_room_changes_get_length (const SightRoomChanges *self)
{
  return self->log != NULL ? self->log->len : 0;
}

static void
append (SightRoomChanges *self,
        SightRoomChange   change)
{
  if (self->log == NULL)
    self->log = g_array_new (FALSE, FALSE, sizeof (SightRoomChange));
  g_array_append_val (self->log, change);
}

void
sight_room_changes_add (SightRoomChanges      *self,
                        const SightMemberInfo *member)
{
  append (self, (SightRoomChange) { .type = CHANGE_ADD, .member = *member });
}

void
sight_room_changes_update (SightRoomChanges      *self,
                           const SightMemberInfo *member)
{
  append (self, (SightRoomChange) { .type = CHANGE_UPDATE, .member = *member });
}

void
sight_room_changes_remove (SightRoomChanges *self,
                           const SightId    *id,
                           SightWhy          why)
{
  append (self, (SightRoomChange) { .type = CHANGE_REMOVE, .member = { .id = *id }, .why = why });
}

void
sight_room_scratch_init (SightRoomScratch *self)
{
  self->added = g_array_new (FALSE, FALSE, sizeof (SightMemberInfo));
  self->updated = g_array_new (FALSE, FALSE, sizeof (SightMemberInfo));
  self->removed = g_array_new (FALSE, FALSE, sizeof (SightRemoval));
}

void
sight_room_scratch_clear (SightRoomScratch *self)
{
  g_array_unref (self->added);
  g_array_unref (self->updated);
  g_array_unref (self->removed);
}

static gboolean
find_member (GArray        *members,
             const SightId *id,
             guint         *index)
{
  for (guint i = 0; i < members->len; i++)
    {
      if (sight_id_equal (&g_array_index (members, SightMemberInfo, i).id, id))
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

static void
tell_update (SightRoomScratch      *scratch,
             const SightMemberInfo *member)
{
  guint index;

  if (find_member (scratch->added, &member->id, &index))
    g_array_index (scratch->added, SightMemberInfo, index).away = member->away;
  else if (find_member (scratch->updated, &member->id, &index))
    g_array_index (scratch->updated, SightMemberInfo, index).away = member->away;
  else
    g_array_append_val (scratch->updated, *member);
}

/* Who came and went between two tellings was never there. */
static void
tell_remove (SightRoomScratch      *scratch,
             const SightRoomChange *change)
{
  SightRemoval removal = { .id = change->member.id, .why = change->why };
  guint index;

  if (find_member (scratch->added, &removal.id, &index))
    {
      g_array_remove_index (scratch->added, index);
      return;
    }

  if (find_member (scratch->updated, &removal.id, &index))
    g_array_remove_index (scratch->updated, index);
  g_array_append_val (scratch->removed, removal);
}

static void
tell_one (SightRoomScratch      *scratch,
          const SightRoomChange *change)
{
  switch (change->type)
    {
    case CHANGE_ADD:
      g_array_append_val (scratch->added, change->member);
      break;
    case CHANGE_UPDATE:
      tell_update (scratch, &change->member);
      break;
    case CHANGE_REMOVE:
      tell_remove (scratch, change);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * sight_room_changes_tell:
 *
 * Returns: whether there is anything to say about members
 */
gboolean
sight_room_changes_tell (const SightRoomChanges *self,
                         const SightId          *listener,
                         guint                   from,
                         SightRoomScratch       *scratch,
                         SightEvent             *event)
{
  guint length = sight_room_changes_get_length (self);

  g_array_set_size (scratch->added, 0);
  g_array_set_size (scratch->updated, 0);
  g_array_set_size (scratch->removed, 0);

  for (guint i = from; i < length; i++)
    {
      const SightRoomChange *change = &g_array_index (self->log, SightRoomChange, i);

      if (!sight_id_equal (&change->member.id, listener))
        tell_one (scratch, change);
    }

  event->members.added = (const SightMemberInfo *) scratch->added->data;
  event->members.n_added = scratch->added->len;
  event->members.updated = (const SightMemberInfo *) scratch->updated->data;
  event->members.n_updated = scratch->updated->len;
  event->members.removed = (const SightRemoval *) scratch->removed->data;
  event->members.n_removed = scratch->removed->len;

  return scratch->added->len + scratch->updated->len + scratch->removed->len > 0;
}
