/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-chat-stream.h"

#define BEGUN G_GINT64_CONSTANT (1700000000000)

static gint64 now;

static gint64
get_now (void)
{
  return now;
}

static SightId
make_id (char name)
{
  guint8 bytes[SIGHT_ID_BYTES] = { (guint8) name };
  SightId id;

  sight_id_from_bytes (&id, bytes);

  return id;
}

typedef struct
{
  GListStore      *messages;
  GListStore      *files[2];
  SightId          who[2];
  SightChatStream *stream;
  guint            changes;
  guint            length;   /* as those who watch it know it */
} Scene;

static void
on_items_changed (Scene *scene,
                  guint  position,
                  guint  removed,
                  guint  added)
{
  g_assert_cmpuint (position + removed, <=, scene->length);
  scene->length += added - removed;
  g_assert_cmpuint (scene->length, ==, g_list_model_get_n_items (G_LIST_MODEL (scene->stream)));
  scene->changes++;
}

static void
set_up (Scene         *scene,
        gconstpointer  data)
{
  now = BEGUN;
  scene->messages = g_list_store_new (SIGHT_TYPE_CHAT_MESSAGE);
  scene->stream = sight_chat_stream_new (G_LIST_MODEL (scene->messages), get_now);
  for (guint i = 0; i < G_N_ELEMENTS (scene->files); i++)
    {
      scene->files[i] = g_list_store_new (SIGHT_TYPE_FILE_TRANSFER);
      scene->who[i] = make_id ('a' + i);
      sight_chat_stream_add_files (scene->stream, G_LIST_MODEL (scene->files[i]), &scene->who[i]);
    }
  g_signal_connect_swapped (scene->stream, "items-changed", G_CALLBACK (on_items_changed), scene);
}

static void
tear_down (Scene         *scene,
           gconstpointer  data)
{
  g_assert_finalize_object (scene->stream);
  g_assert_finalize_object (scene->messages);
  for (guint i = 0; i < G_N_ELEMENTS (scene->files); i++)
    g_assert_finalize_object (scene->files[i]);
}

/* @who: -1 is us */
static void
say (Scene      *scene,
     int         who,
     const char *text,
     gint64      at)
{
  SightChatFields fields = { .text = text, .at = at };
  g_autoptr(SightChatMessage) message = who < 0 ? sight_chat_message_new_own (&fields)
                                                : sight_chat_message_new_received (&scene->who[who], &fields);

  g_list_store_append (scene->messages, message);
}

static void
offer (Scene      *scene,
       guint       who,
       const char *name,
       gboolean    is_outgoing)
{
  SightId id = make_id ('f');
  g_autoptr(SightFileTransfer) transfer = sight_file_transfer_new (&id, name, 10, is_outgoing);

  g_list_store_append (scene->files[who], transfer);
}

/* The rows as one text: what they say, by commas. */
static void
expect_rows (Scene      *scene,
             const char *expected)
{
  g_autoptr(GString) rows = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (scene->stream)); i++)
    {
      g_autoptr(SightChatEntry) entry = g_list_model_get_item (G_LIST_MODEL (scene->stream), i);
      SightChatMessage *message = sight_chat_entry_get_message (entry);

      g_assert_true ((message != NULL) != (sight_chat_entry_get_transfer (entry) != NULL));
      g_string_append_printf (rows, "%s%s", i > 0 ? "," : "",
                              message != NULL ? sight_chat_message_get_text (message)
                                              : sight_file_transfer_get_name (sight_chat_entry_get_transfer (entry)));
    }

  g_assert_cmpstr (rows->str, ==, expected);
}

static SightChatEntry *
get_row (Scene *scene,
         guint  position)
{
  g_autoptr(SightChatEntry) entry = g_list_model_get_item (G_LIST_MODEL (scene->stream), position);

  return entry;
}

