/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "call/sight-call-error.h"
#include "call/sight-file-window.h"
#include "file-scene.h"

#define MIB (1024 * 1024)

/* rows: f-yield, f-done */
static void
test_several (void)
{
  static const struct
  {
    const char *name;
    gsize       size;
  } files[] = {
    { "large.bin", 9 * MIB + 12345 }, { "block", 16 * SIGHT_FILE_CHUNK_MAX }, { "chunk", SIGHT_FILE_CHUNK_MAX },
    { "chunk and one", SIGHT_FILE_CHUNK_MAX + 1 }, { "one", 1 }, { "nothing", 0 },
  };
  FileScene *scene = file_scene_new ();
  SightFileTransfer *out[G_N_ELEMENTS (files)], *in[G_N_ELEMENTS (files)];
  char *paths[G_N_ELEMENTS (files)];

  file_scene_up (scene);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      paths[i] = file_scene_make (scene, files[i].name, files[i].size);
      out[i] = file_scene_offer (scene, paths[i]);
    }
  file_scene_settle (scene);
  g_assert_cmpuint (file_scene_count (scene), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      in[i] = g_list_model_get_item (G_LIST_MODEL (scene->ends[1].exchange), i);
      g_object_unref (in[i]);
      g_assert_cmpint (sight_file_transfer_get_state (in[i]), ==, SIGHT_FILE_OFFERED);
      g_assert_cmpint (sight_file_transfer_get_size (in[i]), ==, files[i].size);
      file_scene_accept (scene, in[i]);
    }

  for (guint i = G_N_ELEMENTS (files); i-- > 0;)
    {
      file_scene_wait (scene, in[i], SIGHT_FILE_DONE);
      file_scene_wait (scene, out[i], SIGHT_FILE_DONE);
      file_kit_expect_equal (paths[i], sight_file_transfer_get_path (in[i]));
      g_assert_cmpint (sight_file_transfer_get_done (out[i]), ==, files[i].size);
      g_free (paths[i]);
    }
  /* The small ones did not have to wait for the large one. */
  g_assert_cmpuint (scene->ends[0].most_buffered, <=, SIGHT_FILE_BUFFERED_MAX + SIGHT_CHANNEL_MESSAGE_MAX);
  g_assert_cmpuint (scene->ends[0].most_buffered, >=, SIGHT_FILE_BUFFERED_MAX / 2);
  g_assert_cmpuint (file_scene_count (scene), ==, G_N_ELEMENTS (files));
  file_scene_free (scene);
}

static void
on_notify_speed (SightFileTransfer *transfer,
                 GParamSpec        *pspec,
                 gpointer           user_data)
{
  gint64 *fastest = user_data;

  *fastest = MAX (*fastest, sight_file_transfer_get_speed (transfer));
}

/* A chunk each millisecond by the scene's clock is 16 MB a second. */
static void
test_progress (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", 40 * MIB);
  SightFileTransfer *in;
  gint64 fastest = 0;

  file_scene_up (scene);
  in = file_scene_offered (scene, path);
  g_signal_connect (in, "notify::speed", G_CALLBACK (on_notify_speed), &fastest);
  file_scene_accept (scene, in);
  file_scene_wait (scene, in, SIGHT_FILE_DONE);
  g_assert_cmpint (fastest, >, 1000000);
  g_assert_cmpint (fastest, <, 20000000);
  g_assert_cmpint (sight_file_transfer_get_speed (in), ==, 0);
  file_scene_free (scene);
}

/* Broken at moments that nobody chose: it goes on from where it stands.
 * rows: f-resume, f-accept
 */
