/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "call/sight-file-name.h"

/* rows: f-name, f-name-reserved */
static void
test_clean (void)
{
  static const struct
  {
    const char *name;
    const char *clean;
  } cases[] = {
    { "photo.jpg", "photo.jpg" }, { "../../etc/passwd", "passwd" }, { "/etc/shadow", "shadow" },
    { "C:\\Windows\\system32\\calc.exe", "calc.exe" }, { "..", "file" }, { ".", "file" }, { "", "file" }, { "/", "file" },
    { "a/", "file" }, { "...", "file" }, { "-rf", "rf" }, { "--help", "help" }, { ".bashrc", "bashrc" },
    { "~", "file" }, { "~root", "root" }, { "- . -x", "x" }, { "a\nb.txt", "ab.txt" }, { "a\x1b[31mb", "a[31mb" },
    { "tr\xe2\x80\xaegpj.exe", "trgpj.exe" }, { "a\xe2\x81\xa6" "b", "ab" }, { "a\xe2\x80\x8b.txt", "a.txt" },
    { "two  spaces .txt ", "two spaces .txt" }, { "end. . .", "end" }, { "a<b>c:d\"e|f?g*h", "a_b_c_d_e_f_g_h" },
    { "CON", "_CON" }, { "con.txt", "_con.txt" }, { "Lpt1.tar.gz", "_Lpt1.tar.gz" }, { "com0", "_com0" },
    { "console", "console" }, { "nul ", "_nul" }, { "com10", "com10" }, { "aux.", "_aux" },
    { "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82.pdf", "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82.pdf" },
    { "a\xff" "b", "a\xef\xbf\xbd" "b" }, { "e\xcc\x81.txt", "\xc3\xa9.txt" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = sight_file_name_clean (cases[i].name);
      g_autofree char *again = sight_file_name_clean (clean);

      g_assert_cmpstr (clean, ==, cases[i].clean);
      g_assert_cmpstr (again, ==, clean);
    }
}

/* rows: f-name-length */
static void
test_length (void)
{
  g_autofree char *many = g_strnfill (300, 'x');
  g_autofree char *ended = g_strconcat (many, ".tar", NULL);
  g_autofree char *long_end = g_strconcat ("a.", many, NULL);
  g_autoptr(GString) wide = g_string_new (NULL);
  g_autofree char *clean = NULL;
  g_autofree char *clean_ended = NULL;
  g_autofree char *clean_long_end = NULL;
  g_autofree char *clean_wide = NULL;

  clean = sight_file_name_clean (many);
  g_assert_cmpuint (strlen (clean), ==, SIGHT_FILE_NAME_BYTES);
  clean_ended = sight_file_name_clean (ended);
  g_assert_cmpuint (strlen (clean_ended), ==, SIGHT_FILE_NAME_BYTES);
  g_assert_true (g_str_has_suffix (clean_ended, "x.tar"));
  clean_long_end = sight_file_name_clean (long_end);
  g_assert_cmpuint (strlen (clean_long_end), ==, SIGHT_FILE_NAME_BYTES);

  for (guint i = 0; i < 99; i++)
    g_string_append (wide, "\xf0\x9f\x98\x80");
  g_string_append (wide, "x.jpg");
  clean_wide = sight_file_name_clean (wide->str);
  g_assert_true (g_utf8_validate (clean_wide, -1, NULL));
  g_assert_cmpuint (strlen (clean_wide), ==, 49 * 4 + 4);
  g_assert_true (g_str_has_suffix (clean_wide, ".jpg"));
}

static void
test_numbered (void)
{
  static const struct
  {
    const char *name;
    guint       number;
    const char *numbered;
  } cases[] = {
    { "a.txt", 1, "a.txt" }, { "a.txt", 2, "a (2).txt" }, { "a.tar.gz", 3, "a.tar (3).gz" },
    { "none", 2, "none (2)" }, { "a.b c", 10, "a (10).b c" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *numbered = sight_file_name_numbered (cases[i].name, cases[i].number);

      g_assert_cmpstr (numbered, ==, cases[i].numbered);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/file-name/clean", test_clean);
  g_test_add_func ("/call/file-name/length", test_length);
  g_test_add_func ("/call/file-name/numbered", test_numbered);

  return g_test_run ();
}
