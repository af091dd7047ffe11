/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-sealed-message.h"

#include <string.h>

#include <gnutls/gnutls.h>

#include "protocol/sight-fields.h"
#include "protocol/sight-protocol-error.h"
#include "protocol/sight-seal.h"
#include "protocol/sight-wire-text.h"

static const char * const kind_names[] = {
  [SIGHT_SEALED_UNKNOWN] = "",
  [SIGHT_SEALED_INTRO] = "intro",
  [SIGHT_SEALED_OFFER] = "offer",
  [SIGHT_SEALED_ANSWER] = "answer",
  [SIGHT_SEALED_CANDIDATES] = "candidates",
  [SIGHT_SEALED_NEED] = "need",
  [SIGHT_SEALED_CLOSE] = "close",
  [SIGHT_SEALED_STATE] = "state",
  [SIGHT_SEALED_CHAT] = "chat",
  [SIGHT_SEALED_CHAT_ACK] = "chat-ack",
};

static const char * const need_names[] = {
  [SIGHT_NEED_FAILED] = "failed",
  [SIGHT_NEED_STALLED] = "stalled",
  [SIGHT_NEED_NETWORK] = "network",
  [SIGHT_NEED_CODEC] = "codec",
};

const char *
sight_sealed_kind_to_name (SightSealedKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

const char *
sight_need_why_to_name (SightNeedWhy why)
{
  g_return_val_if_fail ((guint) why < G_N_ELEMENTS (need_names), NULL);

  return need_names[why];
}

void
sight_fresh_from_secret (SightFresh        *out,
                         const SightSecret *x)
{
  memcpy (out->text, x->text, SIGHT_FRESH_LENGTH);
  out->text[SIGHT_FRESH_LENGTH] = '\0';
}

gboolean
sight_sealed_message_is_fresh (const SightSealedMessage *self,
                               const SightSecret        *x)
{
  return self->kind == SIGHT_SEALED_INTRO ||
         gnutls_memcmp (self->fresh.text, x->text, SIGHT_FRESH_LENGTH) == 0;
}

gboolean
sight_sealed_message_may_be_for_all (const SightSealedMessage *self)
{
  return self->kind == SIGHT_SEALED_INTRO;
}

void
sight_sealed_message_clear (SightSealedMessage *self)
{
  g_clear_pointer (&self->json, sight_json_free);
  g_clear_pointer (&self->owned, g_free);
  self->kind = SIGHT_SEALED_UNKNOWN;
}

static const SightJsonValue *
get_array (const SightJsonValue *object,
           const char           *key,
           guint                 most)
{
  const SightJsonValue *array = sight_json_value_get (object, key);

  if (array == NULL || sight_json_value_get_type (array) != SIGHT_JSON_ARRAY ||
      sight_json_value_get_size (array) > most)
    return NULL;

  return array;
}

/* A boolean that may be missing, and is false then. */
static gboolean
get_flag (const SightJsonValue *object,
          const char           *key,
          gboolean             *out)
{
  return sight_json_value_get (object, key) == NULL || sight_fields_get_bool (object, key, out);
}

static gboolean
get_name (const SightJsonValue *object,
          const char           *key,
          const char * const   *names,
          guint                 n_names,
          int                  *out)
{
  *out = sight_names_find (names, n_names, sight_fields_get_text (object, key));

  return *out >= 0;
}

/* A codec that is unknown here is one that comes later: left out, no error. */
static gboolean
read_codecs (SightSealedMessage   *self,
             const SightJsonValue *root)
{
  const SightJsonValue *codecs = get_array (root, "codecs", SIGHT_INTRO_LIST_MAX);

  if (codecs == NULL)
    return FALSE;

  for (guint i = 0; i < sight_json_value_get_size (codecs); i++)
    {
      const char *name = sight_json_value_get_string (sight_json_value_get_index (codecs, i), NULL);
      SightCodec codec;

      if (name == NULL)
        return FALSE;
      if (sight_codec_from_name (name, &codec) && codec != SIGHT_CODEC_OPUS)
        self->intro.codecs |= 1 << codec;
    }

  return TRUE;
}

static gboolean
read_caps (SightSealedMessage   *self,
           const SightJsonValue *root)
{
  const SightJsonValue *caps = get_array (root, "caps", SIGHT_INTRO_LIST_MAX);

  if (caps == NULL)
    return sight_json_value_get (root, "caps") == NULL;

  for (guint i = 0; i < sight_json_value_get_size (caps); i++)
    {
      gsize length;
      const char *cap = sight_json_value_get_string (sight_json_value_get_index (caps, i), &length);

      if (cap == NULL || length > SIGHT_TEXT_MAX)
        return FALSE;
      self->intro.caps[self->intro.n_caps++] = cap;
    }

  return TRUE;
}

static gboolean
read_intro (SightSealedMessage   *self,
            const SightJsonValue *root)
{
  self->intro.name = sight_fields_get_text (root, "name");

  return self->intro.name != NULL &&
         sight_fields_get_secret (root, "x", &self->intro.x) &&
         read_codecs (self, root) && read_caps (self, root);
}

static gboolean
read_session (SightSealedMessage   *self,
              const SightJsonValue *root)
{
  const SightJsonValue *description = sight_json_value_get (root, "d");

  return description != NULL &&
         sight_fields_get_sequence (root, "m", 1, &self->session.negotiation) &&
         sight_description_parse (&self->session.description, description, self->kind == SIGHT_SEALED_OFFER);
}

static gboolean
read_candidates (SightSealedMessage   *self,
                 const SightJsonValue *root)
{
  const SightJsonValue *array = get_array (root, "c", SIGHT_CANDIDATES_MAX);
  SightCandidate *candidates;

  if (array == NULL || !get_flag (root, "end", &self->candidates.end))
    return FALSE;

  self->candidates.n = sight_json_value_get_size (array);
  self->candidates.list = self->owned = candidates = g_new0 (SightCandidate, self->candidates.n);
  for (guint i = 0; i < self->candidates.n; i++)
    if (!sight_candidate_parse (&candidates[i], sight_json_value_get_index (array, i)))
      return FALSE;

  return TRUE;
}

static gboolean
read_fresh (SightSealedMessage   *self,
            const SightJsonValue *root)
{
  gsize length;
  const char *x = sight_json_value_get_string (sight_json_value_get (root, "x"), &length);

  if (x == NULL || length != SIGHT_FRESH_LENGTH)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (x[i]) && x[i] != '-' && x[i] != '_')
      return FALSE;

  memcpy (self->fresh.text, x, SIGHT_FRESH_LENGTH);
  return TRUE;
}

