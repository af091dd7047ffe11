/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "call/sight-call-error.h"
#include "call/sight-chat.h"

#define N_MESSAGES 1000
#define N_KILLS    10

static const SightId ada = { "AdaAdaAdaAdaAda0" };
static const SightId bob = { "BobBobBobBobBob0" };
static const SightId eve = { "EveEveEveEveEve0" };

/* Something said, on its way. */
typedef struct
{
  SightChatFields fields;
  char           *text;
} Packet;

typedef struct _World World;

typedef struct
{
  World     *world;
  SightId    id;
  SightChat *chat;
  guint      said;
  GQueue     out[SIGHT_CHAT_N_PATHS]; /* of Packet */
  GQueue     late;                    /* second copies, of Packet */
} Side;

/* Two people, the ways between them, and a clock. */
struct _World
{
  Side     sides[2];
  gboolean is_up[SIGHT_CHAT_N_PATHS];
  gint64   now;
  GRand   *random;
  guint    lost;
  guint    doubled;
  guint    by_path[SIGHT_CHAT_N_PATHS];
};

static Packet *
packet_new (const SightChatFields *fields)
{
  Packet *self = g_new0 (Packet, 1);

  self->fields = *fields;
  self->fields.text = self->text = g_strdup (fields->text);

  return self;
}

static void
packet_free (gpointer data)
{
  g_free (((Packet *) data)->text);
  g_free (data);
}

static void
on_send (gpointer               data,
         const SightId         *peer,
         SightChatPath          path,
         const SightChatFields *fields)
{
  Side *self = data;

  g_assert_false (sight_id_equal (peer, &self->id));
  if (!self->world->is_up[path])
    return;

  self->world->by_path[path]++;
  g_queue_push_tail (&self->out[path], packet_new (fields));
}

static World *
world_new (void)
{
  World *self = g_new0 (World, 1);

  self->now = G_USEC_PER_SEC;
  self->random = g_rand_new_with_seed (g_test_rand_int ());
  for (guint i = 0; i < 2; i++)
    {
      self->sides[i].world = self;
      self->sides[i].id = i == 0 ? ada : bob;
      self->sides[i].chat = sight_chat_new (on_send, &self->sides[i]);
      sight_chat_add_peer (self->sides[i].chat, i == 0 ? &bob : &ada);
    }

  return self;
}

static void
lose (World  *self,
      GQueue *queue)
{
  self->lost += queue->length;
  g_queue_clear_full (queue, packet_free);
}

static void
world_free (World *self)
{
  for (guint i = 0; i < 2; i++)
    {
      for (guint path = 0; path < SIGHT_CHAT_N_PATHS; path++)
        lose (self, &self->sides[i].out[path]);
      lose (self, &self->sides[i].late);
      g_assert_finalize_object (self->sides[i].chat);
    }
  g_rand_free (self->random);
  g_free (self);
}

static void
set_up (World         *self,
        SightChatPath  path,
        gboolean       up)
{
  self->is_up[path] = up;
  for (guint i = 0; i < 2; i++)
    {
      if (up)
        sight_chat_path_up (self->sides[i].chat, &self->sides[1 - i].id, path, self->now);
      else
        sight_chat_path_down (self->sides[i].chat, &self->sides[1 - i].id, path, self->now);
    }
}

/* A connection breaks with all that is on it. */
static void
kill_path (World         *self,
           SightChatPath  path)
{
  self->is_up[path] = FALSE;
  lose (self, &self->sides[0].out[path]);
  lose (self, &self->sides[1].out[path]);
  set_up (self, path, FALSE);
}

static void
deliver (World         *self,
         guint          from,
         SightChatPath  path,
         GQueue        *queue)
{
  Packet *packet = g_queue_pop_head (queue);

  if (packet == NULL)
    return;

  sight_chat_received (self->sides[1 - from].chat, &self->sides[from].id, path, &packet->fields, self->now);
  /* The server plays messages again after a connection broke. */
  if (path == SIGHT_CHAT_PATH_SERVER && queue != &self->sides[from].late && g_rand_int_range (self->random, 0, 4) == 0)
    {
      self->doubled++;
      g_queue_push_tail (&self->sides[from].late, packet);
      return;
    }
  packet_free (packet);
}

