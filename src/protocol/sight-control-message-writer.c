/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-control-message.h"

#include "protocol/sight-json-writer.h"

static void
write_hex (GString      *out,
           const char   *key,
           const guint8  bytes[32])
{
  static const char digits[] = "0123456789abcdef";
  char text[64];

  for (guint i = 0; i < 32; i++)
    {
      text[2 * i] = digits[bytes[i] >> 4];
      text[2 * i + 1] = digits[bytes[i] & 15];
    }

  sight_json_append_key (out, key);
  sight_json_append_plain (out, text, sizeof text);
}

static void
write_beat (const SightControlMessage *self,
            GString                   *out)
{
  sight_json_write_int (out, "n", self->beat.number);
  if (self->beat.heard == 0)
    return;

  sight_json_write_int (out, "a", self->beat.heard);
  sight_json_write_int (out, "d", self->beat.delay);
}

static void
write_file (const SightControlMessage *self,
            GString                   *out)
{
  sight_json_write_text (out, "fid", self->file.id.text);

  switch ((int) self->kind)
    {
    case SIGHT_CONTROL_FILE_OFFER:
      sight_json_write_text (out, "name", self->file.name);
      sight_json_write_int (out, "size", self->file.size);
      break;
    case SIGHT_CONTROL_FILE_ACCEPT:
    case SIGHT_CONTROL_FILE_PROGRESS:
      sight_json_write_int (out, "at", self->file.offset);
      break;
    case SIGHT_CONTROL_FILE_CANCEL:
      sight_json_write_text (out, "why", sight_file_why_to_name (self->file.why));
      break;
    case SIGHT_CONTROL_FILE_DONE:
      write_hex (out, "sha256", self->file.hash);
      break;
    default:
      break;
    }
}

static void
write_body (const SightControlMessage *self,
            GString                   *out)
{
  switch ((int) self->kind)
    {
    case SIGHT_CONTROL_BEAT:
      write_beat (self, out);
      break;
    case SIGHT_CONTROL_STATE:
      sight_state_fields_write (&self->state, out);
      break;
    case SIGHT_CONTROL_CLOSE:
      sight_json_write_text (out, "why", sight_closed_why_to_name (self->closed));
      break;
    case SIGHT_CONTROL_ME:
      sight_json_write_text (out, "id", self->me.text);
      break;
    case SIGHT_CONTROL_CHAT:
    case SIGHT_CONTROL_CHAT_ACK:
      sight_chat_fields_write (&self->chat, out);
      break;
    case SIGHT_CONTROL_REACT:
      sight_json_write_text (out, "r", sight_reaction_to_word (self->reaction));
      break;
    case SIGHT_CONTROL_SAS_COMMIT:
      write_hex (out, "commit", self->bytes);
      break;
    case SIGHT_CONTROL_SAS_NONCE:
    case SIGHT_CONTROL_SAS_REVEAL:
      write_hex (out, "r", self->bytes);
      break;
    case SIGHT_CONTROL_SAS_DONE:
      break;
    case SIGHT_CONTROL_SAS_ABORT:
      sight_json_write_text (out, "why", sight_sas_why_to_name (self->abort));
      break;
    default:
      write_file (self, out);
      break;
    }
}

/* What is written is read once more: the bounds stand in one place, and a
 * message that the other side would drop is found on this one.
 */
char *
sight_control_message_to_text (const SightControlMessage  *self,
                               gsize                      *length,
                               GError                    **error)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_auto(SightControlMessage) again = { 0 };

  g_return_val_if_fail (self->kind != SIGHT_CONTROL_UNKNOWN, NULL);

  sight_json_begin_object (out);
  sight_json_write_text (out, "k", sight_control_kind_to_name (self->kind));
  write_body (self, out);
  sight_json_end_object (out);

  if (!sight_control_message_parse (&again, out->str, out->len, error))
    return NULL;

  if (length != NULL)
    *length = out->len;
  return g_string_free (g_steal_pointer (&out), FALSE);
}