static void
test_merge (Scene         *scene,
            gconstpointer  data)
{
  say (scene, 0, "one", BEGUN);
  offer (scene, 0, "two.txt", FALSE);
  say (scene, -1, "three", BEGUN + 1000);
  offer (scene, 1, "four.txt", TRUE);
  /* Said before what came before it: the order of the call holds. */
  say (scene, 1, "five", BEGUN + 10);
  expect_rows (scene, "one,two.txt,three,four.txt,five");

  g_assert_false (sight_chat_entry_is_own (get_row (scene, 0)));
  g_assert_false (sight_chat_entry_is_own (get_row (scene, 1)));
  g_assert_true (sight_chat_entry_is_own (get_row (scene, 2)));
  g_assert_true (sight_chat_entry_is_own (get_row (scene, 3)));
  g_assert_true (sight_chat_entry_get_files (get_row (scene, 3)) == G_LIST_MODEL (scene->files[1]));
  g_assert_cmpuint (scene->changes, ==, 5);
}

static void
test_existing (Scene         *scene,
               gconstpointer  data)
{
  g_autoptr(SightChatStream) late = NULL;

  say (scene, 0, "one", BEGUN);
  say (scene, -1, "two", BEGUN);
  late = sight_chat_stream_new (G_LIST_MODEL (scene->messages), get_now);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (late)), ==, 2);
  g_assert_cmpuint (sight_chat_stream_get_unread (late), ==, 1);
}

/* The call keeps so many messages, and an exchange so many files. */
static void
test_trim (Scene         *scene,
           gconstpointer  data)
{
  say (scene, 0, "one", BEGUN);
  offer (scene, 0, "two.txt", FALSE);
  say (scene, 0, "three", BEGUN);
  offer (scene, 0, "four.txt", FALSE);
  say (scene, 0, "five", BEGUN);

  g_list_store_splice (scene->messages, 0, 2, NULL, 0);
  expect_rows (scene, "two.txt,four.txt,five");
  g_list_store_remove (scene->files[0], 0);
  expect_rows (scene, "four.txt,five");
  g_list_store_remove (scene->files[0], 0);
  expect_rows (scene, "five");
  say (scene, 0, "six", BEGUN);
  expect_rows (scene, "five,six");
}

static void
test_leave (Scene         *scene,
            gconstpointer  data)
{
  offer (scene, 0, "one.txt", FALSE);
  sight_chat_stream_remove_files (scene->stream, G_LIST_MODEL (scene->files[0]));
  offer (scene, 0, "not seen.txt", FALSE);
  offer (scene, 1, "two.txt", FALSE);
  expect_rows (scene, "one.txt,two.txt");
}

static const char *
look_up (gpointer       data,
         const SightId *who)
{
  Scene *scene = data;

  return sight_id_equal (who, &scene->who[1]) ? "Found" : NULL;
}

static void
test_names (Scene         *scene,
            gconstpointer  data)
{
  say (scene, 0, "before the name is known", BEGUN);
  offer (scene, 0, "one.txt", FALSE);
  g_assert_null (sight_chat_entry_get_who (get_row (scene, 0)));

  sight_chat_stream_set_name (scene->stream, &scene->who[0], "Ana");
  g_assert_cmpstr (sight_chat_entry_get_who (get_row (scene, 0)), ==, "Ana");
  g_assert_cmpstr (sight_chat_entry_get_who (get_row (scene, 1)), ==, "Ana");

  /* She leaves: what she said stays hers, and so does what still comes. */
  sight_chat_stream_remove_files (scene->stream, G_LIST_MODEL (scene->files[0]));
  say (scene, 0, "on its way when she left", BEGUN);
  g_assert_cmpstr (sight_chat_entry_get_who (get_row (scene, 2)), ==, "Ana");

  say (scene, 1, "who am I?", BEGUN);
  g_assert_null (sight_chat_entry_get_who (get_row (scene, 3)));
  sight_chat_stream_set_lookup (scene->stream, look_up, scene);
  say (scene, 1, "another id", BEGUN);
  g_assert_cmpstr (sight_chat_entry_get_who (get_row (scene, 4)), ==, "Found");
}