static void
say (Side *self)
{
  g_autofree char *text = g_strdup_printf ("%.3s %u", self->id.text, self->said++);
  g_autoptr(GError) error = NULL;

  sight_chat_say (self->chat, text, self->said, self->world->now, &error);
  g_assert_no_error (error);
}

static void
tick (World *self)
{
  for (guint i = 0; i < 2; i++)
    if (sight_chat_get_deadline (self->sides[i].chat) <= self->now)
      sight_chat_tick (self->sides[i].chat, self->now);
}

static void
step (World *self)
{
  Side *side = &self->sides[g_rand_int_range (self->random, 0, 2)];
  guint from = side - self->sides;

  self->now += g_rand_int_range (self->random, 0, 20000);
  switch (g_rand_int_range (self->random, 0, 6))
    {
    case 0:
      if (side->said < N_MESSAGES)
        say (side);
      break;
    case 1:
    case 2:
      deliver (self, from, SIGHT_CHAT_PATH_CHANNEL, &side->out[SIGHT_CHAT_PATH_CHANNEL]);
      break;
    case 3:
      deliver (self, from, SIGHT_CHAT_PATH_SERVER, &side->out[SIGHT_CHAT_PATH_SERVER]);
      break;
    case 4:
      if (g_rand_int_range (self->random, 0, 8) == 0)
        deliver (self, from, SIGHT_CHAT_PATH_SERVER, &side->late);
      break;
    default:
      tick (self);
      break;
    }
}

/* To the next time that something is due, with everything delivered. */
static void
settle (World *self)
{
  for (guint rounds = 0; rounds < 100000; rounds++)
    {
      gboolean busy = FALSE;
      gint64 next;

      for (guint i = 0; i < 2; i++)
        {
          for (guint path = 0; path < SIGHT_CHAT_N_PATHS; path++)
            {
              busy |= self->sides[i].out[path].length > 0;
              deliver (self, i, path, &self->sides[i].out[path]);
            }
          busy |= self->sides[i].late.length > 0;
          deliver (self, i, SIGHT_CHAT_PATH_SERVER, &self->sides[i].late);
        }
      if (busy)
        continue;

      next = MIN (sight_chat_get_deadline (self->sides[0].chat), sight_chat_get_deadline (self->sides[1].chat));
      if (next == G_MAXINT64)
        return;
      self->now = MAX (self->now, next);
      tick (self);
    }

  g_error ("The conversation does not come to rest");
}

static void
check_heard (World *self,
             guint  reader)
{
  GListModel *model = G_LIST_MODEL (self->sides[reader].chat);
  Side *writer = &self->sides[1 - reader];
  guint heard = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(SightChatMessage) message = g_list_model_get_item (model, i);
      g_autofree char *expected = g_strdup_printf ("%.3s %u", writer->id.text, heard);

      if (sight_chat_message_get_sender (message) == NULL)
        {
          g_assert_cmpint (sight_chat_message_get_state (message), ==, SIGHT_CHAT_DELIVERED);
          continue;
        }
      g_assert_true (sight_id_equal (sight_chat_message_get_sender (message), &writer->id));
      g_assert_cmpstr (sight_chat_message_get_text (message), ==, expected);
      heard++;
    }

  g_assert_cmpuint (heard, ==, writer->said);
  g_assert_cmpuint (sight_chat_get_waiting (self->sides[reader].chat, &writer->id), ==, 0);
}

