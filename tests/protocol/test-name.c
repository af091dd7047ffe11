/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "protocol/sight-name.h"
#include "vectors.h"

static void
check_name (const SightJsonValue *row)
{
  g_autofree char *cleaned = sight_name_clean (vectors_get (row, "input"));
  g_autofree char *again = sight_name_clean (cleaned);

  g_assert_cmpstr (cleaned, ==, vectors_get (row, "cleaned"));
  g_assert_cmpstr (again, ==, cleaned);
  g_assert_cmpint (g_utf8_strlen (cleaned, -1), <=, SIGHT_NAME_MAX);
}

static void
test_vectors (void)
{
  vectors_foreach ("names", check_name);
}

static void
test_invalid (void)
{
  g_autofree char *cleaned = sight_name_clean ("Ada\xff\xed\xa0\x80" "B");

  g_assert_true (g_utf8_validate (cleaned, -1, NULL));
  g_assert_true (g_str_has_prefix (cleaned, "Ada"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/names", test_vectors);
  g_test_add_func ("/protocol/name-invalid", test_invalid);

  return g_test_run ();
}