static void
test_resume (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", 12 * MIB + 7);
  SightFileTransfer *in, *out;
  gint64 last = 0;
  guint breaks = 0;

  out = file_scene_offer (scene, path);
  /* The offer was made before there was a channel. */
  file_scene_up (scene);
  file_scene_settle (scene);
  in = file_scene_newest (scene);
  file_scene_accept (scene, in);
  while (breaks < 12)
    {
      guint steps = g_test_rand_int_range (0, 120);

      for (guint i = 0; i < steps; i++)
        if (!file_scene_step (scene))
          g_usleep (200);
      file_scene_break (scene);
      breaks++;
      g_assert_false (sight_file_transfer_get_state (in) == SIGHT_FILE_RUNNING);
      g_assert_false (sight_file_transfer_get_state (out) == SIGHT_FILE_RUNNING);
      if (breaks % 3 == 0)
        file_scene_settle (scene);
      file_scene_up (scene);
      g_assert_cmpint (sight_file_transfer_get_done (in), >=, last);
      last = sight_file_transfer_get_done (in);
    }
  g_assert_cmpint (last, >, 0);
  file_scene_wait (scene, in, SIGHT_FILE_DONE);
  file_scene_wait (scene, out, SIGHT_FILE_DONE);
  file_kit_expect_equal (path, sight_file_transfer_get_path (in));
  g_assert_cmpuint (file_scene_count (scene), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene->ends[1].exchange)), ==, 1);
  file_scene_free (scene);
}

/* The last word was lost: it is said again, and no second file comes of it. */
static void
test_resume_at_the_end (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", MIB);
  SightFileTransfer *in, *out;

  file_scene_up (scene);
  in = file_scene_offered (scene, path);
  out = g_list_model_get_item (G_LIST_MODEL (scene->ends[0].exchange), 0);
  g_object_unref (out);
  file_scene_accept (scene, in);
  file_scene_wait (scene, in, SIGHT_FILE_DONE);
  g_assert_cmpint (sight_file_transfer_get_state (out), ==, SIGHT_FILE_RUNNING);
  file_scene_break (scene);
  file_scene_up (scene);
  file_scene_wait (scene, out, SIGHT_FILE_DONE);
  g_assert_cmpuint (file_scene_count (scene), ==, 1);
  file_scene_free (scene);
}

static void
test_decline (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", 10);
  SightFileTransfer *in, *out;

  file_scene_up (scene);
  in = file_scene_offered (scene, path);
  out = g_list_model_get_item (G_LIST_MODEL (scene->ends[0].exchange), 0);
  g_object_unref (out);
  sight_file_exchange_decline (scene->ends[1].exchange, in);
  file_scene_wait (scene, out, SIGHT_FILE_DECLINED);
  g_assert_cmpint (sight_file_transfer_get_state (in), ==, SIGHT_FILE_DECLINED);
  /* Too late for anything else */
  file_scene_accept (scene, in);
  sight_file_exchange_cancel (scene->ends[1].exchange, in);
  file_scene_settle (scene);
  g_assert_cmpint (sight_file_transfer_get_state (in), ==, SIGHT_FILE_DECLINED);
  g_assert_cmpuint (file_scene_count (scene), ==, 0);
  file_scene_free (scene);
}

/* What came to nothing can be offered again: the person who sent it need not look
 * for it.
 */
static void
test_offer_again (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", 10);
  SightFileTransfer *in, *out;

  file_scene_up (scene);
  in = file_scene_offered (scene, path);
  g_assert_null (sight_file_transfer_get_source (in));
  sight_file_exchange_decline (scene->ends[1].exchange, in);
  out = g_list_model_get_item (G_LIST_MODEL (scene->ends[0].exchange), 0);
  file_scene_wait (scene, out, SIGHT_FILE_DECLINED);
  g_assert_cmpstr (sight_file_transfer_get_source (out), ==, path);

  in = file_scene_offered (scene, sight_file_transfer_get_source (out));
  file_scene_accept (scene, in);
  file_scene_wait (scene, in, SIGHT_FILE_DONE);
  file_kit_expect_equal (path, sight_file_transfer_get_path (in));
  g_object_unref (out);
  file_scene_free (scene);
}

static void
expect_cancelled (FileScene         *scene,
                  SightFileTransfer *transfer)
{
  file_scene_wait (scene, transfer, SIGHT_FILE_ENDED);
  g_assert_error (sight_file_transfer_get_error (transfer), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CANCELLED);
}

