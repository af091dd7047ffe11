/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "call/sight-file-name.h"

/* What a stranger calls a file: one component of a path, with nothing in it that
 * hides or means something else, and cleaning it again changes nothing.
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input = { data, size };
  g_autofree char *name = fuzz_take_text (&input, size);
  g_autofree char *clean = NULL;
  g_autofree char *again = NULL;
  g_autofree char *numbered = NULL;

  fuzz_init ();

  clean = sight_file_name_clean (name);
  g_assert_cmpuint (strlen (clean), >, 0);
  g_assert_cmpuint (strlen (clean), <=, SIGHT_FILE_NAME_BYTES);
  g_assert_true (g_utf8_validate (clean, -1, NULL));
  g_assert_null (strpbrk (clean, "/\\<>:\"|?*"));
  g_assert_null (strchr (".-~ ", clean[0]));
  g_assert_null (strchr (". ", clean[strlen (clean) - 1]));
  for (const char *at = clean; *at != '\0'; at = g_utf8_next_char (at))
    g_assert_cmpint (g_unichar_type (g_utf8_get_char (at)), !=, G_UNICODE_CONTROL);

  again = sight_file_name_clean (clean);
  g_assert_cmpstr (again, ==, clean);

  numbered = sight_file_name_numbered (clean, 1000);
  g_assert_cmpuint (strlen (numbered), <=, SIGHT_FILE_NAME_BYTES + strlen (" (1000)"));
  g_assert_null (strchr (numbered, '/'));

  return 0;
}
