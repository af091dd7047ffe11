/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "call/sight-call-error.h"
#include "file-scene.h"

/* A sender, and a receiver, that keep to nothing; and disks that do not either. */

#define ID    "EveEveEveEveEve0"
#define HASH0 "0000000000000000000000000000000000000000000000000000000000000000"
#define MIB   (1024 * 1024)

static SightFileTransfer *
offered (FileScene  *scene,
         const char *name,
         gint64      size)
{
  g_autofree char *text = g_strdup_printf ("{\"k\":\"file-offer\",\"fid\":\"" ID "\",\"name\":\"%s\",\"size\":%" G_GINT64_FORMAT "}",
                                           name, size);

  file_scene_say (scene, text);

  return file_scene_newest (scene);
}

/* Accepted, and the sender would know. What is said stays where it can be read. */
static SightFileTransfer *
accepted (FileScene  *scene,
          const char *name,
          gint64      size)
{
  SightFileTransfer *in = offered (scene, name, size);
  gint64 deadline = g_get_monotonic_time () + SCENE_SECONDS * G_USEC_PER_SEC;

  file_scene_accept (scene, in);
  while (scene->ends[1].said.length == 0)
    {
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
  g_assert_cmpint (sight_file_transfer_get_state (in), ==, SIGHT_FILE_RUNNING);

  return in;
}

static void
expect_last_word (FileScene  *scene,
                  const char *expected)
{
  g_assert_cmpstr (g_queue_peek_tail (&scene->ends[1].said), ==, expected);
}

static void
expect_ended (FileScene         *scene,
              SightFileTransfer *in,
              SightCallError     code)
{
  g_assert_cmpint (sight_file_transfer_get_state (in), ==, SIGHT_FILE_ENDED);
  g_assert_error (sight_file_transfer_get_error (in), SIGHT_CALL_ERROR, (int) code);
  file_scene_settle (scene);
  g_assert_cmpuint (file_scene_count (scene), ==, 0);
}

static void
expect_broken (FileScene         *scene,
               SightFileTransfer *in)
{
  expect_last_word (scene, "{\"k\":\"file-cancel\",\"fid\":\"" ID "\",\"why\":\"protocol\"}");
  expect_ended (scene, in, SIGHT_CALL_ERROR_PROTOCOL);
}

/* rows: f-order */
static void
test_offsets (void)
{
  static const gint64 offsets[] = { 999, 0, 1001, 5000, SIGHT_SEQUENCE_MAX - 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      FileScene *scene = file_scene_new ();
      SightFileTransfer *in;

      file_scene_up (scene);
      in = accepted (scene, "a", 10000);
      file_scene_send (scene, ID, 0, 1000);
      file_scene_send (scene, ID, offsets[i], 1000);
      expect_broken (scene, in);
      /* It is over: nothing more is taken, and nothing said of it. */
      scene->is_up = TRUE;
      file_scene_send (scene, ID, 1000, 1000);
      g_assert_cmpuint (scene->ends[1].said.length, ==, 0);
      file_scene_free (scene);
    }
}

/* rows: f-size */
static void
test_more_than_agreed (void)
{
  FileScene *scene = file_scene_new ();
  SightFileTransfer *in;

  file_scene_up (scene);
  in = accepted (scene, "a", 1500);
  file_scene_send (scene, ID, 0, 1000);
  file_scene_send (scene, ID, 1000, 501);
  expect_broken (scene, in);
  file_scene_free (scene);
}

/* Nothing that a peer says about size makes anything be kept for it. */
static void
test_huge (void)
{
  FileScene *scene = file_scene_new ();
  SightFileTransfer *in;

  file_scene_up (scene);
  in = accepted (scene, "a", SIGHT_SEQUENCE_MAX);
  g_assert_cmpint (sight_file_transfer_get_size (in), ==, SIGHT_SEQUENCE_MAX);
  file_scene_send (scene, ID, 0, 1000);
  file_scene_settle (scene);
  g_assert_cmpint (sight_file_transfer_get_state (in), ==, SIGHT_FILE_RUNNING);
  sight_file_exchange_cancel (scene->ends[1].exchange, in);
  expect_ended (scene, in, SIGHT_CALL_ERROR_CANCELLED);
  file_scene_free (scene);
}

/* As fast as it likes, without a look at what is written.
 * rows: f-window
 */
static void
test_window (void)
{
  FileScene *scene = file_scene_new ();
  SightFileTransfer *in;
  gint64 offset = 0;

  file_scene_up (scene);
  in = accepted (scene, "a", 64 * MIB);
  while (sight_file_transfer_get_state (in) == SIGHT_FILE_RUNNING)
    {
      file_scene_send (scene, ID, offset, SIGHT_FILE_CHUNK_MAX);
      offset += SIGHT_FILE_CHUNK_MAX;
    }
  g_assert_cmpint (offset, >, SIGHT_FILE_WINDOW);
  g_assert_cmpint (offset, <=, SIGHT_FILE_WINDOW + SIGHT_FILE_CHUNK_MAX);
  expect_broken (scene, in);
  file_scene_free (scene);
}

/* rows: f-unknown, f-accept */
static void
test_unknown (void)
{
  static const char * const said[] = {
    "{\"k\":\"file-accept\",\"fid\":\"" ID "\",\"at\":0}", "{\"k\":\"file-progress\",\"fid\":\"" ID "\",\"at\":1}",
    "{\"k\":\"file-decline\",\"fid\":\"" ID "\"}", "{\"k\":\"file-cancel\",\"fid\":\"" ID "\",\"why\":\"space\"}",
    "{\"k\":\"file-done\",\"fid\":\"" ID "\",\"sha256\":\"" HASH0 "\"}", "{\"k\":\"file-saved\",\"fid\":\"" ID "\"}",
  };
  FileScene *scene = file_scene_new ();
  g_autoptr(GBytes) garbage = g_bytes_new_static ("garbage", 7);
  SightFileTransfer *in;

  file_scene_up (scene);
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    file_scene_say (scene, said[i]);
  file_scene_send (scene, ID, 0, 1000);
  sight_file_exchange_received_chunk (scene->ends[1].exchange, garbage);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene->ends[1].exchange)), ==, 0);
  g_assert_cmpuint (scene->ends[1].said.length, ==, 0);

  /* Offered, and the person has not said yes. */
  in = offered (scene, "a", 1000);
  file_scene_send (scene, ID, 0, 1000);
  file_scene_say (scene, said[4]);
  file_scene_settle (scene);
  g_assert_cmpint (sight_file_transfer_get_state (in), ==, SIGHT_FILE_OFFERED);
  g_assert_cmpuint (file_scene_count (scene), ==, 0);
  file_scene_free (scene);
}

