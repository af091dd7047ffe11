/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-room.h"

#include "server/sight-room-changes.h"

/* What a waiting member and the host may say to each other, each way. */
#define WAITING_RELAYS_MAX 8

typedef struct
{
  SightMemberInfo info;
  guint           told;       /* how much of the changes of this batch it needs not hear */
  guint8          said;       /* while waiting: relays to the host */
  guint8          heard;      /* and from it */
} Member;

struct _SightRoom
{
  SightRoomId              id;
  GArray                  *members;     /* of Member, by order: the first is there longest */
  GArray                  *waiting;     /* of Member, in the order they came; NULL while nobody does */
  gint64                   last_order;
  SightId                  host;
  gboolean                 locked;
  SightRoomChanges         changes;

  /* Borrowed references */
  const SightServerLimits *limits;
  const SightRoomDelivery *delivery;
  gpointer                 data;
};

SightRoom *
sight_room_new (const SightRoomId       *id,
                const SightServerLimits *limits,
                const SightRoomDelivery *delivery,
                gpointer                 data)
{
  SightRoom *self = g_new0 (SightRoom, 1);

  self->id = *id;
  self->members = g_array_sized_new (FALSE, FALSE, sizeof (Member), 2);
  self->limits = limits;
  self->delivery = delivery;
  self->data = data;

  return self;
}

void
sight_room_free (SightRoom *self)
{
  sight_room_changes_clear (&self->changes);
  g_array_unref (self->members);
  g_clear_pointer (&self->waiting, g_array_unref);
  g_free (self);
}

const SightRoomId *
sight_room_get_id (const SightRoom *self)
{
  return &self->id;
}

guint
sight_room_get_size (const SightRoom *self)
{
  return self->members->len;
}

guint
sight_room_get_waiting (const SightRoom *self)
{
  return self->waiting != NULL ? self->waiting->len : 0;
}

guint
sight_room_count_others (const SightRoom *self)
{
  return self->members->len > 0 ? self->members->len - 1 : 0;
}

static Member *
find (GArray        *members,
      const SightId *id)
{
  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      Member *member = &g_array_index (members, Member, i);

      if (sight_id_equal (&member->info.id, id))
        return member;
    }

  return NULL;
}

static guint
index_of (GArray *members,
          Member *member)
{
  return member - (Member *) members->data;
}

gboolean
sight_room_has_member (const SightRoom *self,
                       const SightId   *id)
{
  return find (self->members, id) != NULL;
}

static gboolean
is_host (const SightRoom *self,
         const SightId   *id)
{
  return self->members->len > 0 && sight_id_equal (&self->host, id);
}

static void
deliver (SightRoom        *self,
         const SightId    *to,
         const SightEvent *event)
{
  self->delivery->deliver (self->data, to, event);
}

static void
note_change (SightRoom *self)
{
  self->delivery->needs_flush (self->data, self);
}

static void
deliver_knock (SightRoom             *self,
               const SightMemberInfo *who,
               gboolean               gone)
{
  SightEvent event = { .type = SIGHT_EVENT_KNOCK };

  event.knock.who = who->id;
  event.knock.kind = who->kind;
  event.knock.gone = gone;
  deliver (self, &self->host, &event);
}

static void
deliver_waiting (SightRoom     *self,
                 const SightId *to)
{
  SightEvent event = { .type = SIGHT_EVENT_NOTICE };

  event.notice.code = "waiting";
  event.notice.text = "The room is locked; its host was asked to let you in";
  event.notice.has_me = TRUE;
  event.notice.me = *to;
  event.notice.host = self->host;
  event.notice.retry_ms = -1;
  deliver (self, to, &event);
}

static void
deliver_joined (SightRoom    *self,
                const Member *member)
{
  g_autofree SightMemberInfo *others = g_new (SightMemberInfo, self->members->len);
  SightEvent event = { .type = SIGHT_EVENT_JOINED };

  for (guint i = 0; i < self->members->len; i++)
    {
      const Member *other = &g_array_index (self->members, Member, i);

      if (other != member)
        others[event.joined.n_members++] = other->info;
    }
  event.joined.members = others;
  event.joined.me = member->info.id;
  event.joined.order = member->info.order;
  event.joined.host = self->host;
  event.joined.locked = self->locked;
  deliver (self, &member->info.id, &event);
}