/* By either side, in the middle, with and without a channel; another file goes on. */
static void
test_cancel (void)
{
  for (guint i = 0; i < 4; i++)
    {
      FileScene *scene = file_scene_new ();
      g_autofree char *path = file_scene_make (scene, "a", 8 * MIB);
      g_autofree char *other_path = file_scene_make (scene, "b", 3 * MIB);
      SightFileTransfer *in, *out, *other;
      gboolean by_receiver = i & 1, is_down = i & 2;

      file_scene_up (scene);
      in = file_scene_offered (scene, path);
      out = g_list_model_get_item (G_LIST_MODEL (scene->ends[0].exchange), 0);
      g_object_unref (out);
      other = file_scene_offered (scene, other_path);
      file_scene_accept (scene, in);
      file_scene_accept (scene, other);
      while (sight_file_transfer_get_done (in) < MIB)
        file_scene_step (scene);

      if (is_down)
        file_scene_break (scene);
      if (by_receiver)
        sight_file_exchange_cancel (scene->ends[1].exchange, in);
      else
        sight_file_exchange_cancel (scene->ends[0].exchange, out);
      if (is_down)
        file_scene_up (scene);

      expect_cancelled (scene, in);
      expect_cancelled (scene, out);
      file_scene_wait (scene, other, SIGHT_FILE_DONE);
      file_kit_expect_equal (other_path, sight_file_transfer_get_path (other));
      file_scene_settle (scene);
      g_assert_cmpuint (file_scene_count (scene), ==, 1);
      file_scene_free (scene);
    }
}

/* Who leaves takes nothing half along. */
static void
test_gone (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", 8 * MIB);
  g_autoptr(SightFileTransfer) in = NULL;

  file_scene_up (scene);
  in = g_object_ref (file_scene_offered (scene, path));
  file_scene_accept (scene, in);
  while (sight_file_transfer_get_done (in) < MIB)
    file_scene_step (scene);
  sight_file_exchange_close (scene->ends[1].exchange);
  expect_cancelled (scene, in);
  file_scene_settle (scene);
  g_assert_cmpuint (file_scene_count (scene), ==, 0);
  file_scene_free (scene);
}

static void
receive (FileScene  *scene,
         const char *path,
         const char *name)
{
  SightFileTransfer *in = file_scene_offered (scene, path);
  g_autofree char *expected = g_build_filename (scene->ends[1].directory, name, NULL);

  file_scene_accept (scene, in);
  file_scene_wait (scene, in, SIGHT_FILE_DONE);
  g_assert_cmpstr (sight_file_transfer_get_path (in), ==, expected);
  file_kit_expect_equal (path, expected);
}

