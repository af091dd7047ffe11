/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "call-scene.h"

#include "call/sight-call-error.h"
#include "call/sight-chat-message.h"
#include "file-kit.h"
#include "media/sight-media.h"

/* Files between two whole calls: the first sends to the second, except where a
 * test says otherwise.
 */

#define MIB     (1024 * 1024)
#define N_KILLS 10

typedef struct
{
  SightServer *server;
  Person      *people[2];
  char        *directory;
  char        *saved[2];   /* where each one saves */
} Scene;

static Scene *
scene_new (void)
{
  Scene *self = g_new0 (Scene, 1);
  g_autoptr(GError) error = NULL;

  self->directory = g_dir_make_tmp ("sight-call-files-XXXXXX", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      self->saved[i] = g_build_filename (self->directory, i == 0 ? "ana" : "boris", NULL);
      g_assert_cmpint (g_mkdir_with_parents (self->saved[i], 0700), ==, 0);
    }
  start_two (&self->server, self->people);

  return self;
}

static void
scene_free (Scene *self)
{
  stop_two (self->server, self->people);
  file_kit_remove (self->directory);
  g_free (self->saved[0]);
  g_free (self->saved[1]);
  g_free (self->directory);
  g_free (self);
}

static SightFileExchange *
get_files (Scene *self,
           guint  who)
{
  return sight_participant_get_files (get_other (self->people[who], 0));
}

/* Borrowed: the exchange keeps it; %NULL where there are fewer. */
static SightFileTransfer *
get_transfer (Scene *self,
              guint  who,
              guint  position)
{
  g_autoptr(SightFileTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (get_files (self, who)), position);

  return transfer;
}

static gboolean
is_in (SightFileTransfer *transfer,
       SightFileState     state)
{
  return transfer != NULL && sight_file_transfer_get_state (transfer) == state;
}

/* What @who says is offered, and comes to the other side, as the newest there. */
static SightFileTransfer *
offer (Scene      *self,
       guint       who,
       const char *path)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (get_files (self, 1 - who)));
  g_autoptr(GError) error = NULL;

  sight_call_send_file (self->people[who]->call, path, &error);
  g_assert_no_error (error);
  wait_for (SOON, get_transfer (self, 1 - who, n) != NULL);

  return get_transfer (self, 1 - who, n);
}

static void
accept (Scene             *self,
        guint              who,
        SightFileTransfer *transfer)
{
  g_assert_cmpuint (sight_file_transfer_get_state (transfer), ==, SIGHT_FILE_OFFERED);
  sight_file_exchange_accept (get_files (self, who), transfer, self->saved[who]);
}

static void
test_arrives (void)
{
  Scene *scene = scene_new ();
  g_autofree char *path = file_kit_make (scene->directory, "photo.jpg", 3 * MIB + 17);
  g_autofree char *empty = file_kit_make (scene->directory, "empty", 0);
  SightFileTransfer *transfer = offer (scene, 0, path);

  g_assert_cmpstr (sight_file_transfer_get_name (transfer), ==, "photo.jpg");
  accept (scene, 1, transfer);
  wait_for (SOON, is_in (transfer, SIGHT_FILE_DONE) && is_in (get_transfer (scene, 0, 0), SIGHT_FILE_DONE));
  file_kit_expect_equal (path, sight_file_transfer_get_path (transfer));

  transfer = offer (scene, 0, empty);
  accept (scene, 1, transfer);
  wait_for (SOON, is_in (transfer, SIGHT_FILE_DONE) && is_in (get_transfer (scene, 0, 1), SIGHT_FILE_DONE));
  file_kit_expect_equal (empty, sight_file_transfer_get_path (transfer));
  g_assert_cmpuint (file_kit_count (scene->saved[1]), ==, 2);

  scene_free (scene);
}

static void
test_declined (void)
{
  Scene *scene = scene_new ();
  g_autofree char *path = file_kit_make (scene->directory, "photo.jpg", MIB);
  SightFileTransfer *transfer = offer (scene, 0, path);

  sight_file_exchange_decline (get_files (scene, 1), transfer);
  wait_for (SOON, is_in (get_transfer (scene, 0, 0), SIGHT_FILE_DECLINED));
  g_assert_cmpuint (file_kit_count (scene->saved[1]), ==, 0);

  scene_free (scene);
}

