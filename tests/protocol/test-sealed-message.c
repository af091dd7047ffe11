/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "protocol/sight-protocol-error.h"
#include "protocol/sight-seal.h"
#include "protocol/sight-sealed-message.h"

#define X "\"x\":\"01234567\""
#define DESCRIPTION(setup) \
  "{\"u\":\"abcd\",\"p\":\"abcdefghijklmnopqrstuv\",\"f\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"," \
  "\"s\":\"" setup "\",\"l\":[{\"c\":\"opus\",\"pt\":111,\"ssrc\":1},{\"c\":\"vp8\",\"pt\":96,\"rtx\":97,\"ssrc\":2,\"rssrc\":3}," \
  "{\"c\":\"vp8\",\"pt\":96,\"rtx\":97,\"ssrc\":4,\"rssrc\":5},{\"c\":\"opus\",\"pt\":111,\"ssrc\":6}],\"e\":{\"twcc\":3,\"mid\":4},\"mx\":262144}"
#define CANDIDATE "{\"a\":\"192.0.2.7\",\"p\":50000,\"t\":\"host\",\"x\":\"udp\",\"pr\":2130706431,\"f\":\"1\"}"

/* As sight_sealed_message_to_text() writes them, so that each comes back byte by byte. */
static const char * const valid[] = {
  "{\"k\":\"intro\",\"x\":\"0123456789abcdefghijkl\",\"name\":\"Ada\",\"codecs\":[\"vp8\",\"h264\"]}",
  "{\"k\":\"intro\",\"x\":\"0123456789abcdefghij-_\",\"name\":\"\",\"codecs\":[],\"caps\":[\"files\",\"beat\"]}",
  "{\"k\":\"offer\"," X ",\"g\":1,\"m\":1,\"d\":" DESCRIPTION ("actpass") "}",
  "{\"k\":\"answer\"," X ",\"g\":9007199254740991,\"m\":2,\"d\":" DESCRIPTION ("active") "}",
  "{\"k\":\"candidates\"," X ",\"g\":1,\"c\":[" CANDIDATE "," CANDIDATE "],\"end\":true}",
  "{\"k\":\"candidates\"," X ",\"g\":1,\"c\":[]}",
  "{\"k\":\"need\"," X ",\"g\":1,\"why\":\"network\"}",
  "{\"k\":\"close\"," X ",\"g\":2,\"why\":\"security\"}",
  "{\"k\":\"state\"," X ",\"mic\":true,\"cam\":false,\"screen\":true,\"sound\":false,\"hand\":true,\"rec\":true}",
  "{\"k\":\"chat\"," X ",\"cid\":\"AAAAAAAAAAAAAAAA\",\"text\":\"\xd0\x9f \\\"\\n\",\"at\":1700000000000}",
  "{\"k\":\"chat\"," X ",\"cid\":\"AAAAAAAAAAAAAAAA\",\"after\":\"BBBBBBBBBBBBBBBB\",\"text\":\"x\",\"at\":0}",
  "{\"k\":\"chat-ack\"," X ",\"cid\":\"AAAAAAAAAAAAAAAA\"}",
};

/* rows: k-intro, k-offer, k-answer, k-candidates, k-need, k-close, k-state, k-chat, k-chat-ack */
static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (valid); i++)
    {
      g_autoptr(GError) error = NULL;
      g_auto(SightSealedMessage) message = { 0 };
      g_autofree char *text = NULL;
      gsize length;

      g_assert_true (sight_sealed_message_parse (&message, valid[i], strlen (valid[i]), &error));
      g_assert_no_error (error);
      g_assert_cmpint (message.kind, !=, SIGHT_SEALED_UNKNOWN);
      text = sight_sealed_message_to_text (&message, &length, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, valid[i]);
      g_assert_cmpuint (length, ==, strlen (text));
      g_assert_cmpint (sight_sealed_message_may_be_for_all (&message), ==, message.kind == SIGHT_SEALED_INTRO);
    }
}

static void
expect_bad (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_auto(SightSealedMessage) message = { 0 };

  if (sight_sealed_message_parse (&message, text, strlen (text), &error))
    g_error ("Taken for a message: %.100s", text);
  g_assert_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE);
}

