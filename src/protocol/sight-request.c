/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-request.h"

#include <string.h>

#include "protocol/sight-fields.h"
#include "protocol/sight-json-writer.h"
#include "protocol/sight-protocol-error.h"

static const char * const type_names[] = {
  [SIGHT_REQUEST_HELLO] = "hello",
  [SIGHT_REQUEST_JOIN] = "join",
  [SIGHT_REQUEST_RELAY] = "relay",
  [SIGHT_REQUEST_ADMIT] = "admit",
  [SIGHT_REQUEST_DENY] = "deny",
  [SIGHT_REQUEST_MODERATE] = "moderate",
  [SIGHT_REQUEST_ICE] = "ice",
  [SIGHT_REQUEST_PING] = "ping",
  [SIGHT_REQUEST_LEAVE] = "leave",
};

static const char * const op_names[] = {
  [SIGHT_MODERATE_LOCK] = "lock",
  [SIGHT_MODERATE_UNLOCK] = "unlock",
  [SIGHT_MODERATE_REMOVE] = "remove",
  [SIGHT_MODERATE_END] = "end",
};

/* Six bits of each base64 character, with the top bit as the mark of one. */
static const guint8 base64_values[256] = {
  ['A'] = 0x80, ['B'] = 0x81, ['C'] = 0x82, ['D'] = 0x83, ['E'] = 0x84, ['F'] = 0x85, ['G'] = 0x86, ['H'] = 0x87,
  ['I'] = 0x88, ['J'] = 0x89, ['K'] = 0x8a, ['L'] = 0x8b, ['M'] = 0x8c, ['N'] = 0x8d, ['O'] = 0x8e, ['P'] = 0x8f,
  ['Q'] = 0x90, ['R'] = 0x91, ['S'] = 0x92, ['T'] = 0x93, ['U'] = 0x94, ['V'] = 0x95, ['W'] = 0x96, ['X'] = 0x97,
  ['Y'] = 0x98, ['Z'] = 0x99, ['a'] = 0x9a, ['b'] = 0x9b, ['c'] = 0x9c, ['d'] = 0x9d, ['e'] = 0x9e, ['f'] = 0x9f,
  ['g'] = 0xa0, ['h'] = 0xa1, ['i'] = 0xa2, ['j'] = 0xa3, ['k'] = 0xa4, ['l'] = 0xa5, ['m'] = 0xa6, ['n'] = 0xa7,
  ['o'] = 0xa8, ['p'] = 0xa9, ['q'] = 0xaa, ['r'] = 0xab, ['s'] = 0xac, ['t'] = 0xad, ['u'] = 0xae, ['v'] = 0xaf,
  ['w'] = 0xb0, ['x'] = 0xb1, ['y'] = 0xb2, ['z'] = 0xb3, ['0'] = 0xb4, ['1'] = 0xb5, ['2'] = 0xb6, ['3'] = 0xb7,
  ['4'] = 0xb8, ['5'] = 0xb9, ['6'] = 0xba, ['7'] = 0xbb, ['8'] = 0xbc, ['9'] = 0xbd, ['+'] = 0xbe, ['/'] = 0xbf,
};

gboolean
sight_box_is_valid (const char *text,
                    gsize       length)
{
  guint8 marks = 0x80;
  gsize symbols, i;

  if (length < SIGHT_BOX_MIN || length > SIGHT_BOX_MAX || length % 4 != 0)
    return FALSE;

  symbols = length - (text[length - 1] == '=') - (text[length - 1] == '=' && text[length - 2] == '=');
  for (i = 0; i + 4 <= symbols; i += 4)
    marks &= base64_values[(guchar) text[i]] & base64_values[(guchar) text[i + 1]] &
             base64_values[(guchar) text[i + 2]] & base64_values[(guchar) text[i + 3]];
  for (; i < symbols; i++)
    marks &= base64_values[(guchar) text[i]];

  if (marks == 0)
    return FALSE;

  /* The bits that padding leaves over have to be zero: one text for one box. */
  switch (length - symbols)
    {
    case 1:
      return (base64_values[(guchar) text[symbols - 1]] & 3) == 0;
    case 2:
      return (base64_values[(guchar) text[symbols - 1]] & 15) == 0;
    default:
      return TRUE;
    }
}

static gboolean
read_proof (const SightJsonValue *object,
            SightSessionProof    *proof)
{
  if (object == NULL)
    return TRUE;

  proof->present = TRUE;

  return sight_json_value_get_type (object) == SIGHT_JSON_OBJECT &&
         sight_fields_get_id (object, "sid", &proof->sid) &&
         sight_fields_get_secret (object, "key", &proof->key);
}