/* The same id for another file, and again and again for the same. */
static void
test_offered_again (void)
{
  FileScene *scene = file_scene_new ();
  SightFileTransfer *in;

  file_scene_up (scene);
  in = accepted (scene, "a", 1000);
  for (guint i = 0; i < 100; i++)
    offered (scene, "b", 1000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene->ends[1].exchange)), ==, 1);
  g_assert_cmpstr (sight_file_transfer_get_name (in), ==, "a");
  offered (scene, "a", 1001);
  expect_broken (scene, in);
  file_scene_free (scene);
}

/* rows: f-many */
static void
test_many (void)
{
  FileScene *scene = file_scene_new ();
  GListModel *model = G_LIST_MODEL (scene->ends[1].exchange);

  file_scene_up (scene);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"k\":\"file-offer\",\"fid\":\"%016u\",\"name\":\"a\",\"size\":1}", i);

      file_scene_say (scene, text);
    }
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, SIGHT_FILES_MAX);
  g_assert_cmpuint (scene->ends[1].said.length, ==, 1000 - SIGHT_FILES_MAX);
  expect_last_word (scene, "{\"k\":\"file-cancel\",\"fid\":\"0000000000000999\",\"why\":\"busy\"}");
  file_scene_free (scene);
}

/* Offered and taken back without end: the list stays short. */
static void
test_listed (void)
{
  FileScene *scene = file_scene_new ();

  file_scene_up (scene);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *offer = g_strdup_printf ("{\"k\":\"file-offer\",\"fid\":\"%016u\",\"name\":\"a\",\"size\":1}", i);
      g_autofree char *cancel = g_strdup_printf ("{\"k\":\"file-cancel\",\"fid\":\"%016u\",\"why\":\"cancelled\"}", i);

      file_scene_say (scene, offer);
      file_scene_say (scene, cancel);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene->ends[1].exchange)), ==, SIGHT_FILES_LISTED_MAX);
  file_scene_free (scene);
}

