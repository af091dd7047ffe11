/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "protocol/sight-control-message.h"
#include "protocol/sight-file-chunk.h"
#include "protocol/sight-protocol-error.h"
#include "vectors.h"

#define HASH "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff"
#define ID   "AAAAAAAAAAAAAAAA"

/* As sight_control_message_to_text() writes them, so that each comes back byte by byte. */
static const char * const valid[] = {
  "{\"k\":\"beat\",\"n\":1}",
  "{\"k\":\"beat\",\"n\":9007199254740991,\"a\":7,\"d\":0}",
  "{\"k\":\"state\",\"mic\":true,\"cam\":false,\"screen\":true,\"sound\":false,\"hand\":true,\"rec\":true}",
  "{\"k\":\"close\",\"why\":\"left\"}",
  "{\"k\":\"close\",\"why\":\"security\"}",
  "{\"k\":\"chat\",\"cid\":\"" ID "\",\"text\":\"\xd0\x9f \\\"\\n\",\"at\":1700000000000}",
  "{\"k\":\"chat\",\"cid\":\"" ID "\",\"after\":\"BBBBBBBBBBBBBBBB\",\"text\":\"x\",\"at\":0}",
  "{\"k\":\"chat-ack\",\"cid\":\"" ID "\"}",
  "{\"k\":\"react\",\"r\":\"party\"}",
  "{\"k\":\"sas-commit\",\"commit\":\"" HASH "\"}",
  "{\"k\":\"sas-nonce\",\"r\":\"" HASH "\"}",
  "{\"k\":\"sas-reveal\",\"r\":\"" HASH "\"}",
  "{\"k\":\"sas-done\"}",
  "{\"k\":\"sas-abort\",\"why\":\"different\"}",
  "{\"k\":\"file-offer\",\"fid\":\"" ID "\",\"name\":\"../etc/passwd\",\"size\":0}",
  "{\"k\":\"me\",\"id\":\"" ID "\"}",
  "{\"k\":\"file-accept\",\"fid\":\"" ID "\",\"at\":0}",
  "{\"k\":\"file-decline\",\"fid\":\"" ID "\"}",
  "{\"k\":\"file-cancel\",\"fid\":\"" ID "\",\"why\":\"space\"}",
  "{\"k\":\"file-progress\",\"fid\":\"" ID "\",\"at\":9007199254740991}",
  "{\"k\":\"file-done\",\"fid\":\"" ID "\",\"sha256\":\"" HASH "\"}",
  "{\"k\":\"file-saved\",\"fid\":\"" ID "\"}",
};

/* rows: m-beat, m-state, m-close, m-me, m-chat, m-chat-ack, m-react, m-sas-commit, m-sas-nonce, m-sas-reveal, m-sas-done,
 * m-sas-abort, m-file-offer, m-file-accept, m-file-decline, m-file-cancel, m-file-progress, m-file-done,
 * m-file-saved
 */
static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (valid); i++)
    {
      g_autoptr(GError) error = NULL;
      g_auto(SightControlMessage) message = { 0 };
      g_autofree char *text = NULL;
      gsize length;

      g_assert_true (sight_control_message_parse (&message, valid[i], strlen (valid[i]), &error));
      g_assert_no_error (error);
      g_assert_cmpint (message.kind, !=, SIGHT_CONTROL_UNKNOWN);
      text = sight_control_message_to_text (&message, &length, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, valid[i]);
      g_assert_cmpuint (length, ==, strlen (text));
    }
}

static void
expect_bad (const char         *text,
            SightProtocolError  code)
{
  g_autoptr(GError) error = NULL;
  g_auto(SightControlMessage) message = { 0 };

  if (sight_control_message_parse (&message, text, strlen (text), &error))
    g_error ("Taken for a message: %.100s", text);
  g_assert_error (error, SIGHT_PROTOCOL_ERROR, (int) code);
}

