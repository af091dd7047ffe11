/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "protocol/sight-protocol-error.h"
#include "protocol/sight-room-code.h"
#include "vectors.h"

static void
check_code (const SightJsonValue *row)
{
  g_autoptr(GError) error = NULL;
  const char *expected = vectors_get (row, "normalised");
  g_autofree char *code = sight_room_code_normalise (vectors_get (row, "input"), &error);
  g_autofree char *again = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *from_shown = NULL;

  g_assert_cmpstr (code, ==, expected);
  if (expected == NULL)
    {
      g_assert_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_CODE);
      return;
    }

  g_assert_no_error (error);
  again = sight_room_code_normalise (code, NULL);
  g_assert_cmpstr (again, ==, code);
  shown = sight_room_code_to_display (code);
  g_assert_cmpstr (shown, ==, vectors_get (row, "shown"));
  from_shown = sight_room_code_normalise (shown, NULL);
  g_assert_cmpstr (from_shown, ==, code);
  g_assert_cmpstr (sight_strength_to_name (sight_room_code_get_strength (code)), ==, vectors_get (row, "strength"));
}

/* rows: code-own, norm-nfkc, norm-lower, norm-nfkc-again, norm-separators, norm-made, norm-own
 * rows: strength-made, strength-fair, strength-weak
 */
static void
test_vectors (void)
{
  vectors_foreach ("codes", check_code);
}

static void
test_make (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint uses[128] = { 0 };

  for (guint i = 0; i < 4000; i++)
    {
      char *code = sight_room_code_make (NULL);
      g_autofree char *shown = sight_room_code_to_display (code);
      g_autofree char *again = sight_room_code_normalise (shown, NULL);

      g_assert_true (sight_room_code_is_made (code));
      g_assert_cmpint (sight_room_code_get_strength (code), ==, SIGHT_STRENGTH_STRONG);
      g_assert_cmpuint (strlen (shown), ==, 19);
      g_assert_cmpstr (again, ==, code);
      for (const char *at = code; *at != '\0'; at++)
        uses[(guchar) *at]++;
      g_assert_true (g_hash_table_add (seen, code));
    }

  /* 64000 symbols, 2000 of each expected; a fair generator is never that far off. */
  for (const char *at = "0123456789abcdefghjkmnpqrstvwxyz"; *at != '\0'; at++)
    {
      g_assert_cmpuint (uses[(guchar) *at], >, 1600);
      g_assert_cmpuint (uses[(guchar) *at], <, 2400);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *input;
    const char *says;
  } rows[] = {
    { "abc", "at least four characters" },
    { "abc\xff" "def", "not valid Unicode" },
    { "ab\xed\xa0\x80", "not valid Unicode" },
    { "family!", "\xe2\x80\x9c!\xe2\x80\x9d is none" },
    { "abcd\xe2\x80\x8b", "U+200B" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "at most 64" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (sight_room_code_normalise (rows[i].input, &error));
      g_assert_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_CODE);
      if (strstr (error->message, rows[i].says) == NULL)
        g_error ("'%s' does not say '%s'", error->message, rows[i].says);
    }
}

/* Every code point that passes gives a code that stays what it is. */
static void
test_stable (void)
{
  for (gunichar c = 1; c <= 0x10ffff; c++)
    {
      char input[16] = "ab";
      g_autofree char *code = NULL;
      g_autofree char *again = NULL;

      if (!g_unichar_validate (c))
        continue;
      strcpy (input + 2 + g_unichar_to_utf8 (c, input + 2), "cd");
      code = sight_room_code_normalise (input, NULL);
      if (code == NULL)
        continue;
      again = sight_room_code_normalise (code, NULL);
      if (g_strcmp0 (code, again) != 0)
        g_error ("U+%04X: %s, then %s", c, code, again);
    }
}

static void
test_truncated (void)
{
  static const char input[] = "K\xcc\x81\xe2\x80\x94\xd1\x81\xd0\xb5\xd0\xbc\xd1\x8c\xf0\x9d\x9f\x98-\xef\xac\x81";

  for (gsize i = 0; i <= sizeof input - 1; i++)
    {
      g_autofree char *cut = g_strndup (input, i);
      g_autofree char *code = sight_room_code_normalise (cut, NULL);

      g_assert_true (code == NULL || g_utf8_validate (code, -1, NULL));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/codes", test_vectors);
  g_test_add_func ("/protocol/code-made", test_make);
  g_test_add_func ("/protocol/code-errors", test_errors);
  g_test_add_func ("/protocol/code-stable", test_stable);
  g_test_add_func ("/protocol/code-truncated", test_truncated);

  return g_test_run ();
}
