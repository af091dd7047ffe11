/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "call-scene.h"

#include "call/sight-call-error.h"
#include "call/sight-network-watch.h"
#include "call/sight-web-socket.h"
#include "media/sight-media.h"

#include <string.h>

static void
test_two (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  Person *ana = person_new (get_host (server), CODE, "Ana");
  Person *boris;

  wait_for (SOON, sight_call_get_state (ana->call) == SIGHT_SIGNALING_JOINED);
  boris = person_new (get_host (server), CODE, "Boris");
  wait_for (SOON, is_live (ana, 0) && is_live (boris, 0));
  g_assert_cmpstr (sight_participant_get_name (get_other (ana, 0)), ==, "Boris");
  g_assert_cmpstr (sight_participant_get_name (get_other (boris, 0)), ==, "Ana");
  g_assert_true (sight_call_is_host (ana->call));
  g_assert_false (sight_call_is_host (boris->call));

  expect_picture (ana, 0);
  expect_picture (boris, 0);

  /* What one does, the other sees. */
  wait_for (SOON, sight_participant_sends (get_other (ana, 0), SIGHT_LINE_CAMERA));
  sight_call_set_feed (boris->call, SIGHT_LINE_CAMERA, NULL);
  wait_for (SOON, !sight_participant_sends (get_other (ana, 0), SIGHT_LINE_CAMERA));

  person_free (boris);
  wait_for (SOON, get_count (ana) == 0);
  person_free (ana);
  g_object_unref (server);
}

/* Who has prepared is in no room before the click. */
static void
test_prepared (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  Person *ana = person_new (get_host (server), CODE, "Ana");
  g_autofree char *url = g_strdup_printf ("ws://%s/signal", get_host (server));
  g_autoptr(SightWebSocket) socket = sight_web_socket_new (url);
  const SightCallConfig config = { .kind = SIGHT_KIND_APP };
  SightCall *call = sight_call_new (SIGHT_SOCKET (socket), CODE, &config, NULL);

  sight_call_prepare (call);
  wait_for (SOON, sight_call_get_state (ana->call) == SIGHT_SIGNALING_JOINED);
  wait_for (SOON, sight_server_get_stats (server)->sessions == 2);
  g_assert_cmpint (sight_call_get_state (call), ==, SIGHT_SIGNALING_IDLE);
  g_assert_cmpuint (get_count (ana), ==, 0);

  sight_call_set_name (call, "Boris");
  sight_call_join (call);
  wait_for (SOON, is_live (ana, 0));
  g_assert_cmpstr (sight_participant_get_name (get_other (ana, 0)), ==, "Boris");

  sight_call_leave (call);
  wait_for (SOON, G_OBJECT (call)->ref_count == 1);
  g_object_unref (call);
  wait_for (SOON, get_count (ana) == 0);
  person_free (ana);
  g_object_unref (server);
}

static void
test_three (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  Person *people[3];

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    people[i] = person_new (get_host (server), CODE, "Somebody");
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    wait_for (SOON, is_live (people[i], 0) && is_live (people[i], 1));
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      expect_picture (people[i], 0);
      expect_picture (people[i], 1);
    }

  /* One goes, and disturbs nobody. */
  person_free (people[0]);
  wait_for (SOON, get_count (people[1]) == 1 && get_count (people[2]) == 1);
  expect_picture (people[1], 0);
  expect_picture (people[2], 0);

  person_free (people[1]);
  person_free (people[2]);
  g_object_unref (server);
}

/* Of another room nothing is heard. */
static void
test_other_room (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  Person *ana = person_new (get_host (server), CODE, "Ana");
  Person *eve = person_new (get_host (server), "7hse4qpa9xtmk3vd", "Eve");

  wait_for (SOON, sight_call_get_state (ana->call) == SIGHT_SIGNALING_JOINED);
  wait_for (SOON, sight_call_get_state (eve->call) == SIGHT_SIGNALING_JOINED);
  g_assert_cmpuint (sight_server_get_stats (server)->rooms, ==, 2);
  g_assert_cmpuint (get_count (ana) + get_count (eve), ==, 0);

  person_free (ana);
  person_free (eve);
  g_object_unref (server);
}

static void
on_knock (SightCall  *call,
          const char *id,
          const char *name,
          char      **knocker)
{
  SightId who;

  if (name == NULL)
    return;

  g_free (*knocker);
  *knocker = g_strdup (name);
  g_assert_true (sight_id_parse (&who, id, strlen (id)));
  sight_call_answer_knock (call, &who, TRUE);
}