static gboolean
read_versions (const SightJsonValue *versions,
               gboolean             *speaks_v1)
{
  guint size;

  if (versions == NULL || sight_json_value_get_type (versions) != SIGHT_JSON_ARRAY)
    return FALSE;

  size = sight_json_value_get_size (versions);
  for (guint i = 0; i < size; i++)
    {
      gint64 version;

      if (!sight_json_value_get_int (sight_json_value_get_index (versions, i), &version))
        return FALSE;
      *speaks_v1 |= version == SIGHT_PROTOCOL_VERSION;
    }

  return TRUE;
}

static gboolean
read_hello (SightRequest         *self,
            const SightJsonValue *root)
{
  const SightJsonValue *resume = sight_json_value_get (root, "resume");

  self->hello.ua = sight_fields_get_text (root, "ua");

  return self->hello.ua != NULL &&
         read_versions (sight_json_value_get (root, "v"), &self->hello.speaks_v1) &&
         read_proof (resume, &self->hello.resume) &&
         (resume == NULL || sight_fields_get_sequence (resume, "s", 0, &self->hello.resume_from));
}

static gboolean
read_join (SightRequest         *self,
           const SightJsonValue *root)
{
  const char *room;
  gsize length;

  room = sight_json_value_get_string (sight_json_value_get (root, "room"), &length);

  return room != NULL && sight_room_id_parse (&self->join.room, room, length) &&
         sight_fields_get_kind (root, "kind", &self->join.kind) &&
         read_proof (sight_json_value_get (root, "replaces"), &self->join.replaces);
}

static gboolean
read_relay (SightRequest         *self,
            const SightJsonValue *root)
{
  self->relay.box = sight_json_value_get_string (sight_json_value_get (root, "box"),
                                                 &self->relay.box_length);

  return sight_fields_get_target (root, "to", &self->relay.to_all, &self->relay.to) &&
         sight_fields_get_sequence (root, "n", 1, &self->relay.n) &&
         self->relay.box != NULL &&
         sight_box_is_valid (self->relay.box, self->relay.box_length);
}

static gboolean
read_moderate (SightRequest         *self,
               const SightJsonValue *root)
{
  const SightJsonValue *who = sight_json_value_get (root, "who");
  const char *op = sight_fields_get_text (root, "op");

  for (guint i = 0; op != NULL && i < G_N_ELEMENTS (op_names); i++)
    {
      if (!g_str_equal (op, op_names[i]))
        continue;

      self->moderate.op = i;
      if (who == NULL)
        return i != SIGHT_MODERATE_REMOVE;

      return sight_fields_get_id (root, "who", &self->moderate.who);
    }

  return FALSE;
}

static gboolean
read_ping (SightRequest         *self,
           const SightJsonValue *root)
{
  self->ping.has_ack = sight_json_value_get (root, "a") != NULL;
  self->ping.has_ts = sight_json_value_get (root, "ts") != NULL;

  return (!self->ping.has_ack || sight_fields_get_sequence (root, "a", 0, &self->ping.ack)) &&
         (!self->ping.has_ts || sight_json_value_get_double (sight_json_value_get (root, "ts"), &self->ping.ts));
}

static gboolean
read_fields (SightRequest         *self,
             const SightJsonValue *root)
{
  switch (self->type)
    {
    case SIGHT_REQUEST_HELLO:
      return read_hello (self, root);
    case SIGHT_REQUEST_JOIN:
      return read_join (self, root);
    case SIGHT_REQUEST_RELAY:
      return read_relay (self, root);
    case SIGHT_REQUEST_ADMIT:
    case SIGHT_REQUEST_DENY:
      return sight_fields_get_id (root, "who", &self->who);
    case SIGHT_REQUEST_MODERATE:
      return read_moderate (self, root);
    case SIGHT_REQUEST_PING:
      return read_ping (self, root);
    case SIGHT_REQUEST_ICE:
    case SIGHT_REQUEST_LEAVE:
    case SIGHT_REQUEST_UNKNOWN:
    default:
      return TRUE;
    }
}

static SightRequestType
type_from_name (const char *name)
{
  for (guint i = SIGHT_REQUEST_HELLO; i < G_N_ELEMENTS (type_names); i++)
    if (g_str_equal (name, type_names[i]))
      return i;

  return SIGHT_REQUEST_UNKNOWN;
}

gboolean
sight_request_parse (SightRequest  *self,
                     const char    *text,
                     gsize          length,
                     GError       **error)
{
  const SightJsonValue *root;
  const char *type;

  memset (self, 0, sizeof *self);

  self->json = sight_json_parse (text, length, error);
  if (self->json == NULL)
    return FALSE;

  root = sight_json_get_root (self->json);
  if (sight_json_value_get_type (root) != SIGHT_JSON_OBJECT)
    {
      g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_JSON,
                           "Not a JSON object");
      return FALSE;
    }

  type = sight_json_value_get_string (sight_json_value_get (root, "t"), NULL);
  if (type != NULL)
    self->type = type_from_name (type);

  if (type == NULL || !read_fields (self, root))
    {
      g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE,
                   "A field of %s is missing, mistyped or out of its bounds",
                   self->type != SIGHT_REQUEST_UNKNOWN ? type_names[self->type] : "the message");
      return FALSE;
    }

  return TRUE;
}