/* rows: ch-json, ch-unknown */
static void
test_bad (void)
{
  static const char * const bad[] = {
    "{}", "{\"k\":7}", "{\"k\":\"beat\"}", "{\"k\":\"beat\",\"n\":0}", "{\"k\":\"beat\",\"n\":1,\"a\":1}",
    "{\"k\":\"beat\",\"n\":1,\"d\":1}", "{\"k\":\"beat\",\"n\":1,\"a\":1,\"d\":600001}", "{\"k\":\"beat\",\"n\":1,\"a\":0,\"d\":1}",
    "{\"k\":\"state\",\"mic\":true}", "{\"k\":\"close\"}", "{\"k\":\"close\",\"why\":\"tired\"}", "{\"k\":\"me\"}",
    "{\"k\":\"chat\",\"cid\":\"" ID "\",\"text\":\"\",\"at\":0}", "{\"k\":\"chat\",\"cid\":\"" ID "\",\"text\":\"x\"}",
    "{\"k\":\"chat\",\"cid\":\"" ID "\",\"text\":\"x\",\"at\":-1}", "{\"k\":\"chat\",\"cid\":\"A\",\"text\":\"x\",\"at\":1}",
    "{\"k\":\"chat\",\"cid\":\"" ID "\",\"after\":7,\"text\":\"x\",\"at\":1}", "{\"k\":\"chat-ack\"}", "{\"k\":\"react\"}", "{\"k\":\"react\",\"r\":\"\"}",
    "{\"k\":\"sas-commit\",\"commit\":\"00\"}", "{\"k\":\"sas-nonce\",\"commit\":\"" HASH "\"}",
    "{\"k\":\"sas-reveal\",\"r\":\"" HASH "00\"}", "{\"k\":\"sas-nonce\",\"r\":7}", "{\"k\":\"sas-abort\"}",
    "{\"k\":\"sas-abort\",\"why\":\"cold\"}", "{\"k\":\"file-offer\",\"fid\":\"" ID "\",\"name\":\"\",\"size\":1}",
    "{\"k\":\"file-offer\",\"fid\":\"" ID "\",\"name\":\"x\",\"size\":-1}", "{\"k\":\"file-offer\",\"fid\":\"" ID "\",\"size\":1}",
    "{\"k\":\"file-offer\",\"name\":\"x\",\"size\":1}", "{\"k\":\"file-offer\",\"fid\":\"" ID "\",\"name\":\"x\",\"size\":9007199254740992}",
    "{\"k\":\"file-offer\",\"fid\":\"" ID "\",\"name\":\"x\",\"size\":1.5}", "{\"k\":\"file-accept\",\"fid\":\"" ID "\"}",
    "{\"k\":\"file-decline\",\"fid\":\"../../../etc/pas\"}", "{\"k\":\"file-cancel\",\"fid\":\"" ID "\",\"why\":\"\"}",
    "{\"k\":\"file-progress\",\"fid\":\"" ID "\",\"at\":\"1\"}", "{\"k\":\"file-saved\"}",
    "{\"k\":\"file-done\",\"fid\":\"" ID "\",\"sha256\":\"" "AAAAAAAAAAAAAAAA\"}",
  };
  g_auto(SightControlMessage) unknown = { 0 };
  const char *later = "{\"k\":\"applause\",\"n\":\"x\"}";

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    expect_bad (bad[i], SIGHT_PROTOCOL_ERROR_BAD_MESSAGE);
  expect_bad ("", SIGHT_PROTOCOL_ERROR_BAD_JSON);
  expect_bad ("[]", SIGHT_PROTOCOL_ERROR_BAD_JSON);
  expect_bad ("{\"k\":\"sas-done\",\"k\":\"close\"}", SIGHT_PROTOCOL_ERROR_BAD_JSON);
  expect_bad ("{\"k\":\"sas-done\"} x", SIGHT_PROTOCOL_ERROR_BAD_JSON);

  g_assert_true (sight_control_message_parse (&unknown, later, strlen (later), NULL));
  g_assert_cmpint (unknown.kind, ==, SIGHT_CONTROL_UNKNOWN);
}

static void
check_reaction (const SightJsonValue *row)
{
  const char *text = vectors_get (row, "message");
  const char *shown = vectors_get (row, "shown");
  g_auto(SightControlMessage) message = { 0 };

  g_assert_cmpint (sight_control_message_parse (&message, text, strlen (text), NULL), ==, vectors_get_bool (row, "valid"));
  if (!vectors_get_bool (row, "valid"))
    return;

  g_assert_cmpint (message.kind, ==, SIGHT_CONTROL_REACT);
  g_assert_cmpstr (sight_reaction_get_text (message.reaction), ==, shown != NULL ? shown : "");
}

/* rows: m-react, react-words */
static void
test_reactions (void)
{
  const SightControlMessage none = { .kind = SIGHT_CONTROL_REACT };

  vectors_foreach ("reactions", check_reaction);
  for (guint i = 1; i < SIGHT_N_REACTIONS; i++)
    {
      g_assert_cmpint (sight_reaction_from_word (sight_reaction_to_word (i)), ==, i);
      g_assert_cmpuint (strlen (sight_reaction_get_name (i)), >, 0);
    }
  g_assert_cmpint (sight_reaction_from_word (NULL), ==, SIGHT_REACTION_NONE);
  g_assert_null (sight_control_message_to_text (&none, NULL, NULL));
}