/* rows: lock-knock, knock-relay: the host sees a name before it decides */
static void
test_knock (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  Person *ana = person_new (get_host (server), CODE, "Ana");
  g_autofree char *knocker = NULL;
  Person *boris;

  wait_for (SOON, sight_call_get_state (ana->call) == SIGHT_SIGNALING_JOINED);
  sight_call_set_locked (ana->call, TRUE);
  wait_for (SOON, sight_call_is_locked (ana->call));
  g_signal_connect (ana->call, "knock", G_CALLBACK (on_knock), &knocker);

  boris = person_new (get_host (server), CODE, "Boris");
  wait_for (SOON, is_live (ana, 0) && is_live (boris, 0));
  g_assert_cmpstr (knocker, ==, "Boris");
  expect_picture (boris, 0);

  person_free (boris);
  person_free (ana);
  g_object_unref (server);
}

static void
say_me (Person        *self,
        guint          position,
        const SightId *id)
{
  const SightControlMessage message = { .kind = SIGHT_CONTROL_ME, .me = *id };

  g_assert_true (sight_participant_say_control (get_other (self, position), &message));
}

/* rows: me-lost, me-other: who says that it is Boris, us, or somebody who is
 * still to come, and is known to the server as somebody else, stays that.
 */
static void
test_impostor (void)
{
  SightServer *server;
  Person *people[2];
  Person *eve;
  SightId nobody = { "NobodyNobody0000" };
  SightId before;
  guint position;

  start_two (&server, people);
  eve = person_new (get_host (server), CODE, "Eve");
  for (guint i = 0; i < 2; i++)
    wait_for (SOON, is_live (people[i], 0) && is_live (people[i], 1));
  wait_for (SOON, is_live (eve, 0) && is_live (eve, 1));
  position = sight_id_equal (sight_participant_get_id (get_other (eve, 0)), sight_call_get_id (people[0]->call)) ? 0 : 1;
  before = *sight_call_get_id (eve->call);

  say_me (eve, position, sight_call_get_id (people[1]->call));
  say_me (eve, position, sight_call_get_id (people[0]->call));
  say_me (eve, position, &nobody);
  say_chat (eve, "well?");
  wait_for (SOON, has_heard (people[0], 0, "well?"));
  g_assert_cmpuint (get_count (people[0]), ==, 2);
  g_assert_nonnull (sight_call_find (people[0]->call, &before));
  g_assert_nonnull (sight_call_find (people[0]->call, sight_call_get_id (people[1]->call)));
  expect_picture (people[0], 0);
  expect_picture (people[0], 1);

  person_free (eve);
  wait_for (SOON, get_count (people[0]) == 1 && get_count (people[1]) == 1);
  stop_two (server, people);
}

/* rows: ev-failed-gone */
static void
test_failed_gone (void)
{
  SightServer *server;
  Person *people[2];
  SightSealedMessage message = { .kind = SIGHT_SEALED_CLOSE, .generation = 1 };

  start_two (&server, people);
  message.closed = SIGHT_CLOSED_SECURITY;
  g_signal_emit_by_name (get_other (people[1], 0), "say", &message);
  wait_for (SOON, sight_participant_get_state (get_other (people[0], 0)) == SIGHT_PAIR_FAILED);
  g_assert_error (sight_participant_get_error (get_other (people[0], 0)), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY);

  stop_two (server, people);
}

/* rows: m-state: what one does, the other sees, server or not */
static void
test_state_without_server (void)
{
  SightServer *server;
  Person *people[2];

  start_two (&server, people);
  wait_for (SOON, sight_participant_sends (get_other (people[0], 0), SIGHT_LINE_CAMERA));
  g_object_unref (server);
  for (guint i = 0; i < 2; i++)
    wait_for (SOON, sight_call_get_state (people[i]->call) == SIGHT_SIGNALING_RECONNECTING);
  sight_call_set_feed (people[1]->call, SIGHT_LINE_CAMERA, NULL);
  wait_for (SOON, !sight_participant_sends (get_other (people[0], 0), SIGHT_LINE_CAMERA));

  person_free (people[1]);
  person_free (people[0]);
}

static void
say_close (SightParticipant *participant)
{
  const SightControlMessage message = { .kind = SIGHT_CONTROL_CLOSE, .closed = SIGHT_CLOSED_LEFT };

  sight_participant_say_control (participant, &message);
}

/* rows: m-close: the other is told without the server */
static void
test_close_without_server (void)
{
  SightServer *server;
  Person *people[2];

  start_two (&server, people);
  say_close (get_other (people[1], 0));
  wait_for (SOON, get_count (people[0]) == 0);

  person_free (people[1]);
  person_free (people[0]);
  g_object_unref (server);
}

/* rows: m-me, ev-found: the server dies and another one takes its place. The
 * pictures do not stop, no connection is made anew, and all is well with the
 * server in the end.
 */