static void
test_bad (void)
{
  static const char * const bad[] = {
    "{}", "{\"k\":7}",
    "{\"k\":\"intro\",\"name\":\"Ada\",\"codecs\":[]}", "{\"k\":\"intro\",\"x\":\"01234567\",\"name\":\"Ada\",\"codecs\":[]}",
    "{\"k\":\"intro\",\"x\":\"0123456789abcdefghijkl\",\"codecs\":[]}", "{\"k\":\"intro\",\"x\":\"0123456789abcdefghijkl\",\"name\":\"Ada\"}",
    "{\"k\":\"intro\",\"x\":\"0123456789abcdefghijkl\",\"name\":\"Ada\",\"codecs\":[7]}",
    "{\"k\":\"intro\",\"x\":\"0123456789abcdefghijkl\",\"name\":\"Ada\",\"codecs\":{}}",
    "{\"k\":\"intro\",\"x\":\"0123456789abcdefghijkl\",\"name\":\"Ada\",\"codecs\":[],\"caps\":7}",
    "{\"k\":\"offer\"," X ",\"g\":1,\"m\":1}", "{\"k\":\"offer\"," X ",\"g\":1,\"m\":0,\"d\":" DESCRIPTION ("actpass") "}",
    "{\"k\":\"offer\"," X ",\"m\":1,\"d\":" DESCRIPTION ("actpass") "}", "{\"k\":\"offer\"," X ",\"g\":1,\"m\":1,\"d\":" DESCRIPTION ("active") "}",
    "{\"k\":\"answer\"," X ",\"g\":1,\"m\":1,\"d\":" DESCRIPTION ("actpass") "}", "{\"k\":\"answer\"," X ",\"g\":1.0,\"m\":1,\"d\":" DESCRIPTION ("active") "}",
    "{\"k\":\"candidates\"," X ",\"g\":1}", "{\"k\":\"candidates\"," X ",\"g\":1,\"c\":[7]}", "{\"k\":\"candidates\"," X ",\"g\":1,\"c\":[],\"end\":1}",
    "{\"k\":\"candidates\"," X ",\"g\":1,\"c\":{}}",
    "{\"k\":\"need\"," X ",\"g\":0,\"why\":\"failed\"}", "{\"k\":\"need\"," X ",\"g\":1,\"why\":\"left\"}", "{\"k\":\"need\"," X ",\"g\":1}",
    "{\"k\":\"close\"," X ",\"g\":1,\"why\":\"stalled\"}",
    "{\"k\":\"state\"," X ",\"mic\":true,\"cam\":false,\"screen\":true}", "{\"k\":\"state\"," X ",\"mic\":1,\"cam\":false,\"screen\":true,\"sound\":true}",
    "{\"k\":\"state\"," X ",\"mic\":true,\"cam\":false,\"screen\":true,\"sound\":true,\"hand\":null}",
    "{\"k\":\"chat\"," X ",\"cid\":\"AAAAAAAAAAAAAAAA\",\"text\":\"\",\"at\":1}", "{\"k\":\"chat\"," X ",\"cid\":\"AAAA\",\"text\":\"a\",\"at\":1}",
    "{\"k\":\"chat\"," X ",\"cid\":\"AAAAAAAAAAAAAAAA\",\"text\":\"a\",\"at\":-1}", "{\"k\":\"chat-ack\"," X "}",
    "{\"k\":\"chat-ack\",\"cid\":\"AAAAAAAAAAAAAAAA\"}", "{\"k\":\"chat-ack\",\"x\":\"0123456\",\"cid\":\"AAAAAAAAAAAAAAAA\"}",
    "{\"k\":\"chat-ack\",\"x\":\"0123456+\",\"cid\":\"AAAAAAAAAAAAAAAA\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    expect_bad (bad[i]);
}

static void
test_unknown (void)
{
  static const char text[] = "{\"k\":\"wave\",\"x\":7}";
  static const char later[] = "{\"k\":\"intro\",\"x\":\"0123456789abcdefghijkl\",\"name\":\"Ada\",\"codecs\":[\"av1\",\"opus\",\"vp8\"],\"zz\":{}}";
  g_auto(SightSealedMessage) message = { 0 };
  g_auto(SightSealedMessage) intro = { 0 };

  g_assert_true (sight_sealed_message_parse (&message, text, strlen (text), NULL));
  g_assert_cmpint (message.kind, ==, SIGHT_SEALED_UNKNOWN);
  g_assert_true (sight_sealed_message_parse (&intro, later, strlen (later), NULL));
  g_assert_cmpint (intro.intro.codecs, ==, SIGHT_VIDEO_CODEC_VP8);
}

static void
test_bounds (void)
{
  SightCandidate candidates[SIGHT_CANDIDATES_MAX + 1] = { 0 };
  SightSealedMessage message = { .kind = SIGHT_SEALED_CHAT, .fresh = { "01234567" } };
  g_autofree char *text = g_strnfill (SIGHT_CHAT_TEXT_MAX + 1, 'x');
  g_autofree char *long_name = g_strnfill (257, 'x');

  memcpy (message.chat.id.text, "AAAAAAAAAAAAAAAA", sizeof message.chat.id.text);
  message.chat.text = text;
  g_assert_null (sight_sealed_message_to_text (&message, NULL, NULL));
  text[SIGHT_CHAT_TEXT_MAX] = '\0';
  g_free (sight_sealed_message_to_text (&message, NULL, NULL));

  message = (SightSealedMessage) { .kind = SIGHT_SEALED_CANDIDATES, .fresh = { "01234567" }, .generation = 1 };
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    candidates[i] = (SightCandidate) { .address = "2001:db8::1", .port = 9, .priority = 1, .foundation = "1" };
  message.candidates.list = candidates;
  message.candidates.n = SIGHT_CANDIDATES_MAX + 1;
  g_assert_null (sight_sealed_message_to_text (&message, NULL, NULL));
  message.candidates.n = SIGHT_CANDIDATES_MAX;
  text[0] = '\0';
  g_free (text);
  text = sight_sealed_message_to_text (&message, NULL, NULL);
  g_assert_nonnull (text);

  message = (SightSealedMessage) { .kind = SIGHT_SEALED_INTRO, .intro = { .x = { "0123456789abcdefghijkl" }, .name = long_name } };
  g_assert_null (sight_sealed_message_to_text (&message, NULL, NULL));
}

/* rows: box-plain */
static void
test_plain (void)
{
  g_autoptr(GString) text = g_string_new ("{\"k\":\"wave\"}");
  g_auto(SightSealedMessage) message = { 0 };
  g_auto(SightSealedMessage) array = { 0 };
  g_autoptr(GError) error = NULL;

  while (text->len < SIGHT_SEAL_PLAINTEXT_MAX)
    g_string_append_c (text, ' ');
  g_assert_true (sight_sealed_message_parse (&message, text->str, text->len, NULL));
  g_string_append_c (text, ' ');
  expect_bad (text->str);

  g_assert_false (sight_sealed_message_parse (&array, "[]", 2, &error));
  g_assert_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_JSON);
}

