/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>

#include "../call/wait-until.h"
#include "app/sight-picture-files.h"

static GdkTexture *
make_picture (void)
{
  static const guint8 pixels[2 * 2 * 4] = { 0xff, 0, 0, 0xff };
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);

  return gdk_memory_texture_new (2, 2, GDK_MEMORY_R8G8B8A8, bytes, 8);
}

typedef struct
{
  char     *path;
  GError   *error;
  gboolean  is_done;
} Answer;

static void
on_save_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Answer *answer = user_data;

  answer->path = sight_picture_files_save_finish (result, &answer->error);
  answer->is_done = TRUE;
}

static void
expect_png (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length;
  GStatBuf info;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, 8);
  g_assert_cmpmem (bytes, 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_true (g_str_has_suffix (path, ".png"));
  /* What one has in the clipboard concerns nobody else. */
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

/* Two in one second have names of their own, and none is left behind. */
static void
test_save (void)
{
  SightPictureFiles *files = sight_picture_files_new ();
  g_autoptr(GdkTexture) picture = make_picture ();
  g_autofree char *folder = NULL;
  Answer answers[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    sight_picture_files_save_async (files, picture, NULL, on_save_ready, &answers[i]);
  wait_until (answers[0].is_done && answers[1].is_done && answers[2].is_done);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_assert_no_error (answers[i].error);
      expect_png (answers[i].path);
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (answers[i].path, !=, answers[j].path);
    }

  folder = g_path_get_dirname (answers[0].path);
  sight_picture_files_free (files);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_free (answers[i].path);
}

/* A disk that is full, or what is like it to us. */
static void
test_no_place (void)
{
  SightPictureFiles *files = sight_picture_files_new ();
  g_autoptr(GdkTexture) picture = make_picture ();
  Answer first = { 0 };
  Answer second = { 0 };
  g_autofree char *folder = NULL;

  sight_picture_files_save_async (files, picture, NULL, on_save_ready, &first);
  wait_until (first.is_done);
  g_assert_no_error (first.error);
  folder = g_path_get_dirname (first.path);
  g_unlink (first.path);
  g_rmdir (folder);

  sight_picture_files_save_async (files, picture, NULL, on_save_ready, &second);
  wait_until (second.is_done);
  g_assert_nonnull (second.error);
  g_assert_null (second.path);
  g_clear_error (&second.error);
  g_free (first.path);
  sight_picture_files_free (files);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/picture-files/save", test_save);
  g_test_add_func ("/picture-files/no-place", test_no_place);

  return g_test_run ();
}