static void
test_groups (Scene         *scene,
             gconstpointer  data)
{
  static const gboolean starts[] = { TRUE, FALSE, TRUE, FALSE, TRUE, TRUE, TRUE };

  now = BEGUN + 60 * 60 * 1000;
  say (scene, 0, "a", BEGUN);
  say (scene, 0, "b", BEGUN + 1000);
  say (scene, -1, "c", BEGUN + 2000);
  say (scene, -1, "d", BEGUN + 3000);
  say (scene, 1, "e", BEGUN + 4000);
  say (scene, 1, "after a while", BEGUN + 10 * 60 * 1000);
  offer (scene, 1, "f.txt", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    g_assert_true (sight_chat_entry_starts_group (get_row (scene, i)) == starts[i]);

  /* Whoever is the first of a group now says so. */
  g_list_store_remove (scene->messages, 0);
  g_assert_true (sight_chat_entry_starts_group (get_row (scene, 0)));
}

/* The clock of another may be wrong. */
static void
test_time (Scene         *scene,
           gconstpointer  data)
{
  now = BEGUN + 5000;
  say (scene, 0, "from before we were there", 1000);
  say (scene, 0, "right", BEGUN + 2000);
  say (scene, 0, "from the time to come", G_MAXINT64);
  offer (scene, 0, "now.txt", FALSE);

  g_assert_cmpint (sight_chat_entry_get_at (get_row (scene, 0)), ==, BEGUN);
  g_assert_cmpint (sight_chat_entry_get_at (get_row (scene, 1)), ==, BEGUN + 2000);
  g_assert_cmpint (sight_chat_entry_get_at (get_row (scene, 2)), ==, BEGUN + 5000);
  g_assert_cmpint (sight_chat_entry_get_at (get_row (scene, 3)), ==, BEGUN + 5000);
}

static void
on_unread_changed (guint *told)
{
  (*told)++;
}

static void
test_unread (Scene         *scene,
             gconstpointer  data)
{
  guint told = 0;

  g_signal_connect_swapped (scene->stream, "notify::unread", G_CALLBACK (on_unread_changed), &told);
  say (scene, 0, "one", BEGUN);
  offer (scene, 0, "two.txt", FALSE);
  g_assert_cmpuint (sight_chat_stream_get_unread (scene->stream), ==, 2);
  say (scene, -1, "our own", BEGUN);
  offer (scene, 0, "our own.txt", TRUE);
  g_assert_cmpuint (sight_chat_stream_get_unread (scene->stream), ==, 2);
  g_assert_cmpuint (told, ==, 2);

  sight_chat_stream_set_read (scene->stream, TRUE);
  g_assert_cmpuint (sight_chat_stream_get_unread (scene->stream), ==, 0);
  say (scene, 0, "before our eyes", BEGUN);
  g_assert_cmpuint (sight_chat_stream_get_unread (scene->stream), ==, 0);
  g_assert_cmpuint (told, ==, 3);

  sight_chat_stream_set_read (scene->stream, FALSE);
  say (scene, 1, "behind our back", BEGUN);
  g_assert_cmpuint (sight_chat_stream_get_unread (scene->stream), ==, 1);
  g_assert_cmpuint (told, ==, 4);
}

static void
add_test (const char *path,
          void      (*test) (Scene         *scene,
                             gconstpointer  data))
{
  g_test_add (path, Scene, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_test ("/chat-stream/merge", test_merge);
  add_test ("/chat-stream/existing", test_existing);
  add_test ("/chat-stream/trim", test_trim);
  add_test ("/chat-stream/leave", test_leave);
  add_test ("/chat-stream/names", test_names);
  add_test ("/chat-stream/groups", test_groups);
  add_test ("/chat-stream/time", test_time);
  add_test ("/chat-stream/unread", test_unread);

  return g_test_run ();
}