static void
test_fresh (void)
{
  static const SightSecret ours = { "01234567abcdefghijklmn" }, old = { "0123456_abcdefghijklmn" };
  SightFresh fresh;

  sight_fresh_from_secret (&fresh, &ours);
  g_assert_cmpstr (fresh.text, ==, "01234567");
  for (guint i = 0; i < G_N_ELEMENTS (valid); i++)
    {
      g_auto(SightSealedMessage) message = { 0 };

      g_assert_true (sight_sealed_message_parse (&message, valid[i], strlen (valid[i]), NULL));
      g_assert_true (sight_sealed_message_is_fresh (&message, &ours));
      g_assert_cmpint (sight_sealed_message_is_fresh (&message, &old), ==, message.kind == SIGHT_SEALED_INTRO);
    }
}

static void
test_truncated (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (valid); i++)
    {
      for (gsize length = 0; length < strlen (valid[i]); length++)
        {
          g_autofree char *cut = g_memdup2 (valid[i], MAX (length, 1));
          g_auto(SightSealedMessage) message = { 0 };

          g_assert_false (sight_sealed_message_parse (&message, cut, length, NULL));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/sealed-round-trip", test_round_trip);
  g_test_add_func ("/protocol/sealed-bad", test_bad);
  g_test_add_func ("/protocol/sealed-unknown", test_unknown);
  g_test_add_func ("/protocol/sealed-bounds", test_bounds);
  g_test_add_func ("/protocol/sealed-plain", test_plain);
  g_test_add_func ("/protocol/box-fresh", test_fresh);
  g_test_add_func ("/protocol/sealed-truncated", test_truncated);

  return g_test_run ();
}