/* rows: chat-again, chat-once, chat-after */
static void
test_never_lost (void)
{
  World *world = world_new ();
  guint kills = 0;

  set_up (world, SIGHT_CHAT_PATH_CHANNEL, TRUE);
  set_up (world, SIGHT_CHAT_PATH_SERVER, TRUE);
  while (world->sides[0].said < N_MESSAGES || world->sides[1].said < N_MESSAGES)
    {
      guint said = world->sides[0].said + world->sides[1].said;

      step (world);
      /* Broken ten times at moments that nobody chose, and at other times than
       * the server; without it a while each time.
       */
      if (kills < N_KILLS && said >= (kills + 1) * 2 * N_MESSAGES / (N_KILLS + 1) &&
          g_rand_int_range (world->random, 0, 50) == 0)
        {
          kill_path (world, SIGHT_CHAT_PATH_CHANNEL);
          kills++;
        }
      else if (!world->is_up[SIGHT_CHAT_PATH_CHANNEL] && g_rand_int_range (world->random, 0, 400) == 0)
        set_up (world, SIGHT_CHAT_PATH_CHANNEL, TRUE);
      else if (g_rand_int_range (world->random, 0, 1000) == 0)
        {
          if (world->is_up[SIGHT_CHAT_PATH_SERVER])
            kill_path (world, SIGHT_CHAT_PATH_SERVER);
          else
            set_up (world, SIGHT_CHAT_PATH_SERVER, TRUE);
        }
    }

  set_up (world, SIGHT_CHAT_PATH_CHANNEL, TRUE);
  settle (world);
  g_test_message ("%u kills, %u lost, %u doubled, %u by channel, %u by server", kills, world->lost, world->doubled,
                  world->by_path[SIGHT_CHAT_PATH_CHANNEL], world->by_path[SIGHT_CHAT_PATH_SERVER]);
  g_assert_cmpuint (kills, ==, N_KILLS);
  g_assert_cmpuint (world->lost, >, 0);
  g_assert_cmpuint (world->doubled, >, 0);
  g_assert_cmpuint (world->by_path[SIGHT_CHAT_PATH_SERVER], >, 0);
  check_heard (world, 0);
  check_heard (world, 1);
  world_free (world);
}

/* Nothing but the server, which takes no more than its rate. */
static void
test_server_rate (void)
{
  World *world = world_new ();
  gint64 start = world->now;

  for (guint i = 0; i < 200; i++)
    say (&world->sides[0]);
  set_up (world, SIGHT_CHAT_PATH_SERVER, TRUE);
  g_assert_cmpuint (world->sides[0].out[SIGHT_CHAT_PATH_SERVER].length, ==, SIGHT_CHAT_WINDOW);
  settle (world);

  check_heard (world, 1);
  g_assert_cmpint (world->now - start, >=, 15 * G_USEC_PER_SEC);
  g_assert_cmpint (world->now - start, <=, 30 * G_USEC_PER_SEC);
  world_free (world);
}

static SightChatFields
make (const char *id,
      const char *after,
      const char *text)
{
  SightChatFields fields = { .text = text };

  g_strlcpy (fields.id.text, id, sizeof fields.id.text);
  g_strlcpy (fields.after.text, after, sizeof fields.after.text);

  return fields;
}

static void
expect_answer (World      *world,
               const char *acknowledged)
{
  Packet *packet = g_queue_pop_head (&world->sides[0].out[SIGHT_CHAT_PATH_CHANNEL]);

  if (acknowledged == NULL)
    {
      g_assert_null (packet);
      return;
    }
  g_assert_nonnull (packet);
  g_assert_null (packet->text);
  g_assert_cmpstr (packet->fields.id.text, ==, acknowledged);
  packet_free (packet);
}

/* rows: chat-ack */
static void
test_hear (void)
{
  World *world = world_new ();
  SightChat *chat = world->sides[0].chat;
  SightChatFields one = make ("1111111111111111", "", "one\x07\n");
  SightChatFields two = make ("2222222222222222", "1111111111111111", "two");
  SightChatFields three = make ("3333333333333333", "2222222222222222", "three");
  SightChatFields stray = make ("9999999999999999", "", NULL);
  g_autoptr(SightChatMessage) first = NULL;

  world->is_up[SIGHT_CHAT_PATH_CHANNEL] = TRUE;
  sight_chat_received (chat, &bob, SIGHT_CHAT_PATH_CHANNEL, &two, world->now);
  expect_answer (world, NULL);
  sight_chat_received (chat, &bob, SIGHT_CHAT_PATH_CHANNEL, &one, world->now);
  expect_answer (world, one.id.text);
  sight_chat_received (chat, &bob, SIGHT_CHAT_PATH_CHANNEL, &three, world->now);
  expect_answer (world, NULL);
  sight_chat_received (chat, &bob, SIGHT_CHAT_PATH_CHANNEL, &one, world->now);
  expect_answer (world, one.id.text);
  sight_chat_received (chat, &bob, SIGHT_CHAT_PATH_CHANNEL, &two, world->now);
  expect_answer (world, two.id.text);
  sight_chat_received (chat, &bob, SIGHT_CHAT_PATH_CHANNEL, &stray, world->now);
  expect_answer (world, NULL);
  /* Of nobody whom we know */
  sight_chat_received (chat, &eve, SIGHT_CHAT_PATH_CHANNEL, &one, world->now);
  expect_answer (world, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat)), ==, 2);
  first = g_list_model_get_item (G_LIST_MODEL (chat), 0);
  g_assert_cmpstr (sight_chat_message_get_text (first), ==, "one\n");
  world_free (world);
}