static void
test_server_restarted (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  g_autofree char *host = g_strdup (get_host (server));
  Person *people[2];
  SightPeerConnection *connections[2];
  SightFrameCounter *sink = sight_frame_counter_new (NULL);
  guint64 count;

  for (guint i = 0; i < 2; i++)
    people[i] = person_new (host, CODE, i == 0 ? "Ana" : "Boris");
  for (guint i = 0; i < 2; i++)
    wait_for (SOON, is_live (people[i], 0));
  for (guint i = 0; i < 2; i++)
    connections[i] = sight_participant_get_connection (get_other (people[i], 0));
  sight_participant_set_sink (get_other (people[0], 0), SIGHT_LINE_CAMERA, SIGHT_SINK (sink));

  g_object_unref (server);
  for (guint i = 0; i < 2; i++)
    wait_for (SOON, sight_call_get_state (people[i]->call) == SIGHT_SIGNALING_RECONNECTING);
  count = sight_frame_counter_get_count (sink);
  wait_for (SOON, sight_frame_counter_get_count (sink) > count + 10);

  server = start_server (host);
  for (guint i = 0; i < 2; i++)
    {
      wait_for (SOON, sight_call_get_state (people[i]->call) == SIGHT_SIGNALING_JOINED);
      wait_for (SOON, get_count (people[i]) == 1 &&
                        sight_id_equal (sight_participant_get_id (get_other (people[i], 0)),
                                        sight_call_get_id (people[1 - i]->call)));
    }
  count = sight_frame_counter_get_count (sink);
  wait_for (SOON, sight_frame_counter_get_count (sink) > count + 10);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (is_live (people[i], 0));
      g_assert_true (sight_participant_get_connection (get_other (people[i], 0)) == connections[i]);
    }

  /* As if they had never been lost: a connection that dies is made anew, through
   * the new server.
   */
  kill_connection (people[1], 0);
  for (guint i = 0; i < 2; i++)
    wait_for (SOON, is_live (people[i], 0) && sight_participant_get_generation (get_other (people[i], 0)) == 2);
  count = sight_frame_counter_get_count (sink);
  wait_for (SOON, sight_frame_counter_get_count (sink) > count + 10);

  person_free (people[1]);
  wait_for (SOON, get_count (people[0]) == 0);
  person_free (people[0]);
  g_object_unref (sink);
  g_object_unref (server);
}

/* rows: ev-network, ev-verified-next: on another network the connection is made
 * anew, and the pictures go on
 */
static void
test_network_changed (void)
{
  SightServer *server;
  Person *people[2];

  start_two (&server, people);
  g_signal_emit_by_name (sight_network_watch_get (), "changed");
  for (guint i = 0; i < 2; i++)
    wait_for (SOON, sight_participant_get_generation (get_other (people[i], 0)) >= 2);
  for (guint i = 0; i < 2; i++)
    expect_picture (people[i], 0);

  stop_two (server, people);
}

/* Who is kept longer than the call has gone, and can still be asked. */
static void
test_kept (void)
{
  SightServer *server;
  Person *people[2];
  g_autoptr(SightParticipant) kept = NULL;

  start_two (&server, people);
  kept = g_object_ref (get_other (people[1], 0));
  /* Without a word. */
  wait_for (SOON, G_OBJECT (people[1]->call)->ref_count == 1);
  g_assert_finalize_object (people[1]->call);
  g_assert_cmpuint (sight_participant_get_state (kept), ==, SIGHT_PAIR_CLOSED);
  g_assert_null (sight_participant_get_connection (kept));
  g_assert_cmpstr (sight_participant_get_name (kept), ==, "Ana");
  sight_participant_update_feed (kept, SIGHT_LINE_CAMERA);
  sight_participant_set_sink (kept, SIGHT_LINE_CAMERA, NULL);
  g_object_run_dispose (G_OBJECT (kept));
  sight_participant_update_feed (kept, SIGHT_LINE_CAMERA);

  wait_for (SOON, G_OBJECT (people[1]->camera->feed)->ref_count == 1);
  source_free (people[1]->camera);
  g_free (people[1]);
  person_free (people[0]);
  g_object_unref (server);
}

/* rows: chat-ack, chat-again: while the server is there, while it is not, and
 * after it was replaced
 */