static void
expel (SightRoom      *self,
       const SightId  *id,
       SightWireError  error,
       const char     *re,
       SightClose      close_code)
{
  SightEvent event = { .type = SIGHT_EVENT_ERROR };
  SightId copy = *id;

  event.error.re = re;
  event.error.code = sight_wire_error_to_code (error);
  event.error.text = sight_wire_error_to_text (error);
  event.error.retry_ms = -1;
  self->delivery->expel (self->data, &copy, &event, close_code);
}

/* Everyone who waits hears of the host that decides now, and it of them. */
static void
knock_again (SightRoom *self)
{
  for (guint i = 0; i < sight_room_get_waiting (self); i++)
    {
      Member *member = &g_array_index (self->waiting, Member, i);

      member->said = member->heard = 0;
      deliver_waiting (self, &member->info.id);
      deliver_knock (self, &member->info, FALSE);
    }
}

static void
set_host (SightRoom     *self,
          const SightId *id)
{
  self->host = *id;
  self->changes.host = TRUE;
}

static void
remove_member (SightRoom *self,
               Member    *member,
               SightWhy   why)
{
  SightId id = member->info.id;

  g_array_remove_index (self->members, index_of (self->members, member));
  sight_room_changes_remove (&self->changes, &id, why);
}

static void
add_member (SightRoom             *self,
            const SightMemberInfo *info)
{
  Member member = { .info = *info };

  member.info.order = ++self->last_order;
  sight_room_changes_add (&self->changes, &member.info);
  member.told = sight_room_changes_get_length (&self->changes);
  g_array_append_val (self->members, member);

  if (self->members->len == 1)
    self->host = info->id;

  deliver_joined (self, &g_array_index (self->members, Member, self->members->len - 1));
  note_change (self);
}

static SightJoinResult
add_waiting (SightRoom             *self,
             const SightMemberInfo *info)
{
  Member member = { .info = *info };

  if (sight_room_get_waiting (self) >= self->limits->waiting)
    return SIGHT_JOIN_FULL;

  if (self->waiting == NULL)
    self->waiting = g_array_new (FALSE, FALSE, sizeof (Member));
  g_array_append_val (self->waiting, member);

  deliver_waiting (self, &info->id);
  deliver_knock (self, info, FALSE);

  return SIGHT_JOIN_WAITING;
}

static void
replace_member (SightRoom             *self,
                Member                *old,
                const SightMemberInfo *info)
{
  gboolean was_host = is_host (self, &old->info.id);

  remove_member (self, old, SIGHT_WHY_REPLACED);
  if (was_host)
    set_host (self, &info->id);
  add_member (self, info);
  if (was_host)
    knock_again (self);
}

SightJoinResult
sight_room_join (SightRoom     *self,
                 const SightId *id,
                 SightKind      kind,
                 const SightId *replaces)
{
  SightMemberInfo info = { .id = *id, .kind = kind };
  Member *old = replaces != NULL ? find (self->members, replaces) : NULL;

  if (old != NULL)
    {
      replace_member (self, old, &info);
      return SIGHT_JOIN_JOINED;
    }

  if (self->members->len >= self->limits->room)
    return SIGHT_JOIN_FULL;

  if (self->locked)
    return add_waiting (self, &info);

  add_member (self, &info);

  return SIGHT_JOIN_JOINED;
}

/* The room is gone for those outside its door. */
static void
expel_waiting (SightRoom *self)
{
  g_autoptr(GArray) waiting = g_steal_pointer (&self->waiting);

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    expel (self, &g_array_index (waiting, Member, i).info.id, SIGHT_WIRE_ERROR_ENDED, "join", 0);
}

static void
end_if_empty (SightRoom *self)
{
  if (self->members->len > 0)
    return;

  sight_room_changes_clear (&self->changes);
  self->locked = FALSE;
  expel_waiting (self);
}

static void
drop_member (SightRoom *self,
             Member    *member,
             SightWhy   why)
{
  gboolean was_host = is_host (self, &member->info.id);

  remove_member (self, member, why);
  if (was_host && self->members->len > 0)
    {
      set_host (self, &g_array_index (self->members, Member, 0).info.id);
      knock_again (self);
    }
  end_if_empty (self);
  if (self->members->len > 0)
    note_change (self);
}

