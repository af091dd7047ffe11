/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "protocol/sight-control-message.h"
#include "protocol/sight-file-chunk.h"

/* What a member said on a data channel, as text and as a piece of a file: what
 * is accepted is the same after it was written and read again.
 */

static gboolean
files_equal (const SightControlMessage *a,
             const SightControlMessage *b)
{
  return sight_id_equal (&a->file.id, &b->file.id) && g_strcmp0 (a->file.name, b->file.name) == 0 &&
         a->file.size == b->file.size && a->file.offset == b->file.offset && a->file.why == b->file.why &&
         memcmp (a->file.hash, b->file.hash, sizeof a->file.hash) == 0;
}

static gboolean
chats_equal (const SightChatFields *a,
             const SightChatFields *b)
{
  return sight_id_equal (&a->id, &b->id) && sight_id_equal (&a->after, &b->after) &&
         g_strcmp0 (a->text, b->text) == 0 && a->at == b->at;
}

static gboolean
bodies_equal (const SightControlMessage *a,
              const SightControlMessage *b)
{
  switch ((int) a->kind)
    {
    case SIGHT_CONTROL_BEAT:
      return a->beat.number == b->beat.number && a->beat.heard == b->beat.heard && a->beat.delay == b->beat.delay;
    case SIGHT_CONTROL_STATE:
      return memcmp (&a->state, &b->state, sizeof a->state) == 0;
    case SIGHT_CONTROL_CLOSE:
      return a->closed == b->closed;
    case SIGHT_CONTROL_CHAT:
    case SIGHT_CONTROL_CHAT_ACK:
      return chats_equal (&a->chat, &b->chat);
    case SIGHT_CONTROL_SAS_COMMIT:
    case SIGHT_CONTROL_SAS_NONCE:
    case SIGHT_CONTROL_SAS_REVEAL:
      return memcmp (a->bytes, b->bytes, sizeof a->bytes) == 0;
    case SIGHT_CONTROL_SAS_DONE:
      return TRUE;
    case SIGHT_CONTROL_SAS_ABORT:
      return a->abort == b->abort;
    default:
      return files_equal (a, b);
    }
}

static void
try_message (const char *text,
             gsize       length)
{
  g_auto(SightControlMessage) message = { 0, };
  g_auto(SightControlMessage) again = { 0, };
  g_autoptr(GError) error = NULL;
  g_autofree char *written = NULL;
  gboolean accepted = sight_control_message_parse (&message, text, length, &error);

  g_assert_true (accepted == (error == NULL));
  if (!accepted || message.kind == SIGHT_CONTROL_UNKNOWN)
    return;

  /* A text with many control characters may be shorter as it came than as we write it. */
  written = sight_control_message_to_text (&message, &length, NULL);
  if (written == NULL && message.kind == SIGHT_CONTROL_CHAT)
    return;
  g_assert_nonnull (written);
  g_assert_true (sight_control_message_parse (&again, written, length, NULL));
  g_assert_cmpint (again.kind, ==, message.kind);
  if (!bodies_equal (&message, &again))
    g_error ("Another message was written: %s", written);
}

static void
try_chunk (const guint8 *data,
           gsize         length)
{
  SightFileChunk chunk;
  g_autoptr(GBytes) again = NULL;

  if (!sight_file_chunk_parse (&chunk, data, length, NULL))
    return;

  g_assert_cmpuint (chunk.length, >, 0);
  g_assert_cmpint (chunk.offset, >=, 0);
  g_assert_true (chunk.payload + chunk.length == data + length);
  again = sight_file_chunk_write (&chunk);
  g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), data, length);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  fuzz_init ();

  try_message ((const char *) data, size);
  try_chunk (data, size);

  return 0;
}