/* rows: chat-replaced */
static void
test_replaced (void)
{
  World *world = world_new ();
  SightChat *chat = world->sides[0].chat;
  Packet *packet;

  say (&world->sides[0]);
  say (&world->sides[0]);
  sight_chat_replace_peer (chat, &bob, &eve);
  g_assert_cmpuint (sight_chat_get_waiting (chat, &eve), ==, 2);
  g_assert_cmpuint (sight_chat_get_waiting (chat, &bob), ==, 0);
  world->is_up[SIGHT_CHAT_PATH_CHANNEL] = TRUE;
  sight_chat_path_up (chat, &eve, SIGHT_CHAT_PATH_CHANNEL, world->now);

  packet = g_queue_pop_head (&world->sides[0].out[SIGHT_CHAT_PATH_CHANNEL]);
  g_assert_cmpstr (packet->text, ==, "Ada 0");
  g_assert_cmpstr (packet->fields.after.text, ==, "");
  g_assert_cmpuint (world->sides[0].out[SIGHT_CHAT_PATH_CHANNEL].length, ==, 1);
  packet_free (packet);
  world_free (world);
}

static void
test_bounds (void)
{
  World *world = world_new ();
  SightChat *chat = world->sides[0].chat;
  SightChatMessage *message;
  g_autoptr(SightChatMessage) kept = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *longest = g_strnfill (SIGHT_CHAT_TEXT_MAX, 'x');
  g_autofree char *too_long = g_strnfill (SIGHT_CHAT_TEXT_MAX + 1, 'x');

  g_assert_null (sight_chat_say (chat, "", 0, world->now, &error));
  g_assert_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (sight_chat_say (chat, too_long, 0, world->now, &error));
  g_assert_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED);
  g_clear_error (&error);

  message = sight_chat_say (chat, longest, 0, world->now, &error);
  g_assert_no_error (error);
  kept = g_object_ref (message);
  for (guint i = 1; i < SIGHT_CHAT_WAITING_MAX; i++)
    say (&world->sides[0]);
  g_assert_null (sight_chat_say (chat, "one more", 0, world->now, &error));
  g_assert_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED);
  g_clear_error (&error);

  g_assert_cmpint (sight_chat_message_get_state (kept), ==, SIGHT_CHAT_SENDING);
  sight_chat_remove_peer (chat, &bob);
  g_assert_cmpint (sight_chat_message_get_state (kept), ==, SIGHT_CHAT_MISSED);
  g_assert_null (sight_chat_say (chat, "nobody", 0, world->now, &error));
  g_assert_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED);
  world_free (world);
}

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  guint *n = user_data;

  *n += added - removed;
  /* Who follows the list sees no step that it was not told of. */
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, *n);
}

static void
test_history (void)
{
  World *world = world_new ();
  SightChat *chat = world->sides[0].chat;
  g_autoptr(SightChatMessage) first = NULL;
  guint n = 0;

  g_signal_connect (chat, "items-changed", G_CALLBACK (on_items_changed), &n);
  for (guint i = 0; i < SIGHT_CHAT_MESSAGES_MAX + 10; i++)
    {
      g_autofree char *id = g_strdup_printf ("%016u", i);
      SightChatFields fields = make (id, "", id);

      sight_chat_received (chat, &bob, SIGHT_CHAT_PATH_CHANNEL, &fields, world->now);
    }

  g_assert_cmpuint (n, ==, SIGHT_CHAT_MESSAGES_MAX);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat)), ==, SIGHT_CHAT_MESSAGES_MAX);
  first = g_list_model_get_item (G_LIST_MODEL (chat), 0);
  g_assert_cmpstr (sight_chat_message_get_text (first), ==, "0000000000000010");
  world_free (world);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/chat/never-lost", test_never_lost);
  g_test_add_func ("/call/chat/server-rate", test_server_rate);
  g_test_add_func ("/call/chat/hear", test_hear);
  g_test_add_func ("/call/chat/replaced", test_replaced);
  g_test_add_func ("/call/chat/bounds", test_bounds);
  g_test_add_func ("/call/chat/history", test_history);

  return g_test_run ();
}