static SightMemberInfo
take_waiting (SightRoom *self,
              Member    *member)
{
  SightMemberInfo info = member->info;

  g_array_remove_index (self->waiting, index_of (self->waiting, member));
  if (self->waiting->len == 0)
    g_clear_pointer (&self->waiting, g_array_unref);

  return info;
}

void
sight_room_leave (SightRoom     *self,
                  const SightId *id,
                  SightWhy       why)
{
  Member *member = find (self->members, id);
  Member *waiting = find (self->waiting, id);

  if (member != NULL)
    {
      drop_member (self, member, why);
    }
  else if (waiting != NULL)
    {
      SightMemberInfo info = take_waiting (self, waiting);

      deliver_knock (self, &info, TRUE);
    }
}

void
sight_room_set_away (SightRoom     *self,
                     const SightId *id,
                     gboolean       away)
{
  Member *member = find (self->members, id);

  if (member == NULL || member->info.away == away)
    return;

  member->info.away = away;
  sight_room_changes_update (&self->changes, &member->info);
  note_change (self);
}

static void
flush_to (SightRoom        *self,
          Member           *member,
          SightRoomScratch *scratch)
{
  SightEvent event = { .type = SIGHT_EVENT_MEMBERS };
  gboolean says;

  says = sight_room_changes_tell (&self->changes, &member->info.id, member->told, scratch, &event);
  if (!says && !self->changes.host && !self->changes.locked)
    return;

  event.members.has_host = self->changes.host;
  event.members.host = self->host;
  event.members.has_locked = self->changes.locked;
  event.members.locked = self->locked;
  deliver (self, &member->info.id, &event);
}

void
sight_room_flush (SightRoom *self)
{
  SightRoomScratch scratch;

  if (sight_room_changes_is_empty (&self->changes))
    return;

  sight_room_scratch_init (&scratch);
  for (guint i = 0; i < self->members->len; i++)
    {
      Member *member = &g_array_index (self->members, Member, i);

      flush_to (self, member, &scratch);
      member->told = 0;
    }
  sight_room_scratch_clear (&scratch);
  sight_room_changes_clear (&self->changes);
}

static void
relay_to (SightRoom          *self,
          const SightId      *from,
          const SightId      *to,
          const SightRequest *request)
{
  SightEvent event = { .type = SIGHT_EVENT_RELAY };

  event.relay.from = *from;
  event.relay.to_all = request->relay.to_all;
  event.relay.to = *to;
  event.relay.n = request->relay.n;
  event.relay.box = request->relay.box;
  event.relay.box_length = request->relay.box_length;
  deliver (self, to, &event);
}

static gboolean
fail (SightWireError *error,
      SightWireError  code)
{
  *error = code;

  return FALSE;
}

/* Between the host and who waits, so that the host can see a name. */
static gboolean
relay_through_door (SightRoom          *self,
                    const SightId      *from,
                    const SightRequest *request,
                    guint8             *count,
                    SightWireError     *error)
{
  if (*count >= WAITING_RELAYS_MAX)
    return fail (error, SIGHT_WIRE_ERROR_WAITS);

  (*count)++;
  relay_to (self, from, &request->relay.to, request);

  return TRUE;
}

static gboolean
relay_of_member (SightRoom          *self,
                 const SightId      *from,
                 const SightRequest *request,
                 SightWireError     *error)
{
  const SightId *to = &request->relay.to;
  Member *waiting;

  if (request->relay.to_all)
    {
      for (guint i = 0; i < self->members->len; i++)
        {
          const SightId *other = &g_array_index (self->members, Member, i).info.id;

          if (!sight_id_equal (other, from))
            relay_to (self, from, other, request);
        }
      return TRUE;
    }

  if (!sight_id_equal (to, from) && find (self->members, to) != NULL)
    {
      relay_to (self, from, to, request);
      return TRUE;
    }

  waiting = is_host (self, from) ? find (self->waiting, to) : NULL;
  if (waiting != NULL)
    return relay_through_door (self, from, request, &waiting->heard, error);

  return fail (error, SIGHT_WIRE_ERROR_NO_MEMBER);
}

