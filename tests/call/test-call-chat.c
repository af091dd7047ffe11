/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "call-scene.h"

#include "call/sight-chat-message.h"
#include "media/sight-media.h"

/* What people write to each other in whole calls, over whatever carries it. */

#define N_MESSAGES 1000 /* each way */
#define N_KILLS    10

static void
say_numbers (Person *people[2],
             guint   from,
             guint   to)
{
  for (guint i = from; i < to; i++)
    for (guint who = 0; who < 2; who++)
      {
        g_autofree char *text = g_strdup_printf ("%u of %u", i, who);

        say_chat (people[who], text);
      }
}

static guint
count_chat (Person *self)
{
  return g_list_model_get_n_items (sight_call_get_chat (self->call));
}

/* Each number of each sender once, and in order. */
static void
expect_all (Person *self,
            guint   n)
{
  GListModel *chat = sight_call_get_chat (self->call);
  guint next[2] = { 0, };

  for (guint i = 0; i < g_list_model_get_n_items (chat); i++)
    {
      g_autoptr(SightChatMessage) message = g_list_model_get_item (chat, i);
      guint number, who;

      g_assert_cmpint (sscanf (sight_chat_message_get_text (message), "%u of %u", &number, &who), ==, 2);
      g_assert_cmpuint (who, <, 2);
      g_assert_cmpuint (number, ==, next[who]++);
    }
  g_assert_cmpuint (next[0], ==, n);
  g_assert_cmpuint (next[1], ==, n);
}

/* Nobody waits for an acknowledgement any more. */
static gboolean
are_heard (Person *self)
{
  GListModel *chat = sight_call_get_chat (self->call);

  for (guint i = 0; i < g_list_model_get_n_items (chat); i++)
    {
      g_autoptr(SightChatMessage) message = g_list_model_get_item (chat, i);

      if (sight_chat_message_get_state (message) == SIGHT_CHAT_SENDING)
        return FALSE;
    }

  return TRUE;
}

/* Both play the same connection, which is a new one. */
static gboolean
are_together (Person *people[2],
              gint64  after)
{
  gint64 generation = sight_participant_get_generation (get_other (people[0], 0));

  return generation > after && generation == sight_participant_get_generation (get_other (people[1], 0));
}

/* rows: chat-ack, chat-again, chat-once, chat-after: each end loses the
 * connection five times while both write
 */
static void
test_killed (void)
{
  const guint part = N_MESSAGES / N_KILLS;
  SightServer *server;
  Person *people[2];
  gint64 generation = 0;
  guint n;

  start_two (&server, people);
  for (guint i = 0; i < N_KILLS; i++)
    {
      wait_for (SOON, are_together (people, generation));
      generation = sight_participant_get_generation (get_other (people[0], 0));
      say_numbers (people, i * part, i * part + part / 2);
      /* In the middle of them: some have come and their acknowledgements have
       * not, some are on their way, some are not said.
       */
      n = count_chat (people[1 - i % 2]);
      wait_for (SOON, count_chat (people[1 - i % 2]) > n);
      kill_connection (people[i % 2], 0);
      say_numbers (people, i * part + part / 2, (i + 1) * part);
    }
  for (guint who = 0; who < 2; who++)
    wait_for (SOON, count_chat (people[who]) >= 2 * N_MESSAGES && are_heard (people[who]));
  for (guint who = 0; who < 2; who++)
    expect_all (people[who], N_MESSAGES);
  g_assert_cmpint (generation, >=, N_KILLS);

  stop_two (server, people);
}

/* No connection ever comes about: everything goes through the server. */
static void
test_server_only (void)
{
  const guint n = 100;
  SightServer *server = start_server ("127.0.0.1:0");
  Person *people[2];

  people[0] = person_new (get_host (server), CODE, "Ana");
  wait_for (SOON, sight_call_get_state (people[0]->call) == SIGHT_SIGNALING_JOINED);
  people[1] = person_new_unreachable (get_host (server), CODE, "Boris");
  for (guint who = 0; who < 2; who++)
    wait_for (SOON, get_count (people[who]) == 1 && sight_participant_get_name (get_other (people[who], 0)) != NULL);
  say_numbers (people, 0, n);
  for (guint who = 0; who < 2; who++)
    wait_for (SOON, count_chat (people[who]) >= 2 * n && are_heard (people[who]));
  for (guint who = 0; who < 2; who++)
    {
      expect_all (people[who], n);
      g_assert_null (sight_participant_get_connection (get_other (people[who], 0)));
    }

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

  g_test_add_func ("/call/chat/killed", test_killed);
  g_test_add_func ("/call/chat/server-only", test_server_only);

  return g_test_run ();
}
