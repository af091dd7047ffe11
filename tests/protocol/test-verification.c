/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "protocol/sight-verification.h"
#include "vectors.h"

static void
read_side (const SightJsonValue  *row,
           const char            *role,
           SightVerificationSide *side)
{
  const char *id = vectors_get (row, role);
  g_autofree char *random = g_strdup_printf ("%s_random", role);
  g_autofree char *fingerprint = g_strdup_printf ("%s_fingerprint", role);

  g_assert_true (sight_id_parse (&side->id, id, strlen (id)));
  vectors_get_hex (row, random, side->random, sizeof side->random);
  vectors_get_hex (row, fingerprint, side->fingerprint, sizeof side->fingerprint);
}

static void
check_verification (const SightJsonValue *row)
{
  const SightJsonValue *places = sight_json_value_get (row, "emoji");
  const char *room_text = vectors_get (row, "room_id");
  SightVerificationSide initiator, responder;
  SightVerification verification;
  SightRoomId room;
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *commit_text = NULL;
  guint8 commit[SIGHT_VERIFICATION_COMMIT_LENGTH];

  read_side (row, "initiator", &initiator);
  read_side (row, "responder", &responder);
  g_assert_true (sight_room_id_parse (&room, room_text, strlen (room_text)));

  g_assert_true (sight_verification_commit (initiator.random, commit, &error));
  commit_text = vectors_to_hex (commit, sizeof commit);
  g_assert_cmpstr (commit_text, ==, vectors_get (row, "commit"));

  g_assert_true (sight_verification_derive (&verification, &room, &initiator, &responder, vectors_get_int (row, "g"), &error));
  g_assert_no_error (error);
  bytes = vectors_to_hex (verification.bytes, sizeof verification.bytes);
  g_assert_cmpstr (bytes, ==, vectors_get (row, "bytes"));
  g_assert_cmpuint (sight_json_value_get_size (places), ==, SIGHT_VERIFICATION_EMOJI);
  for (guint i = 0; i < SIGHT_VERIFICATION_EMOJI; i++)
    {
      gint64 place;

      g_assert_true (sight_json_value_get_int (sight_json_value_get_index (places, i), &place));
      g_assert_cmpint (verification.emoji[i], ==, place);
    }
}

static void
test_vectors (void)
{
  vectors_foreach ("verification", check_verification);
}

static void
test_commit (void)
{
  guint8 random[SIGHT_VERIFICATION_RANDOM_LENGTH], commit[SIGHT_VERIFICATION_COMMIT_LENGTH];

  g_assert_true (sight_verification_make_random (random, NULL));
  g_assert_true (sight_verification_commit (random, commit, NULL));
  g_assert_true (sight_verification_opens_commit (commit, random));
  for (guint bit = 0; bit < sizeof random * 8; bit++)
    {
      random[bit / 8] ^= 1 << bit % 8;
      g_assert_false (sight_verification_opens_commit (commit, random));
      random[bit / 8] ^= 1 << bit % 8;
      commit[bit / 8] ^= 1 << bit % 8;
      g_assert_false (sight_verification_opens_commit (commit, random));
      commit[bit / 8] ^= 1 << bit % 8;
    }
}

static void
test_table (void)
{
  g_autoptr(GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < SIGHT_N_EMOJI; i++)
    {
      g_assert_true (g_hash_table_add (texts, (gpointer) sight_emoji_get_text (i)));
      g_assert_true (g_hash_table_add (names, (gpointer) sight_emoji_get_name (i)));
      g_assert_true (g_utf8_validate (sight_emoji_get_text (i), -1, NULL));
    }
  g_assert_cmpstr (sight_emoji_get_name (0), ==, "Dog");
  g_assert_cmpstr (sight_emoji_get_text (0), ==, "\xf0\x9f\x90\xb6");
  g_assert_cmpstr (sight_emoji_get_name (19), ==, "Globe");
  g_assert_cmpstr (sight_emoji_get_text (21), ==, "\xe2\x98\x81\xef\xb8\x8f");
  g_assert_cmpstr (sight_emoji_get_name (63), ==, "Pin");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/verification", test_vectors);
  g_test_add_func ("/protocol/verification-commit", test_commit);
  g_test_add_func ("/protocol/verification-table", test_table);

  return g_test_run ();
}
