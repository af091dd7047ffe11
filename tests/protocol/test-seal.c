/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "protocol/sight-limits.h"
#include "protocol/sight-protocol-error.h"
#include "protocol/sight-replay-guard.h"
#include "protocol/sight-seal-private.h"
#include "vectors.h"

static const SightId ada = { "AAAAAAAAAAAAAAAA" };
static const SightId bob = { "b_-4567890123456" };

/* Stretching is slow on purpose: once for each code. */
static SightSeal *
get_seal (const char *code)
{
  static GHashTable *seals;
  SightSeal *seal;

  if (seals == NULL)
    seals = g_hash_table_new (g_str_hash, g_str_equal);
  seal = g_hash_table_lookup (seals, code);
  if (seal == NULL)
    {
      g_autoptr(GError) error = NULL;

      seal = sight_seal_new (code, &error);
      g_assert_no_error (error);
      g_hash_table_insert (seals, g_strdup (code), seal);
    }

  return seal;
}

static void
check_key (const SightJsonValue *row)
{
  SightSeal *seal = get_seal (vectors_get (row, "code"));
  SightRoomId room = sight_seal_get_room_id (seal);
  g_autofree char *key = vectors_to_hex (sight_seal_get_key (seal), SIGHT_SEAL_KEY_LENGTH);

  g_assert_cmpstr (room.text, ==, vectors_get (row, "room_id"));
  g_assert_cmpstr (key, ==, vectors_get (row, "seal_key"));
}

static void
test_keys (void)
{
  vectors_foreach ("keys", check_key);
}

static const SightId *
read_id (const char *text,
         SightId    *id)
{
  if (g_str_equal (text, "*"))
    return NULL;

  g_assert_true (sight_id_parse (id, text, strlen (text)));
  return id;
}

static void
check_box (const SightJsonValue *row)
{
  SightSeal *seal = get_seal (vectors_get (row, "code"));
  const char *box = vectors_get (row, "box");
  const char *plaintext = vectors_get (row, "plaintext");
  SightId from, to;
  const SightId *receiver = read_id (vectors_get (row, "to"), &to);
  gint64 n = vectors_get_int (row, "n");
  guint8 nonce[SIGHT_SEAL_NONCE_LENGTH];
  g_autoptr(GError) error = NULL;
  g_autofree char *opened = NULL;
  g_autofree char *closed = NULL;
  gsize length;

  read_id (vectors_get (row, "from"), &from);
  opened = sight_seal_open (seal, &from, receiver, n, box, strlen (box), &length, &error);
  if (plaintext == NULL)
    {
      g_assert_null (opened);
      g_assert_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_BOX);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (opened, ==, plaintext);
  g_assert_cmpuint (length, ==, strlen (plaintext));
  vectors_get_hex (row, "nonce", nonce, sizeof nonce);
  closed = sight_seal_close_with_nonce (seal, &from, receiver, n, nonce, plaintext, strlen (plaintext), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (closed, ==, box);
}

static void
test_boxes (void)
{
  vectors_foreach ("boxes", check_box);
}

static void
test_round_trip (void)
{
  SightSeal *seal = get_seal ("family-dinner");
  g_autofree char *text = g_strnfill (SIGHT_SEAL_PLAINTEXT_MAX + 1, 'x');
  g_autoptr(GError) error = NULL;
  const gsize lengths[] = { 2, 3, 4, 100, SIGHT_SEAL_PLAINTEXT_MAX };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *box = sight_seal_close (seal, &ada, &bob, i + 1, text, lengths[i], NULL);
      g_autofree char *other = sight_seal_close (seal, &ada, &bob, i + 1, text, lengths[i], NULL);
      gsize length = 0;
      g_autofree char *opened = sight_seal_open (seal, &ada, &bob, i + 1, box, strlen (box), &length, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (opened, length, text, lengths[i]);
      g_assert_cmpstr (box, !=, other);
      g_assert_cmpuint (strlen (box), <=, SIGHT_BOX_MAX);
    }

  g_assert_null (sight_seal_close (seal, &ada, NULL, 1, text, SIGHT_SEAL_PLAINTEXT_MAX + 1, &error));
  g_assert_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_BOX);
}