/* rows: f-done */
static void
test_mismatch (void)
{
  FileScene *scene = file_scene_new ();
  SightFileTransfer *in;

  file_scene_up (scene);
  in = accepted (scene, "a", 2000);
  file_scene_send (scene, ID, 0, 1000);
  /* Before the last byte it means nothing yet. */
  file_scene_say (scene, "{\"k\":\"file-done\",\"fid\":\"" ID "\",\"sha256\":\"" HASH0 "\"}");
  scene->is_up = FALSE;
  file_scene_settle (scene);
  g_assert_cmpint (sight_file_transfer_get_state (in), ==, SIGHT_FILE_RUNNING);
  file_scene_send (scene, ID, 1000, 1000);
  file_scene_wait (scene, in, SIGHT_FILE_ENDED);
  expect_last_word (scene, "{\"k\":\"file-cancel\",\"fid\":\"" ID "\",\"why\":\"mismatch\"}");
  expect_ended (scene, in, SIGHT_CALL_ERROR_FILE_MISMATCH);
  file_scene_free (scene);
}

static void
test_names (void)
{
  static const char * const names[] = {
    "../../../tmp/sight-evil", "/tmp/sight-evil", "..\\\\..\\\\sight-evil", "a\\nb/sight-evil", "\xe2\x80\xae./sight-evil", "--/-sight-evil",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      FileScene *scene = file_scene_new ();
      g_autofree char *expected = g_build_filename (scene->ends[1].directory, "sight-evil", NULL);
      SightFileTransfer *in;

      file_scene_up (scene);
      in = accepted (scene, names[i], 0);
      g_assert_cmpstr (sight_file_transfer_get_name (in), ==, "sight-evil");
      file_scene_say (scene, "{\"k\":\"file-done\",\"fid\":\"" ID "\",\"sha256\":"
                             "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}");
      file_scene_wait (scene, in, SIGHT_FILE_DONE);
      g_assert_cmpstr (sight_file_transfer_get_path (in), ==, expected);
      g_assert_true (g_file_test (expected, G_FILE_TEST_IS_REGULAR));
      file_scene_free (scene);
    }
}

/* A receiver that wants what was never sent, or has what it was not sent. */
static void
test_hostile_receiver (void)
{
  static const char * const said[] = {
    "{\"k\":\"file-accept\",\"fid\":\"%s\",\"at\":1}", "{\"k\":\"file-accept\",\"fid\":\"%s\",\"at\":9007199254740991}",
    "{\"k\":\"file-progress\",\"fid\":\"%s\",\"at\":1}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      FileScene *scene = file_scene_new ();
      g_autofree char *path = file_scene_make (scene, "a", 100000);
      g_autoptr(SightFileTransfer) out = NULL;
      g_auto(GStrv) parts = g_strsplit (said[i], "%s", 2);
      g_autofree char *text = NULL;

      file_scene_up (scene);
      out = g_object_ref (file_scene_offer (scene, path));
      text = g_strconcat (parts[0], sight_file_transfer_get_id (out)->text, parts[1], NULL);
      g_queue_push_tail (&scene->ends[1].said, g_steal_pointer (&text));
      file_scene_wait (scene, out, SIGHT_FILE_ENDED);
      g_assert_error (sight_file_transfer_get_error (out), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_PROTOCOL);
      file_scene_free (scene);
    }
}

/* A disk that says no: the reason is told at both ends, and another file that
 * fits arrives all the same.
 */
static void
check_refused (FileScene      *scene,
               const char     *path,
               SightCallError  code)
{
  SightFileTransfer *in = file_scene_offered (scene, path);
  GListModel *model = G_LIST_MODEL (scene->ends[0].exchange);
  g_autoptr(SightFileTransfer) out = g_list_model_get_item (model, g_list_model_get_n_items (model) - 1);

  file_scene_accept (scene, in);
  file_scene_wait (scene, in, SIGHT_FILE_ENDED);
  file_scene_wait (scene, out, SIGHT_FILE_ENDED);
  g_assert_error (sight_file_transfer_get_error (in), SIGHT_CALL_ERROR, (int) code);
  g_assert_error (sight_file_transfer_get_error (out), SIGHT_CALL_ERROR, (int) code);
  g_test_message ("%s / %s", sight_file_transfer_get_error (in)->message, sight_file_transfer_get_error (out)->message);
  file_scene_settle (scene);
}

static void
check_received (FileScene  *scene,
                const char *path)
{
  SightFileTransfer *in = file_scene_offered (scene, path);

  file_scene_accept (scene, in);
  file_scene_wait (scene, in, SIGHT_FILE_DONE);
  file_kit_expect_equal (path, sight_file_transfer_get_path (in));
}

