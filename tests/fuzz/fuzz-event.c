/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "protocol/sight-event.h"
#include "protocol/sight-json-writer.h"

/* What a server said, read by a client: whatever is accepted is the same
 * message after it was written and read again.
 */

static gboolean
members_equal (const SightMemberInfo *a,
               guint                  n_a,
               const SightMemberInfo *b,
               guint                  n_b)
{
  if (n_a != n_b)
    return FALSE;

  for (guint i = 0; i < n_a; i++)
    if (!sight_id_equal (&a[i].id, &b[i].id) || a[i].order != b[i].order ||
        a[i].kind != b[i].kind || a[i].away != b[i].away)
      return FALSE;

  return TRUE;
}

static gboolean
removals_equal (const SightEvent *a,
                const SightEvent *b)
{
  if (a->members.n_removed != b->members.n_removed)
    return FALSE;

  for (guint i = 0; i < a->members.n_removed; i++)
    if (!sight_id_equal (&a->members.removed[i].id, &b->members.removed[i].id) ||
        a->members.removed[i].why != b->members.removed[i].why)
      return FALSE;

  return TRUE;
}

static gboolean
ice_equal (const SightIceList *a,
           const SightIceList *b)
{
  if (a->n_servers != b->n_servers || a->expires != b->expires)
    return FALSE;

  for (guint i = 0; i < a->n_servers; i++)
    {
      const SightIceServer *one = &a->servers[i];
      const SightIceServer *other = &b->servers[i];

      if (one->n_urls != other->n_urls ||
          g_strcmp0 (one->username, other->username) != 0 ||
          g_strcmp0 (one->credential, other->credential) != 0)
        return FALSE;
      for (guint j = 0; j < one->n_urls; j++)
        if (!g_str_equal (one->urls[j], other->urls[j]))
          return FALSE;
    }

  return TRUE;
}

static gboolean
welcomes_equal (const SightEvent *a,
                const SightEvent *b)
{
  return sight_id_equal (&a->welcome.sid, &b->welcome.sid) &&
         sight_secret_equal (&a->welcome.key, &b->welcome.key) &&
         a->welcome.resumed == b->welcome.resumed &&
         memcmp (&a->welcome.limits, &b->welcome.limits, sizeof a->welcome.limits) == 0 &&
         a->welcome.ping == b->welcome.ping && a->welcome.ttl == b->welcome.ttl &&
         a->welcome.now == b->welcome.now && g_str_equal (a->welcome.server, b->welcome.server);
}

static gboolean
changes_equal (const SightEvent *a,
               const SightEvent *b)
{
  return members_equal (a->members.added, a->members.n_added, b->members.added, b->members.n_added) &&
         members_equal (a->members.updated, a->members.n_updated, b->members.updated, b->members.n_updated) &&
         removals_equal (a, b) &&
         a->members.has_host == b->members.has_host &&
         (!a->members.has_host || sight_id_equal (&a->members.host, &b->members.host)) &&
         a->members.has_locked == b->members.has_locked &&
         (!a->members.has_locked || a->members.locked == b->members.locked) &&
         a->members.full == b->members.full;
}

static gboolean
notices_equal (const SightEvent *a,
               const SightEvent *b)
{
  return g_str_equal (a->notice.code, b->notice.code) && g_str_equal (a->notice.text, b->notice.text) &&
         a->notice.has_me == b->notice.has_me &&
         (!a->notice.has_me || (sight_id_equal (&a->notice.me, &b->notice.me) &&
                                sight_id_equal (&a->notice.host, &b->notice.host))) &&
         a->notice.retry_ms == b->notice.retry_ms;
}

static gboolean
relays_equal (const SightEvent *a,
              const SightEvent *b)
{
  return sight_id_equal (&a->relay.from, &b->relay.from) &&
         a->relay.to_all == b->relay.to_all &&
         (a->relay.to_all || sight_id_equal (&a->relay.to, &b->relay.to)) &&
         a->relay.n == b->relay.n && a->relay.box_length == b->relay.box_length &&
         memcmp (a->relay.box, b->relay.box, a->relay.box_length) == 0;
}