static gboolean
opens (const char *box,
       gsize       length)
{
  g_autoptr(GError) error = NULL;
  /* Without a NUL behind it, so that a sanitizer sees every byte too far. */
  g_autofree char *copy = g_memdup2 (box, MAX (length, 1));
  g_autofree char *opened = sight_seal_open (get_seal ("family-dinner"), &ada, &bob, 1, copy, length, NULL, &error);

  g_assert_true ((opened == NULL) == (error != NULL));

  return opened != NULL;
}

/* rows: box-open */
static void
test_damaged (void)
{
  static const char plaintext[] = "{\"k\":\"close\",\"g\":1}";
  g_autofree char *box = sight_seal_close (get_seal ("family-dinner"), &ada, &bob, 1, plaintext, strlen (plaintext), NULL);
  gsize length = strlen (box), n_bytes;
  g_autofree guint8 *bytes = g_base64_decode (box, &n_bytes);

  g_assert_true (opens (box, length));

  for (gsize bit = 0; bit < n_bytes * 8; bit++)
    {
      g_autofree char *flipped = NULL;

      bytes[bit / 8] ^= 1 << bit % 8;
      flipped = g_base64_encode (bytes, n_bytes);
      bytes[bit / 8] ^= 1 << bit % 8;
      g_assert_false (opens (flipped, length));
    }

  for (gsize i = 0; i < length; i++)
    {
      g_assert_false (opens (box, i));
      for (guint bit = 0; bit < 8; bit++)
        {
          box[i] ^= 1 << bit;
          g_assert_false (opens (box, length));
          box[i] ^= 1 << bit;
        }
    }
}

static void
test_number (void)
{
  g_autoptr(SightReplayGuard) guard = sight_replay_guard_new ();

  g_assert_false (sight_replay_guard_accept (guard, &ada, 0));
  g_assert_true (sight_replay_guard_accept (guard, &ada, 1));
  g_assert_true (sight_replay_guard_accept (guard, &ada, 7));
  g_assert_true (sight_replay_guard_accept (guard, &bob, 1));
  g_assert_true (sight_replay_guard_accept (guard, &ada, SIGHT_SEQUENCE_MAX));
}

static void
test_replay (void)
{
  g_autoptr(SightReplayGuard) guard = sight_replay_guard_new ();

  g_assert_true (sight_replay_guard_accept (guard, &ada, 5));
  g_assert_false (sight_replay_guard_accept (guard, &ada, 5));
  g_assert_false (sight_replay_guard_accept (guard, &ada, 4));
  g_assert_cmpuint (sight_replay_guard_get_dropped (guard, SIGHT_DROP_REPLAYED), ==, 0);
  g_assert_true (sight_replay_guard_accept (guard, &ada, 6));

  g_assert_true (sight_replay_guard_count (guard, SIGHT_DROP_UNOPENED));
  g_assert_false (sight_replay_guard_count (guard, SIGHT_DROP_UNOPENED));
  g_assert_true (sight_replay_guard_count (guard, SIGHT_DROP_BAD));
  g_assert_cmpuint (sight_replay_guard_get_dropped (guard, SIGHT_DROP_UNOPENED), ==, 2);

  sight_replay_guard_forget (guard, &ada);
  g_assert_true (sight_replay_guard_accept (guard, &ada, 1));
}

/* A server that makes up members fills no memory. */
static void
test_bounded (void)
{
  g_autoptr(SightReplayGuard) guard = sight_replay_guard_new ();

  for (guint32 i = 0; i < SIGHT_REPLAY_SENDERS_MAX + 10; i++)
    {
      guint8 bytes[SIGHT_ID_BYTES] = { i, i >> 8, i >> 16 };
      SightId id;

      sight_id_from_bytes (&id, bytes);
      g_assert_cmpint (sight_replay_guard_accept (guard, &id, 1), ==, i < SIGHT_REPLAY_SENDERS_MAX);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/keys", test_keys);
  g_test_add_func ("/protocol/boxes", test_boxes);
  g_test_add_func ("/protocol/box-round-trip", test_round_trip);
  g_test_add_func ("/protocol/box-damaged", test_damaged);
  g_test_add_func ("/protocol/box-number", test_number);
  g_test_add_func ("/protocol/box-replay", test_replay);
  g_test_add_func ("/protocol/box-bounded", test_bounded);

  return g_test_run ();
}
