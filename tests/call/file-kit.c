/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "file-kit.h"

#include <string.h>

#include <glib/gstdio.h>

char *
file_kit_make (const char *directory,
               const char *name,
               gsize       size)
{
  static guint32 seed = 1;
  char *path = g_build_filename (directory, name, NULL);
  g_autofree char *bytes = g_malloc (size + 4);
  g_autoptr(GRand) random = g_rand_new_with_seed (seed++);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < size; i += 4)
    {
      guint32 word = g_rand_int (random);

      memcpy (bytes + i, &word, 4);
    }
  g_file_set_contents (path, bytes, size, &error);
  g_assert_no_error (error);

  return path;
}

void
file_kit_expect_equal (const char *path,
                       const char *other)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  gsize a_length, b_length;

  g_assert_nonnull (other);
  g_assert_true (g_file_get_contents (path, &a, &a_length, NULL));
  g_assert_true (g_file_get_contents (other, &b, &b_length, NULL));
  g_assert_cmpuint (a_length, ==, b_length);
  g_assert_true (memcmp (a, b, a_length) == 0);
}

guint
file_kit_count (const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

void
file_kit_remove (const char *path)
{
  g_autoptr(GDir) directory = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    directory = g_dir_open (path, 0, NULL);
  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      file_kit_remove (child);
    }
  g_remove (path);
}