static gboolean
events_equal (const SightEvent *a,
              const SightEvent *b)
{
  switch (a->type)
    {
    case SIGHT_EVENT_WELCOME:
      return welcomes_equal (a, b);
    case SIGHT_EVENT_JOINED:
      return sight_id_equal (&a->joined.me, &b->joined.me) && a->joined.order == b->joined.order &&
             members_equal (a->joined.members, a->joined.n_members, b->joined.members, b->joined.n_members) &&
             sight_id_equal (&a->joined.host, &b->joined.host) && a->joined.locked == b->joined.locked &&
             ice_equal (&a->joined.ice, &b->joined.ice);
    case SIGHT_EVENT_MEMBERS:
      return changes_equal (a, b);
    case SIGHT_EVENT_RELAY:
      return relays_equal (a, b);
    case SIGHT_EVENT_KNOCK:
      return sight_id_equal (&a->knock.who, &b->knock.who) && a->knock.gone == b->knock.gone &&
             (a->knock.gone || a->knock.kind == b->knock.kind);
    case SIGHT_EVENT_ICE:
      return ice_equal (&a->ice, &b->ice);
    case SIGHT_EVENT_NOTICE:
      return notices_equal (a, b);
    case SIGHT_EVENT_PONG:
      return a->pong.has_ts == b->pong.has_ts &&
             (!a->pong.has_ts || memcmp (&a->pong.ts, &b->pong.ts, sizeof a->pong.ts) == 0);
    case SIGHT_EVENT_ERROR:
      return g_strcmp0 (a->error.re, b->error.re) == 0 && g_str_equal (a->error.code, b->error.code) &&
             g_str_equal (a->error.text, b->error.text) && a->error.retry_ms == b->error.retry_ms;
    case SIGHT_EVENT_UNKNOWN:
    default:
      return TRUE;
    }
}

static void
append_text (GString    *out,
             const char *key,
             const char *text)
{
  if (text == NULL)
    return;

  sight_json_append_key (out, key);
  sight_json_append_string (out, text, -1);
}

/* The list is read into servers and written from text. */
static char *
write_ice (const SightIceList *list)
{
  GString *out = g_string_new (NULL);

  sight_json_begin_array (out);
  for (guint i = 0; i < list->n_servers; i++)
    {
      const SightIceServer *server = &list->servers[i];

      sight_json_begin_object (out);
      sight_json_append_key (out, "urls");
      sight_json_begin_array (out);
      for (guint j = 0; j < server->n_urls; j++)
        sight_json_append_string (out, server->urls[j], -1);
      sight_json_end_array (out);
      append_text (out, "username", server->username);
      append_text (out, "credential", server->credential);
      sight_json_end_object (out);
    }
  sight_json_end_array (out);

  return g_string_free (out, FALSE);
}

static void
check_round_trip (SightEvent *event)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(SightEvent) again = { 0, };
  g_autoptr(GError) error = NULL;
  g_autofree char *ice = NULL;

  if (event->type == SIGHT_EVENT_JOINED)
    event->joined.ice.json = ice = write_ice (&event->joined.ice);
  else if (event->type == SIGHT_EVENT_ICE)
    event->ice.json = ice = write_ice (&event->ice);

  sight_event_write (event, text);
  if (!sight_event_parse (&again, text->str, text->len, &error))
    g_error ("%s: %s", error->message, text->str);

  g_assert_cmpint (again.type, ==, event->type);
  g_assert_true (again.has_sequence == event->has_sequence);
  g_assert_cmpint (again.sequence, ==, event->sequence);
  if (!events_equal (event, &again))
    g_error ("Another message was written: %s", text->str);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_auto(SightEvent) event = { 0, };
  g_autoptr(GError) error = NULL;
  gboolean accepted;

  fuzz_init ();

  accepted = sight_event_parse (&event, (const char *) data, size, &error);
  g_assert_true (accepted == (error == NULL));
  if (accepted && event.type != SIGHT_EVENT_UNKNOWN)
    check_round_trip (&event);

  return 0;
}
