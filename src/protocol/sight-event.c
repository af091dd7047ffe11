/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-event.h"

#include "protocol/sight-json-writer.h"

static const char * const type_names[] = {
  [SIGHT_EVENT_WELCOME] = "welcome",
  [SIGHT_EVENT_JOINED] = "joined",
  [SIGHT_EVENT_MEMBERS] = "members",
  [SIGHT_EVENT_RELAY] = "relay",
  [SIGHT_EVENT_KNOCK] = "knock",
  [SIGHT_EVENT_ICE] = "ice",
  [SIGHT_EVENT_NOTICE] = "notice",
  [SIGHT_EVENT_PONG] = "pong",
  [SIGHT_EVENT_ERROR] = "error",
};

static const char * const why_names[] = {
  [SIGHT_WHY_LEFT] = "left",
  [SIGHT_WHY_LOST] = "lost",
  [SIGHT_WHY_REMOVED] = "removed",
  [SIGHT_WHY_REPLACED] = "replaced",
};

const char *
sight_event_type_to_name (SightEventType type)
{
  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (type_names), NULL);

  return type_names[type];
}

SightEventType
sight_event_type_from_name (const char *name)
{
  for (guint i = SIGHT_EVENT_WELCOME; i < G_N_ELEMENTS (type_names); i++)
    if (g_str_equal (name, type_names[i]))
      return i;

  return SIGHT_EVENT_UNKNOWN;
}

const char *
sight_why_to_name (SightWhy why)
{
  g_return_val_if_fail ((guint) why < G_N_ELEMENTS (why_names), NULL);

  return why_names[why];
}

gboolean
sight_why_from_name (const char *name,
                     SightWhy   *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (why_names); i++)
    {
      if (g_str_equal (name, why_names[i]))
        {
          *out = i;
          return TRUE;
        }
    }

  return FALSE;
}

static void
write_id (GString       *out,
          const char    *key,
          const SightId *id)
{
  sight_json_append_key (out, key);
  sight_json_append_plain (out, id->text, SIGHT_ID_LENGTH);
}

static void
write_member (GString               *out,
              const SightMemberInfo *member)
{
  sight_json_begin_object (out);
  write_id (out, "id", &member->id);
  sight_json_write_int (out, "order", member->order);
  sight_json_write_text (out, "kind", sight_kind_to_name (member->kind));
  sight_json_write_bool (out, "away", member->away);
  sight_json_end_object (out);
}

static void
write_member_array (GString               *out,
                    const char            *key,
                    const SightMemberInfo *members,
                    guint                  n_members)
{
  sight_json_append_key (out, key);
  sight_json_begin_array (out);
  for (guint i = 0; i < n_members; i++)
    write_member (out, &members[i]);
  sight_json_end_array (out);
}

static void
write_ice (GString            *out,
           const SightIceList *ice)
{
  sight_json_append_key (out, "ice");
  g_string_append (out, ice->json != NULL ? ice->json : "[]");
  sight_json_write_int (out, "ice_expires", ice->expires);
}

static void
write_welcome (const SightEvent *self,
               GString          *out)
{
  sight_json_append_key (out, "v");
  sight_json_append_int (out, SIGHT_PROTOCOL_VERSION);
  write_id (out, "sid", &self->welcome.sid);
  sight_json_append_key (out, "key");
  sight_json_append_plain (out, self->welcome.key.text, SIGHT_SECRET_LENGTH);
  sight_json_write_bool (out, "resumed", self->welcome.resumed);

  sight_json_append_key (out, "limits");
  sight_json_begin_object (out);
  sight_json_write_int (out, "message", self->welcome.limits.message);
  sight_json_write_int (out, "rate", self->welcome.limits.rate);
  sight_json_write_int (out, "burst", self->welcome.limits.burst);
  sight_json_write_int (out, "bytes", self->welcome.limits.bytes);
  sight_json_write_int (out, "room", self->welcome.limits.room);
  sight_json_end_object (out);

  sight_json_write_int (out, "ping", self->welcome.ping);
  sight_json_write_int (out, "ttl", self->welcome.ttl);
  sight_json_write_int (out, "now", self->welcome.now);
  sight_json_write_text (out, "server", self->welcome.server);
}

static void
write_joined (const SightEvent *self,
              GString          *out)
{
  write_id (out, "me", &self->joined.me);
  sight_json_write_int (out, "order", self->joined.order);
  write_member_array (out, "members", self->joined.members, self->joined.n_members);
  write_id (out, "host", &self->joined.host);
  sight_json_write_bool (out, "locked", self->joined.locked);
  write_ice (out, &self->joined.ice);
}

