/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-control-message.h"

#include <string.h>

#include "protocol/sight-fields.h"
#include "protocol/sight-protocol-error.h"
#include "protocol/sight-wire-text.h"

#define BEAT_DELAY_MAX 600000 /* ms */

static const char * const kind_names[] = {
  [SIGHT_CONTROL_UNKNOWN] = "",
  [SIGHT_CONTROL_BEAT] = "beat",
  [SIGHT_CONTROL_STATE] = "state",
  [SIGHT_CONTROL_CLOSE] = "close",
  [SIGHT_CONTROL_ME] = "me",
  [SIGHT_CONTROL_CHAT] = "chat",
  [SIGHT_CONTROL_CHAT_ACK] = "chat-ack",
  [SIGHT_CONTROL_REACT] = "react",
  [SIGHT_CONTROL_SAS_COMMIT] = "sas-commit",
  [SIGHT_CONTROL_SAS_NONCE] = "sas-nonce",
  [SIGHT_CONTROL_SAS_REVEAL] = "sas-reveal",
  [SIGHT_CONTROL_SAS_DONE] = "sas-done",
  [SIGHT_CONTROL_SAS_ABORT] = "sas-abort",
  [SIGHT_CONTROL_FILE_OFFER] = "file-offer",
  [SIGHT_CONTROL_FILE_ACCEPT] = "file-accept",
  [SIGHT_CONTROL_FILE_DECLINE] = "file-decline",
  [SIGHT_CONTROL_FILE_CANCEL] = "file-cancel",
  [SIGHT_CONTROL_FILE_PROGRESS] = "file-progress",
  [SIGHT_CONTROL_FILE_DONE] = "file-done",
  [SIGHT_CONTROL_FILE_SAVED] = "file-saved",
};

static const char * const sas_names[] = {
  [SIGHT_SAS_CANCELLED] = "cancelled",
  [SIGHT_SAS_DIFFERENT] = "different",
  [SIGHT_SAS_COMMIT] = "commit",
  [SIGHT_SAS_ORDER] = "order",
};

static const char * const file_names[] = {
  [SIGHT_FILE_CANCELLED] = "cancelled",
  [SIGHT_FILE_BUSY] = "busy",
  [SIGHT_FILE_SPACE] = "space",
  [SIGHT_FILE_DENIED] = "denied",
  [SIGHT_FILE_CHANGED] = "changed",
  [SIGHT_FILE_MISMATCH] = "mismatch",
  [SIGHT_FILE_PROTOCOL] = "protocol",
  [SIGHT_FILE_FAILED] = "failed",
};

const char *
sight_control_kind_to_name (SightControlKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

const char *
sight_sas_why_to_name (SightSasWhy why)
{
  g_return_val_if_fail ((guint) why < G_N_ELEMENTS (sas_names), NULL);

  return sas_names[why];
}

const char *
sight_file_why_to_name (SightFileWhy why)
{
  g_return_val_if_fail ((guint) why < G_N_ELEMENTS (file_names), NULL);

  return file_names[why];
}

void
sight_control_message_clear (SightControlMessage *self)
{
  g_clear_pointer (&self->json, sight_json_free);
  self->kind = SIGHT_CONTROL_UNKNOWN;
}

static gboolean
get_hex (const SightJsonValue *object,
         const char           *key,
         guint8                out[32])
{
  gsize length;
  const char *text = sight_json_value_get_string (sight_json_value_get (object, key), &length);

  if (text == NULL || !sight_text_is_hex (text, length, 64))
    return FALSE;

  for (guint i = 0; i < 32; i++)
    out[i] = g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]);

  return TRUE;
}

/* What a beat says of the other side's is there as a whole or not at all. */
static gboolean
read_beat (SightControlMessage  *self,
           const SightJsonValue *root)
{
  if (!sight_fields_get_sequence (root, "n", 1, &self->beat.number))
    return FALSE;
  if (sight_json_value_get (root, "a") == NULL && sight_json_value_get (root, "d") == NULL)
    return TRUE;

  return sight_fields_get_sequence (root, "a", 1, &self->beat.heard) &&
         sight_fields_get_uint (root, "d", BEAT_DELAY_MAX, &self->beat.delay);
}

/* One that is not known here is well said all the same. */
static gboolean
read_reaction (SightControlMessage  *self,
               const SightJsonValue *root)
{
  const char *word = sight_fields_get_text (root, "r");
  gsize length = word != NULL ? strspn (word, "abcdefghijklmnopqrstuvwxyz-") : 0;

  if (length < 1 || length > SIGHT_REACTION_WORD_MAX || word[length] != '\0')
    return FALSE;

  self->reaction = sight_reaction_from_word (word);

  return TRUE;
}