static gboolean
read_body (SightSealedMessage   *self,
           const SightJsonValue *root)
{
  int why = 0;

  switch (self->kind)
    {
    case SIGHT_SEALED_INTRO:
      return read_intro (self, root);
    case SIGHT_SEALED_OFFER:
    case SIGHT_SEALED_ANSWER:
      return read_session (self, root);
    case SIGHT_SEALED_CANDIDATES:
      return read_candidates (self, root);
    case SIGHT_SEALED_NEED:
      if (!get_name (root, "why", need_names, G_N_ELEMENTS (need_names), &why))
        return FALSE;
      self->need = why;
      return TRUE;
    case SIGHT_SEALED_CLOSE:
      return sight_closed_why_read (&self->closed, root);
    case SIGHT_SEALED_STATE:
      return sight_state_fields_read (&self->state, root);
    case SIGHT_SEALED_CHAT:
      return sight_chat_fields_read (&self->chat, root);
    case SIGHT_SEALED_CHAT_ACK:
      return sight_fields_get_id (root, "cid", &self->chat.id);
    case SIGHT_SEALED_UNKNOWN:
    default:
      return TRUE;
    }
}

static gboolean
has_generation (SightSealedKind kind)
{
  return kind >= SIGHT_SEALED_OFFER && kind <= SIGHT_SEALED_CLOSE;
}

static gboolean
read_message (SightSealedMessage   *self,
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
  if (self->kind != SIGHT_SEALED_INTRO && !read_fresh (self, root))
    return FALSE;
  if (has_generation (self->kind) && !sight_fields_get_sequence (root, "g", 1, &self->generation))
    return FALSE;

  return read_body (self, root);
}

gboolean
sight_sealed_message_parse (SightSealedMessage  *self,
                            const char          *text,
                            gsize                length,
                            GError             **error)
{
  memset (self, 0, sizeof *self);

  if (length > SIGHT_SEAL_PLAINTEXT_MAX)
    {
      g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE,
                   "A message in a box has at most %d bytes", SIGHT_SEAL_PLAINTEXT_MAX);
      return FALSE;
    }

  self->json = sight_json_parse (text, length, error);
  if (self->json == NULL)
    return FALSE;

  if (sight_json_value_get_type (sight_json_get_root (self->json)) != SIGHT_JSON_OBJECT)
    {
      g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_JSON,
                           "A message in a box has to be a JSON object");
      return FALSE;
    }

  if (read_message (self, sight_json_get_root (self->json)))
    return TRUE;

  g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE,
               "A field of the message \xe2\x80\x9c%s\xe2\x80\x9d in a box is missing, mistyped or out of its bounds",
               kind_names[self->kind]);
  return FALSE;
}
