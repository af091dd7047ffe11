/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include <string.h>

#include "protocol/sight-event.h"
#include "protocol/sight-fields.h"
#include "protocol/sight-protocol-error.h"
#include "protocol/sight-request.h"

/* The client's side of the codec: a server is trusted no more than a client. */

#define DAY_MS 86400000

static gboolean
read_member (const SightJsonValue *object,
             gboolean              whole,
             SightMemberInfo      *out)
{
  if (!sight_fields_get_id (object, "id", &out->id) ||
      !sight_fields_get_bool (object, "away", &out->away))
    return FALSE;

  return !whole || (sight_fields_get_sequence (object, "order", 0, &out->order) &&
                    sight_fields_get_kind (object, "kind", &out->kind));
}

static gboolean
read_member_array (const SightJsonValue   *array,
                   gboolean                whole,
                   gpointer               *owned,
                   const SightMemberInfo **members,
                   guint                  *n_members)
{
  SightMemberInfo *read;
  guint size;

  if (array == NULL || sight_json_value_get_type (array) != SIGHT_JSON_ARRAY)
    return FALSE;

  size = sight_json_value_get_size (array);
  *members = *owned = read = g_new0 (SightMemberInfo, size);
  *n_members = size;
  for (guint i = 0; i < size; i++)
    if (!read_member (sight_json_value_get_index (array, i), whole, &read[i]))
      return FALSE;

  return TRUE;
}