/* Each side once, in the middle; then what remains is whole. */
static void
test_cancelled (void)
{
  Scene *scene = scene_new ();
  g_autofree char *path = file_kit_make (scene->directory, "film.webm", 64 * MIB);

  for (guint who = 0; who < 2; who++)
    {
      SightFileTransfer *transfer = offer (scene, 0, path);
      SightFileTransfer *sent = get_transfer (scene, 0, who);

      accept (scene, 1, transfer);
      wait_for (SOON, sight_file_transfer_get_done (sent) > 0);
      sight_file_exchange_cancel (get_files (scene, who), who == 0 ? sent : transfer);
      wait_for (SOON, is_in (sent, SIGHT_FILE_ENDED) && is_in (transfer, SIGHT_FILE_ENDED));
      g_assert_error (sight_file_transfer_get_error (sent), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CANCELLED);
      g_assert_error (sight_file_transfer_get_error (transfer), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CANCELLED);
      wait_for (SOON, file_kit_count (scene->saved[1]) == 0);
    }

  scene_free (scene);
}

/* The other leaves in the middle: the transfer ends, and nothing is half there. */
static void
test_gone (void)
{
  Scene *scene = scene_new ();
  g_autofree char *path = file_kit_make (scene->directory, "film.webm", 64 * MIB);
  SightFileTransfer *transfer = offer (scene, 0, path);
  g_autoptr(SightFileTransfer) sent = g_object_ref (get_transfer (scene, 0, 0));
  g_autoptr(SightFileTransfer) received = g_object_ref (transfer);
  g_autoptr(SightFileExchange) files = g_object_ref (get_files (scene, 0));
  g_autoptr(GError) error = NULL;

  accept (scene, 1, transfer);
  wait_for (SOON, sight_file_transfer_get_done (sent) > 0);
  sight_call_leave (scene->people[1]->call);
  wait_for (SOON, is_in (sent, SIGHT_FILE_ENDED) && is_in (received, SIGHT_FILE_ENDED));
  wait_for (SOON, file_kit_count (scene->saved[1]) == 0);
  wait_for (SOON, get_count (scene->people[0]) == 0);
  g_assert_null (sight_file_exchange_offer (files, path, &error));
  g_assert_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CANCELLED);

  scene_free (scene);
}

static void
test_nobody (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  Person *ana = person_new (get_host (server), CODE, "Ana");
  g_autoptr(GError) error = NULL;

  wait_for (SOON, sight_call_get_state (ana->call) == SIGHT_SIGNALING_JOINED);
  g_assert_false (sight_call_send_file (ana->call, "/etc/passwd", &error));
  g_assert_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED);

  person_free (ana);
  g_object_unref (server);
}

static void
test_not_there (void)
{
  Scene *scene = scene_new ();
  g_autofree char *path = g_build_filename (scene->directory, "nothing", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (sight_call_send_file (scene->people[0]->call, path, &error));
  g_assert_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_files (scene, 0))), ==, 0);

  scene_free (scene);
}

/* rows: f-resume, f-accept: each end loses the connection five times */
static void
test_killed (void)
{
  const gsize size = 24 * MIB;
  Scene *scene = scene_new ();
  g_autofree char *path = file_kit_make (scene->directory, "film.webm", size);
  SightFileTransfer *transfer = offer (scene, 0, path);
  gint64 done = 0;

  accept (scene, 1, transfer);
  for (guint i = 1; i <= N_KILLS; i++)
    {
      wait_for (SOON, sight_file_transfer_get_done (transfer) >= (gint64) (size / (N_KILLS + 1) * i));
      /* What is there stays there: it goes on, and does not begin again. */
      g_assert_cmpint (sight_file_transfer_get_done (transfer), >=, done);
      done = sight_file_transfer_get_done (transfer);
      wait_for (SOON, sight_participant_get_connection (get_other (scene->people[i % 2], 0)) != NULL);
      kill_connection (scene->people[i % 2], 0);
      wait_for (SOON, is_in (transfer, SIGHT_FILE_PAUSED));
      g_assert_cmpint (sight_file_transfer_get_done (transfer), >=, done);
    }
  wait_for (SOON, is_in (transfer, SIGHT_FILE_DONE) && is_in (get_transfer (scene, 0, 0), SIGHT_FILE_DONE));
  file_kit_expect_equal (path, sight_file_transfer_get_path (transfer));
  g_assert_cmpint (sight_participant_get_generation (get_other (scene->people[0], 0)), >, N_KILLS);
  g_assert_cmpuint (file_kit_count (scene->saved[1]), ==, 1);

  scene_free (scene);
}