static void
test_file_limit (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *large = file_scene_make (scene, "large", 3 * MIB);
  g_autofree char *small = file_scene_make (scene, "small", MIB / 2);
  struct rlimit old, limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  limit = (struct rlimit) { MIB, old.rlim_max };
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  file_scene_up (scene);
  check_refused (scene, large, SIGHT_CALL_ERROR_FILE_SPACE);
  check_received (scene, small);
  g_assert_cmpuint (file_scene_count (scene), ==, 1);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  file_scene_free (scene);
}

static gboolean
leave_mounts (void)
{
  return unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static gboolean
mount_small_disk (const char *directory)
{
  return mount ("none", directory, "tmpfs", 0, "size=1M") == 0;
}

/* Tried by a child, which takes its namespace along when it ends. */
static gboolean
can_mount_small_disk (void)
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0)
    _exit (leave_mounts () && mount_small_disk ("/tmp") ? 0 : 1);

  return child > 0 && waitpid (child, &status, 0) == child && status == 0;
}

/* In a process of its own: threads that are there already would not see the disk. */
static void
test_full_disk_here (void)
{
  FileScene *scene;
  g_autofree char *large = NULL;
  g_autofree char *small = NULL;

  g_assert_true (leave_mounts ());
  scene = file_scene_new ();
  large = file_scene_make (scene, "large", 3 * MIB);
  small = file_scene_make (scene, "small", MIB / 2);
  g_assert_true (mount_small_disk (scene->ends[1].directory));
  file_scene_up (scene);
  check_refused (scene, large, SIGHT_CALL_ERROR_FILE_SPACE);
  g_assert_cmpuint (file_scene_count (scene), ==, 0);
  check_received (scene, small);
  g_assert_cmpint (umount2 (scene->ends[1].directory, MNT_DETACH), ==, 0);
  file_scene_free (scene);
}

static void
test_full_disk (void)
{
  if (g_test_subprocess ())
    {
      test_full_disk_here ();
      return;
    }
  if (!can_mount_small_disk ())
    {
      g_test_skip ("A small disk cannot be mounted here; the limit on files is tried all the same");
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_denied (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", 1000);
  gboolean is_root = geteuid () == 0;

  file_scene_up (scene);
  g_assert_cmpint (chmod (scene->ends[1].directory, 0555), ==, 0);
  g_assert_cmpint (chmod (scene->directory, 0755), ==, 0);
  g_assert_cmpint (chmod (scene->ends[0].directory, 0755), ==, 0);
  /* Nothing is denied to root. */
  if (is_root)
    g_assert_cmpint (seteuid (65534), ==, 0);
  check_refused (scene, path, SIGHT_CALL_ERROR_FILE_DENIED);
  if (is_root)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (chmod (scene->ends[1].directory, 0755), ==, 0);
  check_received (scene, path);
  file_scene_free (scene);
}

static void
test_no_folder (void)
{
  FileScene *scene = file_scene_new ();
  g_autofree char *path = file_scene_make (scene, "a", 1000);

  file_scene_up (scene);
  g_assert_cmpint (g_rmdir (scene->ends[1].directory), ==, 0);
  check_refused (scene, path, SIGHT_CALL_ERROR_FAILED);
  file_scene_free (scene);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/file-abuse/offsets", test_offsets);
  g_test_add_func ("/call/file-abuse/more-than-agreed", test_more_than_agreed);
  g_test_add_func ("/call/file-abuse/huge", test_huge);
  g_test_add_func ("/call/file-abuse/window", test_window);
  g_test_add_func ("/call/file-abuse/unknown", test_unknown);
  g_test_add_func ("/call/file-abuse/offered-again", test_offered_again);
  g_test_add_func ("/call/file-abuse/many", test_many);
  g_test_add_func ("/call/file-abuse/listed", test_listed);
  g_test_add_func ("/call/file-abuse/mismatch", test_mismatch);
  g_test_add_func ("/call/file-abuse/names", test_names);
  g_test_add_func ("/call/file-abuse/hostile-receiver", test_hostile_receiver);
  g_test_add_func ("/call/file-abuse/file-limit", test_file_limit);
  g_test_add_func ("/call/file-abuse/full-disk", test_full_disk);
  g_test_add_func ("/call/file-abuse/denied", test_denied);
  g_test_add_func ("/call/file-abuse/no-folder", test_no_folder);

  return g_test_run ();
}