static gboolean
read_removals (const SightJsonValue  *array,
               gpointer              *owned,
               const SightRemoval   **removals,
               guint                 *n_removals)
{
  SightRemoval *read;
  guint size;

  if (sight_json_value_get_type (array) != SIGHT_JSON_ARRAY)
    return FALSE;

  size = sight_json_value_get_size (array);
  *removals = *owned = read = g_new0 (SightRemoval, size);
  *n_removals = size;
  for (guint i = 0; i < size; i++)
    {
      const SightJsonValue *object = sight_json_value_get_index (array, i);
      const char *why = sight_fields_get_text (object, "why");

      if (!sight_fields_get_id (object, "id", &read[i].id) ||
          why == NULL || !sight_why_from_name (why, &read[i].why))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_optional_text (const SightJsonValue  *object,
                    const char            *key,
                    const char           **out)
{
  if (sight_json_value_get (object, key) == NULL)
    return TRUE;

  *out = sight_fields_get_text (object, key);

  return *out != NULL;
}

static gboolean
read_ice_server (const SightJsonValue *object,
                 SightIceServer       *out)
{
  const SightJsonValue *urls = sight_json_value_get (object, "urls");
  guint size;

  if (urls == NULL || sight_json_value_get_type (urls) != SIGHT_JSON_ARRAY)
    return FALSE;

  size = sight_json_value_get_size (urls);
  if (size == 0 || size > SIGHT_ICE_URLS_MAX)
    return FALSE;

  for (guint i = 0; i < size; i++)
    {
      gsize length;

      out->urls[i] = sight_json_value_get_string (sight_json_value_get_index (urls, i), &length);
      if (out->urls[i] == NULL || length > SIGHT_TEXT_MAX)
        return FALSE;
    }
  out->n_urls = size;

  return read_optional_text (object, "username", &out->username) &&
         read_optional_text (object, "credential", &out->credential);
}

static gboolean
read_ice (const SightJsonValue *root,
          gpointer             *owned,
          SightIceList         *out)
{
  const SightJsonValue *array = sight_json_value_get (root, "ice");
  SightIceServer *servers;
  guint size;

  if (array == NULL || sight_json_value_get_type (array) != SIGHT_JSON_ARRAY)
    return FALSE;

  size = sight_json_value_get_size (array);
  if (size > SIGHT_ICE_SERVERS_MAX)
    return FALSE;

  out->servers = *owned = servers = g_new0 (SightIceServer, size);
  out->n_servers = size;
  for (guint i = 0; i < size; i++)
    if (!read_ice_server (sight_json_value_get_index (array, i), &servers[i]))
      return FALSE;

  return sight_fields_get_sequence (root, "ice_expires", 0, &out->expires);
}

static gboolean
read_limits (const SightJsonValue *limits,
             SightClientLimits    *out)
{
  return limits != NULL &&
         sight_fields_get_uint (limits, "message", G_MAXINT, &out->message) &&
         sight_fields_get_uint (limits, "rate", G_MAXINT, &out->rate) &&
         sight_fields_get_uint (limits, "burst", G_MAXINT, &out->burst) &&
         sight_fields_get_uint (limits, "bytes", G_MAXINT, &out->bytes) &&
         sight_fields_get_uint (limits, "room", G_MAXINT, &out->room);
}

static gboolean
read_welcome (SightEvent           *self,
              const SightJsonValue *root)
{
  guint version;

  self->welcome.server = sight_fields_get_text (root, "server");

  return sight_fields_get_uint (root, "v", SIGHT_PROTOCOL_VERSION, &version) &&
         version == SIGHT_PROTOCOL_VERSION &&
         sight_fields_get_id (root, "sid", &self->welcome.sid) &&
         sight_fields_get_secret (root, "key", &self->welcome.key) &&
         sight_fields_get_bool (root, "resumed", &self->welcome.resumed) &&
         read_limits (sight_json_value_get (root, "limits"), &self->welcome.limits) &&
         sight_fields_get_uint (root, "ping", 3600, &self->welcome.ping) &&
         self->welcome.ping > 0 &&
         sight_fields_get_uint (root, "ttl", 86400, &self->welcome.ttl) &&
         sight_fields_get_sequence (root, "now", 0, &self->welcome.now) &&
         self->welcome.server != NULL;
}

static gboolean
read_joined (SightEvent           *self,
             const SightJsonValue *root)
{
  return sight_fields_get_id (root, "me", &self->joined.me) &&
         sight_fields_get_sequence (root, "order", 0, &self->joined.order) &&
         read_member_array (sight_json_value_get (root, "members"), TRUE, &self->owned[0],
                            &self->joined.members, &self->joined.n_members) &&
         sight_fields_get_id (root, "host", &self->joined.host) &&
         sight_fields_get_bool (root, "locked", &self->joined.locked) &&
         read_ice (root, &self->owned[1], &self->joined.ice);
}

static gboolean
read_members (SightEvent           *self,
              const SightJsonValue *root)
{
  const SightJsonValue *added = sight_json_value_get (root, "add");
  const SightJsonValue *updated = sight_json_value_get (root, "update");
  const SightJsonValue *removed = sight_json_value_get (root, "remove");

  self->members.has_host = sight_json_value_get (root, "host") != NULL;
  self->members.has_locked = sight_json_value_get (root, "locked") != NULL;

  return (added == NULL || read_member_array (added, TRUE, &self->owned[0],
                                              &self->members.added, &self->members.n_added)) &&
         (updated == NULL || read_member_array (updated, FALSE, &self->owned[1],
                                                &self->members.updated, &self->members.n_updated)) &&
         (removed == NULL || read_removals (removed, &self->owned[2],
                                            &self->members.removed, &self->members.n_removed)) &&
         (!self->members.has_host || sight_fields_get_id (root, "host", &self->members.host)) &&
         (!self->members.has_locked || sight_fields_get_bool (root, "locked", &self->members.locked)) &&
         (sight_json_value_get (root, "full") == NULL ||
          sight_fields_get_bool (root, "full", &self->members.full));
}

static gboolean
read_relay (SightEvent           *self,
            const SightJsonValue *root)
{
  self->relay.box = sight_json_value_get_string (sight_json_value_get (root, "box"),
                                                 &self->relay.box_length);

  return sight_fields_get_id (root, "from", &self->relay.from) &&
         sight_fields_get_target (root, "to", &self->relay.to_all, &self->relay.to) &&
         sight_fields_get_sequence (root, "n", 1, &self->relay.n) &&
         self->relay.box != NULL &&
         sight_box_is_valid (self->relay.box, self->relay.box_length);
}

static gboolean
read_knock (SightEvent           *self,
            const SightJsonValue *root)
{
  if (!sight_fields_get_id (root, "who", &self->knock.who))
    return FALSE;

  if (sight_json_value_get (root, "gone") != NULL)
    return sight_fields_get_bool (root, "gone", &self->knock.gone) && self->knock.gone;

  return sight_fields_get_kind (root, "kind", &self->knock.kind);
}

static gboolean
read_retry (const SightJsonValue *root,
            gint64               *out)
{
  guint retry;

  *out = -1;
  if (sight_json_value_get (root, "retry_ms") == NULL)
    return TRUE;
  if (!sight_fields_get_uint (root, "retry_ms", DAY_MS, &retry))
    return FALSE;

  *out = retry;

  return TRUE;
}

static gboolean
read_notice (SightEvent           *self,
             const SightJsonValue *root)
{
  self->notice.code = sight_fields_get_text (root, "code");
  self->notice.text = sight_fields_get_text (root, "text");
  self->notice.has_me = sight_json_value_get (root, "me") != NULL;

  return self->notice.code != NULL && self->notice.text != NULL &&
         (!self->notice.has_me || (sight_fields_get_id (root, "me", &self->notice.me) &&
                                   sight_fields_get_id (root, "host", &self->notice.host))) &&
         read_retry (root, &self->notice.retry_ms);
}

static gboolean
read_error (SightEvent           *self,
            const SightJsonValue *root)
{
  self->error.code = sight_fields_get_text (root, "code");
  self->error.text = sight_fields_get_text (root, "text");

  return self->error.code != NULL && self->error.text != NULL &&
         read_optional_text (root, "re", &self->error.re) &&
         read_retry (root, &self->error.retry_ms);
}

static gboolean
read_fields (SightEvent           *self,
             const SightJsonValue *root)
{
  switch (self->type)
    {
    case SIGHT_EVENT_WELCOME:
      return read_welcome (self, root);
    case SIGHT_EVENT_JOINED:
      return read_joined (self, root);
    case SIGHT_EVENT_MEMBERS:
      return read_members (self, root);
    case SIGHT_EVENT_RELAY:
      return read_relay (self, root);
    case SIGHT_EVENT_KNOCK:
      return read_knock (self, root);
    case SIGHT_EVENT_ICE:
      return read_ice (root, &self->owned[0], &self->ice);
    case SIGHT_EVENT_NOTICE:
      return read_notice (self, root);
    case SIGHT_EVENT_PONG:
      self->pong.has_ts = sight_json_value_get (root, "ts") != NULL;
      return !self->pong.has_ts ||
             sight_json_value_get_double (sight_json_value_get (root, "ts"), &self->pong.ts);
    case SIGHT_EVENT_ERROR:
      return read_error (self, root);
    case SIGHT_EVENT_UNKNOWN:
    default:
      return TRUE;
    }
}

static gboolean
read_event (SightEvent           *self,
            const SightJsonValue *root)
{
  const char *type = sight_json_value_get_string (sight_json_value_get (root, "t"), NULL);

  if (type == NULL)
    return FALSE;

  self->type = sight_event_type_from_name (type);
  self->has_sequence = sight_json_value_get (root, "s") != NULL;
  if (self->has_sequence && !sight_fields_get_sequence (root, "s", 1, &self->sequence))
    return FALSE;

  return read_fields (self, root);
}

gboolean
sight_event_parse (SightEvent  *self,
                   const char  *text,
                   gsize        length,
                   GError     **error)
{
  const SightJsonValue *root;

  memset (self, 0, sizeof *self);

  self->json = sight_json_parse (text, length, error);
  if (self->json == NULL)
    return FALSE;

  root = sight_json_get_root (self->json);
  if (sight_json_value_get_type (root) != SIGHT_JSON_OBJECT)
    {
      g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_JSON, "Not a JSON object");
      return FALSE;
    }

  if (!read_event (self, root))
    {
      g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE,
                   "A field of %s is missing, mistyped or out of its bounds",
                   self->type != SIGHT_EVENT_UNKNOWN ? sight_event_type_to_name (self->type) : "the message");
      return FALSE;
    }

  return TRUE;
}

void
sight_event_clear (SightEvent *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->owned); i++)
    g_clear_pointer (&self->owned[i], g_free);
  g_clear_pointer (&self->json, sight_json_free);
}