void
sight_request_clear (SightRequest *self)
{
  g_clear_pointer (&self->json, sight_json_free);
}

static void
write_proof (const SightSessionProof *proof,
             GString                 *out)
{
  sight_json_append_key (out, "sid");
  sight_json_append_string (out, proof->sid.text, SIGHT_ID_LENGTH);
  sight_json_append_key (out, "key");
  sight_json_append_string (out, proof->key.text, SIGHT_SECRET_LENGTH);
}

static void
write_hello (const SightRequest *self,
             GString            *out)
{
  sight_json_append_key (out, "v");
  sight_json_begin_array (out);
  if (self->hello.speaks_v1)
    sight_json_append_int (out, SIGHT_PROTOCOL_VERSION);
  sight_json_end_array (out);
  sight_json_append_key (out, "ua");
  sight_json_append_string (out, self->hello.ua, -1);

  if (self->hello.resume.present)
    {
      sight_json_append_key (out, "resume");
      sight_json_begin_object (out);
      write_proof (&self->hello.resume, out);
      sight_json_append_key (out, "s");
      sight_json_append_int (out, self->hello.resume_from);
      sight_json_end_object (out);
    }
}

static void
write_join (const SightRequest *self,
            GString            *out)
{
  sight_json_append_key (out, "room");
  sight_json_append_string (out, self->join.room.text, SIGHT_ROOM_ID_LENGTH);
  sight_json_append_key (out, "kind");
  sight_json_append_string (out, sight_kind_to_name (self->join.kind), -1);

  if (self->join.replaces.present)
    {
      sight_json_append_key (out, "replaces");
      sight_json_begin_object (out);
      write_proof (&self->join.replaces, out);
      sight_json_end_object (out);
    }
}

static void
write_relay (const SightRequest *self,
             GString            *out)
{
  sight_json_append_key (out, "to");
  sight_json_append_string (out, self->relay.to_all ? "*" : self->relay.to.text, -1);
  sight_json_append_key (out, "n");
  sight_json_append_int (out, self->relay.n);
  sight_json_append_key (out, "box");
  sight_json_append_string (out, self->relay.box, self->relay.box_length);
}

static void
write_moderate (const SightRequest *self,
                GString            *out)
{
  sight_json_append_key (out, "op");
  sight_json_append_string (out, op_names[self->moderate.op], -1);
  if (self->moderate.op == SIGHT_MODERATE_REMOVE)
    {
      sight_json_append_key (out, "who");
      sight_json_append_string (out, self->moderate.who.text, SIGHT_ID_LENGTH);
    }
}

static void
write_ping (const SightRequest *self,
            GString            *out)
{
  if (self->ping.has_ack)
    {
      sight_json_append_key (out, "a");
      sight_json_append_int (out, self->ping.ack);
    }
  if (self->ping.has_ts)
    {
      sight_json_append_key (out, "ts");
      sight_json_append_double (out, self->ping.ts);
    }
}

static void
write_fields (const SightRequest *self,
              GString            *out)
{
  switch (self->type)
    {
    case SIGHT_REQUEST_HELLO:
      write_hello (self, out);
      break;
    case SIGHT_REQUEST_JOIN:
      write_join (self, out);
      break;
    case SIGHT_REQUEST_RELAY:
      write_relay (self, out);
      break;
    case SIGHT_REQUEST_ADMIT:
    case SIGHT_REQUEST_DENY:
      sight_json_append_key (out, "who");
      sight_json_append_string (out, self->who.text, SIGHT_ID_LENGTH);
      break;
    case SIGHT_REQUEST_MODERATE:
      write_moderate (self, out);
      break;
    case SIGHT_REQUEST_PING:
      write_ping (self, out);
      break;
    case SIGHT_REQUEST_ICE:
    case SIGHT_REQUEST_LEAVE:
    case SIGHT_REQUEST_UNKNOWN:
    default:
      break;
    }
}

void
sight_request_write (const SightRequest *self,
                     GString            *out)
{
  g_return_if_fail (self->type != SIGHT_REQUEST_UNKNOWN);

  sight_json_begin_object (out);
  sight_json_append_key (out, "t");
  sight_json_append_string (out, type_names[self->type], -1);
  write_fields (self, out);
  sight_json_end_object (out);
}

const char *
sight_request_type_to_name (SightRequestType type)
{
  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (type_names), NULL);

  return type_names[type];
}