/* rows: f-name-taken */
static void
test_taken (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a.txt", 1000);
  g_autofree char *secret = file_scene_make (scene, "secret", 10);
  g_autofree char *secret_before = NULL;
  g_autofree char *secret_after = NULL;
  g_autofree char *own = g_build_filename (scene->ends[1].directory, "a.txt", NULL);
  g_autofree char *link_name = g_build_filename (scene->ends[1].directory, "a (3).txt", NULL);
  g_autofree char *link_part = g_build_filename (scene->ends[1].directory, "a (4).txt.part", NULL);
  g_autofree char *dangling = g_build_filename (scene->ends[1].directory, "a (5).txt", NULL);
  g_autofree char *content = NULL;

  file_scene_up (scene);
  g_assert_true (g_file_set_contents (own, "mine", -1, NULL));
  g_assert_cmpint (symlink (secret, link_name), ==, 0);
  g_assert_cmpint (symlink (secret, link_part), ==, 0);
  g_assert_cmpint (symlink ("/nowhere/at/all", dangling), ==, 0);
  g_assert_true (g_file_get_contents (secret, &secret_before, NULL, NULL));

  receive (scene, path, "a (2).txt");
  receive (scene, path, "a (6).txt");
  g_assert_true (g_file_get_contents (own, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
  g_assert_true (g_file_get_contents (secret, &secret_after, NULL, NULL));
  g_assert_cmpmem (secret_before, 10, secret_after, 10);
  file_scene_free (scene);
}

/* The name is taken while the file is on its way: by a file, by a link. */
static void
test_taken_meanwhile (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", 2 * MIB);
  g_autofree char *own = g_build_filename (scene->ends[1].directory, "a", NULL);
  g_autofree char *second = g_build_filename (scene->ends[1].directory, "a (2)", NULL);
  g_autofree char *third = g_build_filename (scene->ends[1].directory, "a (3)", NULL);
  g_autofree char *content = NULL;
  SightFileTransfer *in;

  file_scene_up (scene);
  in = file_scene_offered (scene, path);
  file_scene_accept (scene, in);
  file_scene_wait (scene, in, SIGHT_FILE_RUNNING);
  g_assert_true (g_file_set_contents (own, "mine", -1, NULL));
  g_assert_cmpint (symlink (path, second), ==, 0);
  file_scene_wait (scene, in, SIGHT_FILE_DONE);
  g_assert_cmpstr (sight_file_transfer_get_path (in), ==, third);
  g_assert_true (g_file_get_contents (own, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
  file_scene_free (scene);
}

/* One question, one answer, however slow the disk is to open a file: two would
 * make the sender begin twice.
 */
static void
test_resume_while_opening (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", MIB);
  SightFileTransfer *in;

  file_scene_up (scene);
  in = file_scene_offered (scene, path);
  file_scene_accept (scene, in);
  file_scene_break (scene);
  file_scene_up (scene);
  /* It is open before the sender has asked again. */
  g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (file_scene_count (scene), ==, 1);
  g_assert_cmpuint (scene->ends[1].said.length, ==, 0);
  file_scene_wait (scene, in, SIGHT_FILE_DONE);
  file_kit_expect_equal (path, sight_file_transfer_get_path (in));
  file_scene_free (scene);
}

static void
shorten (const char *path)
{
  g_assert_cmpint (truncate (path, 2 * MIB), ==, 0);
}

static void
lengthen (const char *path)
{
  g_assert_cmpint (truncate (path, 7 * MIB), ==, 0);
}

/* The same size, and other bytes; by the clock of a file system that may be coarse. */
static void
overwrite (const char *path)
{
  const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
  g_autofree char *bytes = NULL;
  gsize length;
  FILE *file = fopen (path, "r+");

  g_assert_nonnull (file);
  g_assert_cmpint (fputc ('x', file), !=, EOF);
  g_assert_cmpint (fclose (file), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (length, ==, 6 * MIB);
}

static void
check_changed (void (*change) (const char *path))
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", 6 * MIB);
  SightFileTransfer *in, *out;

  file_scene_up (scene);
  in = file_scene_offered (scene, path);
  out = g_list_model_get_item (G_LIST_MODEL (scene->ends[0].exchange), 0);
  g_object_unref (out);
  file_scene_accept (scene, in);
  while (sight_file_transfer_get_done (in) < MIB)
    file_scene_step (scene);
  change (path);
  file_scene_wait (scene, out, SIGHT_FILE_ENDED);
  file_scene_wait (scene, in, SIGHT_FILE_ENDED);
  g_assert_error (sight_file_transfer_get_error (out), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FILE_CHANGED);
  g_assert_error (sight_file_transfer_get_error (in), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FILE_CHANGED);
  file_scene_settle (scene);
  g_assert_cmpuint (file_scene_count (scene), ==, 0);
  file_scene_free (scene);
}

/* rows: f-size */
static void
test_changed (void)
{
  check_changed (shorten);
  check_changed (lengthen);
  check_changed (overwrite);
}

static void
test_not_a_file (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *pipe_path = g_build_filename (scene->directory, "pipe", NULL);
  g_autofree char *nothing = g_build_filename (scene->directory, "nothing", NULL);
  const char *paths[] = { scene->directory, pipe_path, nothing };

  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  file_scene_up (scene);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (sight_file_exchange_offer (scene->ends[0].exchange, paths[i], &error));
      g_assert_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED);
    }
  file_scene_free (scene);
}

/* rows: f-yield: while something else is sent, and after that */
static void
test_yield (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "film.webm", 3 * 1024 * 1024);
  SightFileTransfer *transfer;

  file_scene_up (scene);
  sight_file_exchange_set_window (scene->ends[0].exchange, SIGHT_FILE_WINDOW_YIELDING);
  transfer = file_scene_offered (scene, path);
  file_scene_accept (scene, transfer);
  while (sight_file_transfer_get_done (transfer) < 1024 * 1024)
    file_scene_step (scene);
  g_assert_cmpuint (scene->ends[0].most_buffered, >, 0);
  g_assert_cmpuint (scene->ends[0].most_buffered, <=, SIGHT_FILE_WINDOW_YIELDING + SIGHT_CHANNEL_MESSAGE_MAX);

  sight_file_exchange_set_window (scene->ends[0].exchange, SIGHT_FILE_WINDOW);
  file_scene_wait (scene, transfer, SIGHT_FILE_DONE);
  g_assert_cmpuint (scene->ends[0].most_buffered, >, SIGHT_FILE_WINDOW_YIELDING + SIGHT_CHANNEL_MESSAGE_MAX);
  file_kit_expect_equal (path, sight_file_transfer_get_path (transfer));

  file_scene_free (scene);
}

/* rows: f-yield: more while the path is free, less as soon as it is not */
static void
test_window (void)
{
  SightFileWindow window = { 0 };
  gint64 grown, now = G_USEC_PER_SEC;

  g_assert_cmpint (sight_file_window_get (&window), ==, SIGHT_FILE_WINDOW_YIELDING);
  for (guint i = 0; i < 40; i++)
    sight_file_window_step (&window, 3000, now);
  grown = sight_file_window_get (&window);
  g_assert_cmpint (grown, >, 4 * SIGHT_FILE_WINDOW_YIELDING);
  for (guint i = 0; i < 1000; i++)
    sight_file_window_step (&window, 3000, now);
  g_assert_cmpint (sight_file_window_get (&window), ==, SIGHT_FILE_WINDOW);

  /* A little stands there: neither. Too much: half, and not again at once. */
  sight_file_window_step (&window, 20000, now);
  g_assert_cmpint (sight_file_window_get (&window), ==, SIGHT_FILE_WINDOW);
  for (guint i = 0; i < 5; i++)
    sight_file_window_step (&window, 100000, now);
  g_assert_cmpint (sight_file_window_get (&window), ==, SIGHT_FILE_WINDOW / 2);
  for (guint i = 0; i < 20; i++)
    sight_file_window_step (&window, 100000, now += G_USEC_PER_SEC);
  g_assert_cmpint (sight_file_window_get (&window), ==, SIGHT_FILE_WINDOW_YIELDING);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/files/several", test_several);
  g_test_add_func ("/call/files/progress", test_progress);
  g_test_add_func ("/call/files/resume", test_resume);
  g_test_add_func ("/call/files/resume-at-the-end", test_resume_at_the_end);
  g_test_add_func ("/call/files/resume-while-opening", test_resume_while_opening);
  g_test_add_func ("/call/files/decline", test_decline);
  g_test_add_func ("/call/files/offer-again", test_offer_again);
  g_test_add_func ("/call/files/cancel", test_cancel);
  g_test_add_func ("/call/files/gone", test_gone);
  g_test_add_func ("/call/files/taken", test_taken);
  g_test_add_func ("/call/files/taken-meanwhile", test_taken_meanwhile);
  g_test_add_func ("/call/files/changed", test_changed);
  g_test_add_func ("/call/files/not-a-file", test_not_a_file);
  g_test_add_func ("/call/files/f-yield", test_yield);
  g_test_add_func ("/call/files/window", test_window);

  return g_test_run ();
}