static void
write_updates (const SightEvent *self,
               GString          *out)
{
  sight_json_append_key (out, "update");
  sight_json_begin_array (out);
  for (guint i = 0; i < self->members.n_updated; i++)
    {
      sight_json_begin_object (out);
      write_id (out, "id", &self->members.updated[i].id);
      sight_json_write_bool (out, "away", self->members.updated[i].away);
      sight_json_end_object (out);
    }
  sight_json_end_array (out);
}

static void
write_removals (const SightEvent *self,
                GString          *out)
{
  sight_json_append_key (out, "remove");
  sight_json_begin_array (out);
  for (guint i = 0; i < self->members.n_removed; i++)
    {
      sight_json_begin_object (out);
      write_id (out, "id", &self->members.removed[i].id);
      sight_json_write_text (out, "why", sight_why_to_name (self->members.removed[i].why));
      sight_json_end_object (out);
    }
  sight_json_end_array (out);
}

static void
write_members (const SightEvent *self,
               GString          *out)
{
  if (self->members.n_added > 0)
    write_member_array (out, "add", self->members.added, self->members.n_added);
  if (self->members.n_updated > 0)
    write_updates (self, out);
  if (self->members.n_removed > 0)
    write_removals (self, out);
  if (self->members.has_host)
    write_id (out, "host", &self->members.host);
  if (self->members.has_locked)
    sight_json_write_bool (out, "locked", self->members.locked);
  if (self->members.full)
    sight_json_write_bool (out, "full", TRUE);
}

static void
write_relay (const SightEvent *self,
             GString          *out)
{
  write_id (out, "from", &self->relay.from);
  if (self->relay.to_all)
    sight_json_write_text (out, "to", "*");
  else
    write_id (out, "to", &self->relay.to);
  sight_json_write_int (out, "n", self->relay.n);
  sight_json_append_key (out, "box");
  sight_json_append_plain (out, self->relay.box, self->relay.box_length);
}

static void
write_knock (const SightEvent *self,
             GString          *out)
{
  write_id (out, "who", &self->knock.who);
  if (self->knock.gone)
    sight_json_write_bool (out, "gone", TRUE);
  else
    sight_json_write_text (out, "kind", sight_kind_to_name (self->knock.kind));
}

static void
write_notice (const SightEvent *self,
              GString          *out)
{
  sight_json_write_text (out, "code", self->notice.code);
  sight_json_write_text (out, "text", self->notice.text);
  if (self->notice.has_me)
    {
      write_id (out, "me", &self->notice.me);
      write_id (out, "host", &self->notice.host);
    }
  if (self->notice.retry_ms >= 0)
    sight_json_write_int (out, "retry_ms", self->notice.retry_ms);
}

static void
write_error (const SightEvent *self,
             GString          *out)
{
  if (self->error.re != NULL)
    sight_json_write_text (out, "re", self->error.re);
  sight_json_write_text (out, "code", self->error.code);
  sight_json_write_text (out, "text", self->error.text);
  if (self->error.retry_ms >= 0)
    sight_json_write_int (out, "retry_ms", self->error.retry_ms);
}

static void
write_fields (const SightEvent *self,
              GString          *out)
{
  switch (self->type)
    {
    case SIGHT_EVENT_WELCOME:
      write_welcome (self, out);
      break;
    case SIGHT_EVENT_JOINED:
      write_joined (self, out);
      break;
    case SIGHT_EVENT_MEMBERS:
      write_members (self, out);
      break;
    case SIGHT_EVENT_RELAY:
      write_relay (self, out);
      break;
    case SIGHT_EVENT_KNOCK:
      write_knock (self, out);
      break;
    case SIGHT_EVENT_ICE:
      write_ice (out, &self->ice);
      break;
    case SIGHT_EVENT_NOTICE:
      write_notice (self, out);
      break;
    case SIGHT_EVENT_PONG:
      if (self->pong.has_ts)
        {
          sight_json_append_key (out, "ts");
          sight_json_append_double (out, self->pong.ts);
        }
      break;
    case SIGHT_EVENT_ERROR:
      write_error (self, out);
      break;
    case SIGHT_EVENT_UNKNOWN:
    default:
      break;
    }
}

void
sight_event_write (const SightEvent *self,
                   GString          *out)
{
  g_return_if_fail (self->type != SIGHT_EVENT_UNKNOWN);

  sight_json_begin_object (out);
  sight_json_write_text (out, "t", type_names[self->type]);
  if (self->has_sequence)
    sight_json_write_int (out, "s", self->sequence);
  write_fields (self, out);
  sight_json_end_object (out);
}