gboolean
sight_room_relay (SightRoom          *self,
                  const SightId      *from,
                  const SightRequest *request,
                  SightWireError     *error)
{
  Member *waiting;

  if (find (self->members, from) != NULL)
    {
      /* Nobody hears from a member before hearing of it (order-joined). */
      if (self->changes.log != NULL)
        sight_room_flush (self);
      return relay_of_member (self, from, request, error);
    }

  waiting = find (self->waiting, from);
  if (waiting == NULL || request->relay.to_all || !is_host (self, &request->relay.to))
    return fail (error, SIGHT_WIRE_ERROR_NOT_JOINED);

  return relay_through_door (self, from, request, &waiting->said, error);
}

static gboolean
check_host (SightRoom      *self,
            const SightId  *by,
            SightWireError *error)
{
  if (find (self->members, by) == NULL)
    return fail (error, SIGHT_WIRE_ERROR_NOT_JOINED);
  if (!is_host (self, by))
    return fail (error, SIGHT_WIRE_ERROR_NOT_HOST);

  return TRUE;
}

gboolean
sight_room_answer_knock (SightRoom      *self,
                         const SightId  *by,
                         const SightId  *who,
                         gboolean        admit,
                         SightWireError *error)
{
  SightMemberInfo info;
  Member *waiting;

  if (!check_host (self, by, error))
    return FALSE;

  waiting = find (self->waiting, who);
  if (waiting == NULL)
    return fail (error, SIGHT_WIRE_ERROR_NO_MEMBER);
  if (admit && self->members->len >= self->limits->room)
    return fail (error, SIGHT_WIRE_ERROR_ROOM_FULL);

  info = take_waiting (self, waiting);
  deliver_knock (self, &info, TRUE);
  if (admit)
    add_member (self, &info);
  else
    expel (self, &info.id, SIGHT_WIRE_ERROR_DENIED, "join", 0);

  return TRUE;
}

/* In the order in which they came; whom the room cannot hold waits no more. */
static void
admit_all (SightRoom *self)
{
  while (self->waiting != NULL)
    {
      SightMemberInfo info = take_waiting (self, &g_array_index (self->waiting, Member, 0));

      deliver_knock (self, &info, TRUE);
      if (self->members->len < self->limits->room)
        add_member (self, &info);
      else
        expel (self, &info.id, SIGHT_WIRE_ERROR_ROOM_FULL, "join", 0);
    }
}

static void
set_locked (SightRoom *self,
            gboolean   locked)
{
  if (self->locked == locked)
    return;

  self->locked = locked;
  self->changes.locked = TRUE;
  if (!locked)
    admit_all (self);
  note_change (self);
}

static gboolean
remove_by_host (SightRoom      *self,
                const SightId  *by,
                const SightId  *who,
                SightWireError *error)
{
  Member *member = find (self->members, who);

  if (sight_id_equal (by, who))
    return fail (error, SIGHT_WIRE_ERROR_BAD_MESSAGE);
  if (member == NULL)
    return fail (error, SIGHT_WIRE_ERROR_NO_MEMBER);

  drop_member (self, member, SIGHT_WHY_REMOVED);
  expel (self, who, SIGHT_WIRE_ERROR_REMOVED, NULL, SIGHT_CLOSE_REMOVED);

  return TRUE;
}

/* The members are out of the room before any of them hears of it, so that
 * nothing that follows finds a room half ended.
 */
static void
end_room (SightRoom *self)
{
  g_autoptr(GArray) members = g_steal_pointer (&self->members);

  self->members = g_array_new (FALSE, FALSE, sizeof (Member));
  end_if_empty (self);
  for (guint i = 0; i < members->len; i++)
    expel (self, &g_array_index (members, Member, i).info.id,
           SIGHT_WIRE_ERROR_ENDED, NULL, SIGHT_CLOSE_ENDED);
}

gboolean
sight_room_moderate (SightRoom          *self,
                     const SightId      *by,
                     const SightRequest *request,
                     SightWireError     *error)
{
  if (!check_host (self, by, error))
    return FALSE;

  switch (request->moderate.op)
    {
    case SIGHT_MODERATE_LOCK:
      set_locked (self, TRUE);
      return TRUE;
    case SIGHT_MODERATE_UNLOCK:
      set_locked (self, FALSE);
      return TRUE;
    case SIGHT_MODERATE_REMOVE:
      return remove_by_host (self, by, &request->moderate.who, error);
    case SIGHT_MODERATE_END:
      end_room (self);
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}