/* rows: react-said, react-taken: so many in any five seconds, also where they come at the edge of them */
static void
test_reaction_rate (void)
{
  SightReactionRate rate;

  sight_reaction_rate_init (&rate, SIGHT_REACTION_SAID_MAX);
  for (guint i = 0; i < SIGHT_REACTION_SAID_MAX; i++)
    g_assert_true (sight_reaction_rate_take (&rate, i));
  g_assert_false (sight_reaction_rate_take (&rate, SIGHT_REACTION_SAID_MAX));
  g_assert_false (sight_reaction_rate_take (&rate, SIGHT_REACTION_SPAN - 1));
  g_assert_true (sight_reaction_rate_take (&rate, SIGHT_REACTION_SPAN));
  g_assert_false (sight_reaction_rate_take (&rate, SIGHT_REACTION_SPAN));
  g_assert_true (sight_reaction_rate_take (&rate, SIGHT_REACTION_SPAN + 1));

  for (gint64 now = 10 * SIGHT_REACTION_SPAN; now < 20 * SIGHT_REACTION_SPAN; now += SIGHT_REACTION_SPAN / SIGHT_REACTION_SAID_MAX)
    g_assert_true (sight_reaction_rate_take (&rate, now));
}

/* rows: ch-size */
static void
test_size (void)
{
  g_autofree char *text = g_strnfill (SIGHT_CHAT_TEXT_MAX, 'x');
  g_autofree char *escaped = g_strnfill (SIGHT_CHAT_TEXT_MAX, '\x01');
  g_autofree char *padded = g_strdup_printf ("{\"k\":\"sas-done\"}%*s", SIGHT_CHANNEL_MESSAGE_MAX, "");
  g_autofree char *name = g_strnfill (SIGHT_FILE_NAME_MAX + 1, 'x');
  SightControlMessage chat = { .kind = SIGHT_CONTROL_CHAT, .chat = { .id = { ID }, .text = text } };
  SightControlMessage offer = { .kind = SIGHT_CONTROL_FILE_OFFER, .file = { .id = { ID }, .name = name } };
  g_autofree char *written = sight_control_message_to_text (&chat, NULL, NULL);
  g_autofree char *offered = NULL;
  g_auto(SightControlMessage) message = { 0 };

  g_assert_nonnull (written);
  chat.chat.text = escaped;
  g_assert_null (sight_control_message_to_text (&chat, NULL, NULL));
  expect_bad (padded, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE);
  padded[SIGHT_CHANNEL_MESSAGE_MAX] = '\0';
  g_assert_true (sight_control_message_parse (&message, padded, strlen (padded), NULL));

  g_assert_null (sight_control_message_to_text (&offer, NULL, NULL));
  name[SIGHT_FILE_NAME_MAX] = '\0';
  offered = sight_control_message_to_text (&offer, NULL, NULL);
  g_assert_nonnull (offered);
}

static void
test_chunk (void)
{
  static const guint8 payload[SIGHT_FILE_CHUNK_MAX] = "abc";
  SightFileChunk chunk = { .id = { ID }, .offset = G_GINT64_CONSTANT (0x123456789abc), .payload = payload, .length = 3 };
  g_autoptr(GBytes) bytes = sight_file_chunk_write (&chunk);
  g_autoptr(GBytes) largest = NULL;
  g_autofree guint8 *data = NULL;
  g_autoptr(GError) error = NULL;
  SightFileChunk again;
  gsize length;

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), ID "\0\0\x12\x34\x56\x78\x9a\xbc" "abc", 27);
  data = g_memdup2 (g_bytes_get_data (bytes, &length), g_bytes_get_size (bytes));
  g_assert_true (sight_file_chunk_parse (&again, data, length, &error));
  g_assert_true (sight_id_equal (&again.id, &chunk.id));
  g_assert_cmpint (again.offset, ==, chunk.offset);
  g_assert_cmpmem (again.payload, again.length, "abc", 3);

  chunk.length = SIGHT_FILE_CHUNK_MAX;
  largest = sight_file_chunk_write (&chunk);
  g_assert_cmpuint (g_bytes_get_size (largest), ==, SIGHT_CHANNEL_MESSAGE_MAX);
  g_assert_true (sight_file_chunk_parse (&again, g_bytes_get_data (largest, NULL), SIGHT_CHANNEL_MESSAGE_MAX, &error));

  for (gsize cut = 0; cut <= SIGHT_FILE_CHUNK_HEADER; cut++)
    g_assert_false (sight_file_chunk_parse (&again, data, cut, NULL));
  data[3] = '/';
  g_assert_false (sight_file_chunk_parse (&again, data, length, &error));
  g_assert_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE);
  data[3] = 'A';
  data[SIGHT_ID_LENGTH] = 0xff;
  g_assert_false (sight_file_chunk_parse (&again, data, length, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/control/round-trip", test_round_trip);
  g_test_add_func ("/protocol/control/bad", test_bad);
  g_test_add_func ("/protocol/control/reactions", test_reactions);
  g_test_add_func ("/protocol/control/reaction-rate", test_reaction_rate);
  g_test_add_func ("/protocol/control/size", test_size);
  g_test_add_func ("/protocol/control/chunk", test_chunk);

  return g_test_run ();
}