static void
test_chat (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  g_autofree char *host = g_strdup (get_host (server));
  Person *ana = person_new (host, CODE, "Ana");
  Person *boris;

  wait_for (SOON, sight_call_get_state (ana->call) == SIGHT_SIGNALING_JOINED);
  boris = person_new (host, CODE, "Boris");
  wait_for (SOON, is_live (ana, 0) && is_live (boris, 0));

  say_chat (ana, "hello");
  wait_for (SOON, has_heard (boris, 0, "hello"));
  say_chat (boris, "good day");
  wait_for (SOON, has_heard (ana, 1, "good day"));

  g_object_unref (server);
  wait_for (SOON, sight_call_get_state (ana->call) == SIGHT_SIGNALING_RECONNECTING);
  say_chat (ana, "the server is gone");
  wait_for (SOON, has_heard (boris, 2, "the server is gone"));

  server = start_server (host);
  wait_for (SOON, sight_id_equal (sight_participant_get_id (get_other (ana, 0)), sight_call_get_id (boris->call)) &&
                    sight_id_equal (sight_participant_get_id (get_other (boris, 0)), sight_call_get_id (ana->call)));
  say_chat (boris, "and back");
  wait_for (SOON, has_heard (ana, 3, "and back"));
  g_assert_cmpuint (g_list_model_get_n_items (sight_call_get_chat (ana->call)), ==, 4);
  g_assert_cmpuint (g_list_model_get_n_items (sight_call_get_chat (boris->call)), ==, 4);

  person_free (boris);
  person_free (ana);
  g_object_unref (server);
}

static void
on_reacted (GObject *who,
            guint    reaction,
            GArray  *reactions)
{
  g_array_append_val (reactions, reaction);
}

static void
say_raw (SightParticipant *participant,
         const char       *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (text, strlen (text));

  g_assert_true (sight_participant_send (participant, SIGHT_DATA_CONTROL, bytes));
}

/* rows: react-words, react-said, react-taken: what is said is shown at both
 * ends, what is not known and what is too much harms nobody
 */
static void
test_reactions (void)
{
  g_autoptr(GArray) seen = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GArray) own = g_array_new (FALSE, FALSE, sizeof (guint));
  SightServer *server;
  Person *people[2];

  start_two (&server, people);
  g_signal_connect (get_other (people[0], 0), "reacted", G_CALLBACK (on_reacted), seen);
  g_signal_connect (people[1]->call, "reacted", G_CALLBACK (on_reacted), own);

  say_raw (get_other (people[1], 0), "{\"k\":\"react\",\"r\":\"moo\"}");
  say_raw (get_other (people[1], 0), "{\"k\":\"react\",\"r\":\"\xf0\x9f\x90\x84\"}");
  for (guint i = 0; i < SIGHT_REACTION_SAID_MAX; i++)
    g_assert_true (sight_call_react (people[1]->call, SIGHT_REACTION_LIKE + i));
  g_assert_false (sight_call_react (people[1]->call, SIGHT_REACTION_LIKE));
  wait_for (SOON, seen->len == SIGHT_REACTION_SAID_MAX);
  g_assert_cmpuint (own->len, ==, seen->len);
  for (guint i = 0; i < seen->len; i++)
    {
      g_assert_cmpuint (g_array_index (seen, guint, i), ==, SIGHT_REACTION_LIKE + i);
      g_assert_cmpuint (g_array_index (own, guint, i), ==, SIGHT_REACTION_LIKE + i);
    }

  for (guint i = 0; i < 3 * SIGHT_REACTION_TAKEN_MAX; i++)
    say_raw (get_other (people[1], 0), "{\"k\":\"react\",\"r\":\"sad\"}");
  say_chat (people[1], "and the channel lives");
  wait_for (SOON, has_heard (people[0], 0, "and the channel lives"));
  g_assert_cmpuint (seen->len, <, 2 * SIGHT_REACTION_TAKEN_MAX);

  g_signal_handlers_disconnect_by_data (get_other (people[0], 0), seen);
  g_signal_handlers_disconnect_by_data (people[1]->call, own);
  stop_two (server, people);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/call/call/two", test_two);
  g_test_add_func ("/call/call/prepared", test_prepared);
  g_test_add_func ("/call/call/three", test_three);
  g_test_add_func ("/call/call/other-room", test_other_room);
  g_test_add_func ("/call/call/knock", test_knock);
  g_test_add_func ("/call/call/server-restarted", test_server_restarted);
  g_test_add_func ("/call/call/impostor", test_impostor);
  g_test_add_func ("/call/call/state-without-server", test_state_without_server);
  g_test_add_func ("/call/call/close-without-server", test_close_without_server);
  g_test_add_func ("/call/call/failed-gone", test_failed_gone);
  g_test_add_func ("/call/call/network-changed", test_network_changed);
  g_test_add_func ("/call/call/kept", test_kept);
  g_test_add_func ("/call/call/chat", test_chat);

  g_test_add_func ("/call/call/reactions", test_reactions);

  return g_test_run ();
}