static gboolean
read_abort (SightControlMessage  *self,
            const SightJsonValue *root)
{
  int why = sight_names_find (sas_names, G_N_ELEMENTS (sas_names), sight_fields_get_text (root, "why"));

  self->abort = MAX (why, 0);

  return why >= 0;
}

static gboolean
read_offer (SightControlMessage  *self,
            const SightJsonValue *root)
{
  self->file.name = sight_fields_get_text (root, "name");

  return self->file.name != NULL && self->file.name[0] != '\0' && strlen (self->file.name) <= SIGHT_FILE_NAME_MAX &&
         sight_fields_get_sequence (root, "size", 0, &self->file.size);
}

static gboolean
read_cancel (SightControlMessage  *self,
             const SightJsonValue *root)
{
  int why = sight_names_find (file_names, G_N_ELEMENTS (file_names), sight_fields_get_text (root, "why"));

  self->file.why = MAX (why, 0);

  return why >= 0;
}

static gboolean
read_file (SightControlMessage  *self,
           const SightJsonValue *root)
{
  if (!sight_fields_get_id (root, "fid", &self->file.id))
    return FALSE;

  switch ((int) self->kind)
    {
    case SIGHT_CONTROL_FILE_OFFER:
      return read_offer (self, root);
    case SIGHT_CONTROL_FILE_ACCEPT:
    case SIGHT_CONTROL_FILE_PROGRESS:
      return sight_fields_get_sequence (root, "at", 0, &self->file.offset);
    case SIGHT_CONTROL_FILE_CANCEL:
      return read_cancel (self, root);
    case SIGHT_CONTROL_FILE_DONE:
      return get_hex (root, "sha256", self->file.hash);
    default:
      return TRUE;
    }
}

static gboolean
read_body (SightControlMessage  *self,
           const SightJsonValue *root)
{
  switch ((int) self->kind)
    {
    case SIGHT_CONTROL_BEAT:
      return read_beat (self, root);
    case SIGHT_CONTROL_STATE:
      return sight_state_fields_read (&self->state, root);
    case SIGHT_CONTROL_CLOSE:
      return sight_closed_why_read (&self->closed, root);
    case SIGHT_CONTROL_ME:
      return sight_fields_get_id (root, "id", &self->me);
    case SIGHT_CONTROL_CHAT:
      return sight_chat_fields_read (&self->chat, root);
    case SIGHT_CONTROL_CHAT_ACK:
      return sight_fields_get_id (root, "cid", &self->chat.id);
    case SIGHT_CONTROL_REACT:
      return read_reaction (self, root);
    case SIGHT_CONTROL_SAS_COMMIT:
      return get_hex (root, "commit", self->bytes);
    case SIGHT_CONTROL_SAS_NONCE:
    case SIGHT_CONTROL_SAS_REVEAL:
      return get_hex (root, "r", self->bytes);
    case SIGHT_CONTROL_SAS_DONE:
      return TRUE;
    case SIGHT_CONTROL_SAS_ABORT:
      return read_abort (self, root);
    default:
      return read_file (self, root);
    }
}

static gboolean
read_message (SightControlMessage  *self,
              const SightJsonValue *root)
{
  const char *name = sight_json_value_get_string (sight_json_value_get (root, "k"), NULL);
  int kind;

  if (name == NULL)
    return FALSE;

  kind = sight_names_find (kind_names + 1, G_N_ELEMENTS (kind_names) - 1, name);
  if (kind < 0)
    return TRUE;

  self->kind = kind + 1;

  return read_body (self, root);
}

gboolean
sight_control_message_parse (SightControlMessage  *self,
                             const char           *text,
                             gsize                 length,
                             GError              **error)
{
  memset (self, 0, sizeof *self);

  if (length > SIGHT_CHANNEL_MESSAGE_MAX)
    {
      g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE,
                   "A message of a data channel has at most %d bytes", SIGHT_CHANNEL_MESSAGE_MAX);
      return FALSE;
    }

  self->json = sight_json_parse (text, length, error);
  if (self->json == NULL)
    return FALSE;

  if (sight_json_value_get_type (sight_json_get_root (self->json)) != SIGHT_JSON_OBJECT)
    {
      g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_JSON,
                           "A message of a data channel has to be a JSON object");
      return FALSE;
    }

  if (read_message (self, sight_json_get_root (self->json)))
    return TRUE;

  g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE,
               "A field of the message \xe2\x80\x9c%s\xe2\x80\x9d of a data channel is missing, mistyped or out of its bounds",
               kind_names[self->kind]);
  return FALSE;
}
