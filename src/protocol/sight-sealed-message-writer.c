/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-sealed-message.h"

#include "protocol/sight-json-writer.h"
#include "protocol/sight-protocol-error.h"

static void
write_intro (const SightSealedMessage *self,
             GString                  *out)
{
  sight_json_write_text (out, "x", self->intro.x.text);
  sight_json_write_text (out, "name", self->intro.name);

  sight_json_append_key (out, "codecs");
  sight_json_begin_array (out);
  for (guint codec = SIGHT_CODEC_VP8; codec <= SIGHT_CODEC_H264; codec++)
    if (self->intro.codecs & 1 << codec)
      sight_json_append_string (out, sight_codec_to_name (codec), -1);
  sight_json_end_array (out);

  if (self->intro.n_caps == 0)
    return;

  sight_json_append_key (out, "caps");
  sight_json_begin_array (out);
  for (guint i = 0; i < self->intro.n_caps; i++)
    sight_json_append_string (out, self->intro.caps[i], -1);
  sight_json_end_array (out);
}

static void
write_session (const SightSealedMessage *self,
               GString                  *out)
{
  sight_json_write_int (out, "m", self->session.negotiation);
  sight_json_append_key (out, "d");
  sight_description_write (&self->session.description, out);
}

static void
write_candidates (const SightSealedMessage *self,
                  GString                  *out)
{
  sight_json_append_key (out, "c");
  sight_json_begin_array (out);
  for (guint i = 0; i < self->candidates.n; i++)
    sight_candidate_write (&self->candidates.list[i], out);
  sight_json_end_array (out);
  if (self->candidates.end)
    sight_json_write_bool (out, "end", TRUE);
}

static void
write_body (const SightSealedMessage *self,
            GString                  *out)
{
  switch (self->kind)
    {
    case SIGHT_SEALED_INTRO:
      write_intro (self, out);
      break;
    case SIGHT_SEALED_OFFER:
    case SIGHT_SEALED_ANSWER:
      write_session (self, out);
      break;
    case SIGHT_SEALED_CANDIDATES:
      write_candidates (self, out);
      break;
    case SIGHT_SEALED_NEED:
      sight_json_write_text (out, "why", sight_need_why_to_name (self->need));
      break;
    case SIGHT_SEALED_CLOSE:
      sight_json_write_text (out, "why", sight_closed_why_to_name (self->closed));
      break;
    case SIGHT_SEALED_STATE:
      sight_state_fields_write (&self->state, out);
      break;
    case SIGHT_SEALED_CHAT:
    case SIGHT_SEALED_CHAT_ACK:
      sight_chat_fields_write (&self->chat, out);
      break;
    case SIGHT_SEALED_UNKNOWN:
    default:
      break;
    }
}

/* What is written is read once more: the bounds stand in one place, and a
 * message that the other side would drop is found on this one.
 */
char *
sight_sealed_message_to_text (const SightSealedMessage  *self,
                              gsize                     *length,
                              GError                   **error)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_auto(SightSealedMessage) again = { 0 };

  g_return_val_if_fail (self->kind != SIGHT_SEALED_UNKNOWN, NULL);

  sight_json_begin_object (out);
  sight_json_write_text (out, "k", sight_sealed_kind_to_name (self->kind));
  if (self->kind != SIGHT_SEALED_INTRO)
    sight_json_write_text (out, "x", self->fresh.text);
  if (self->generation != 0)
    sight_json_write_int (out, "g", self->generation);
  write_body (self, out);
  sight_json_end_object (out);

  if (!sight_sealed_message_parse (&again, out->str, out->len, error))
    return NULL;

  if (length != NULL)
    *length = out->len;
  return g_string_free (g_steal_pointer (&out), FALSE);
}