/* Two each way, all at once. */
static void
test_both_ways (void)
{
  static const char * const names[] = { "one", "two" };
  Scene *scene = scene_new ();
  SightFileTransfer *transfers[2][2];
  char *paths[2][2];

  for (guint who = 0; who < 2; who++)
    for (guint i = 0; i < 2; i++)
      {
        g_autofree char *name = g_strdup_printf ("%s-%u", names[i], who);

        paths[who][i] = file_kit_make (scene->directory, name, 4 * MIB + 1000 * who + i);
        transfers[who][i] = offer (scene, who, paths[who][i]);
      }
  for (guint who = 0; who < 2; who++)
    for (guint i = 0; i < 2; i++)
      accept (scene, 1 - who, transfers[who][i]);
  for (guint who = 0; who < 2; who++)
    for (guint i = 0; i < 2; i++)
      {
        wait_for (SOON, is_in (transfers[who][i], SIGHT_FILE_DONE));
        file_kit_expect_equal (paths[who][i], sight_file_transfer_get_path (transfers[who][i]));
        g_free (paths[who][i]);
      }

  scene_free (scene);
}

/* Sound that is sent, and what of it has come, in milliseconds of sound. */
static gint64
get_sent_ms (Source *tone)
{
  gint64 position = 0;

  gst_element_query_position (tone->pipeline, GST_FORMAT_TIME, &position);

  return position / GST_MSECOND;
}

static gint64
get_heard_ms (SightFrameCounter *sink)
{
  g_autoptr(GstSample) last = sight_frame_counter_get_last (sink);
  guint64 duration = last != NULL ? GST_BUFFER_DURATION (gst_sample_get_buffer (last)) / GST_MSECOND : 0;

  return duration * sight_frame_counter_get_count (sink);
}

/* How much of the file comes between saying something and hearing it. */
static gint64
measure_word (Scene             *self,
              SightFileTransfer *transfer,
              guint              number)
{
  gint64 before = sight_file_transfer_get_done (transfer);
  g_autofree char *word = g_strdup_printf ("%u", number);

  say_chat (self->people[0], word);
  wait_for (SOON, has_heard (self->people[1], number, word));

  return sight_file_transfer_get_done (transfer) - before;
}

/* rows: f-yield: a file stands behind nothing that is said or heard. What it
 * may be ahead of its receiver, and no more, is in front of a word; and the
 * sound comes as it is sent.
 */
static void
test_yields (void)
{
  Scene *scene = scene_new ();
  g_autofree char *path = file_kit_make (scene->directory, "film.webm", 48 * MIB);
  Source *tone = source_new_tone (440);
  SightFrameCounter *sink = sight_frame_counter_new (NULL);
  SightFileTransfer *transfer;
  gint64 sent, heard, most = 0;
  guint n = 0;

  sight_call_set_feed (scene->people[0]->call, SIGHT_LINE_MICROPHONE, tone->feed);
  sight_participant_set_sink (get_other (scene->people[1], 0), SIGHT_LINE_MICROPHONE, SIGHT_SINK (sink));
  wait_for (SOON, sight_frame_counter_get_count (sink) > 50);
  transfer = offer (scene, 0, path);
  accept (scene, 1, transfer);
  wait_for (SOON, sight_file_transfer_get_done (transfer) > 0);

  sent = get_sent_ms (tone);
  heard = get_heard_ms (sink);
  while (is_in (transfer, SIGHT_FILE_RUNNING))
    most = MAX (most, measure_word (scene, transfer, n++));
  sent = get_sent_ms (tone) - sent;
  heard = get_heard_ms (sink) - heard;
  g_test_message ("at most %" G_GINT64_FORMAT " KiB before each of %u words; %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                  " ms of sound, %" G_GINT64_FORMAT " KiB there", most / 1024, n, heard, sent,
                  sight_file_transfer_get_done (transfer) / 1024);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpint (most, <=, MIB);
  g_assert_cmpfloat ((double) heard / sent, >=, 0.8);

  wait_for (SOON, is_in (transfer, SIGHT_FILE_DONE));
  sight_call_set_feed (scene->people[0]->call, SIGHT_LINE_MICROPHONE, NULL);
  scene_free (scene);
  wait_for (SOON, G_OBJECT (sink)->ref_count == 1);
  g_object_unref (sink);
  source_free (tone);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/call/files/arrives", test_arrives);
  g_test_add_func ("/call/files/declined", test_declined);
  g_test_add_func ("/call/files/cancelled", test_cancelled);
  g_test_add_func ("/call/files/gone", test_gone);
  g_test_add_func ("/call/files/nobody", test_nobody);
  g_test_add_func ("/call/files/not-there", test_not_there);
  g_test_add_func ("/call/files/killed", test_killed);
  g_test_add_func ("/call/files/both-ways", test_both_ways);
  g_test_add_func ("/call/files/yields", test_yields);

  return g_test_run ();
}
