/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "../call/call-scene.h"
#include "app/sight-call-herald.h"
#include "app/sight-call-news.h"
#include "media/sight-media.h"

/* Ana's. */
typedef struct
{
  SightServer     *server;
  Person          *people[2];
  SightCallHerald *herald;
  GPtrArray       *said;
} Scene;

static void
on_said (SightCallHerald *herald,
         const char      *sentence,
         GPtrArray       *said)
{
  g_ptr_array_add (said, g_strdup (sentence));
}

static gboolean
was_said (Scene      *scene,
          const char *sentence)
{
  return g_ptr_array_find_with_equal_func (scene->said, sentence, g_str_equal, NULL);
}

static void
scene_start (Scene *scene)
{
  start_two (&scene->server, scene->people);
  scene->said = g_ptr_array_new_with_free_func (g_free);
  scene->herald = sight_call_herald_new (scene->people[0]->call);
  g_signal_connect (scene->herald, "said", G_CALLBACK (on_said), scene->said);
}

static void
scene_stop (Scene *scene)
{
  g_assert_finalize_object (scene->herald);
  g_ptr_array_unref (scene->said);
  stop_two (scene->server, scene->people);
}

static void
assert_text (char       *text,
             const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static gboolean
has_text (char *text)
{
  gboolean has = text != NULL;

  g_free (text);

  return has;
}

/* All is well: nothing is said above the call. Then a hand, and the room. */
static void
test_hands (void)
{
  Scene scene;
  SightCall *call;

  scene_start (&scene);
  call = scene.people[0]->call;
  assert_text (sight_call_news_get_reconnecting (call, 0), NULL);
  assert_text (sight_call_news_get_server_lost (call), NULL);
  assert_text (sight_call_news_get_security (call), NULL);
  assert_text (sight_call_news_get_hands (call), NULL);
  assert_text (sight_call_news_get_locked (call), NULL);

  sight_call_set_hand (scene.people[1]->call, TRUE);
  wait_for (SOON, has_text (sight_call_news_get_hands (call)));
  assert_text (sight_call_news_get_hands (call), "Hand raised: Boris");
  g_assert_true (was_said (&scene, "Boris raises a hand"));
  sight_call_set_hand (scene.people[1]->call, FALSE);
  wait_for (SOON, !has_text (sight_call_news_get_hands (call)));

  sight_call_set_locked (call, TRUE);
  wait_for (SOON, has_text (sight_call_news_get_locked (call)));
  g_assert_true (was_said (&scene, "The room is locked"));
  scene_stop (&scene);
}

static guint
count_said (Scene      *scene,
            const char *sentence)
{
  guint n = 0;

  for (guint i = 0; i < scene->said->len; i++)
    n += g_str_equal (g_ptr_array_index (scene->said, i), sentence);

  return n;
}

/* Many at once are one sentence; one's own are confirmed. */
static void
test_reactions (void)
{
  Scene scene;

  scene_start (&scene);
  for (guint i = 0; i < 3; i++)
    sight_call_react (scene.people[1]->call, SIGHT_REACTION_CLAP);
  say_chat (scene.people[1], "enough");
  wait_for (SOON, was_said (&scene, "Boris writes: enough"));
  g_assert_cmpuint (count_said (&scene, "Boris reacts: Applause"), ==, 1);

  sight_call_react (scene.people[0]->call, SIGHT_REACTION_LIKE);
  g_assert_true (was_said (&scene, "You react: Thumbs Up"));
  scene_stop (&scene);
}

/* Who waits at the door is named as soon as the name is known. */
static void
test_door (void)
{
  Person *carla;
  Scene scene;

  scene_start (&scene);
  sight_call_set_locked (scene.people[0]->call, TRUE);
  wait_for (SOON, sight_call_is_locked (scene.people[0]->call));
  carla = person_new (get_host (scene.server), CODE, "Carla");
  wait_for (SOON, was_said (&scene, "Carla waits to be let in"));
  person_free (carla);
  scene_stop (&scene);
}

/* Who was here is said to have left; who never was is not. */
static void
test_left (void)
{
  Scene scene;

  scene_start (&scene);
  sight_call_leave (scene.people[1]->call);
  wait_for (SOON, get_count (scene.people[0]) == 0);
  g_assert_true (was_said (&scene, "Boris has left"));
  scene_stop (&scene);
}

/* The connection breaks and heals by itself. */
static void
test_stalled (void)
{
  Scene scene;
  SightCall *call;

  scene_start (&scene);
  call = scene.people[0]->call;
  kill_connection (scene.people[0], 0);
  kill_connection (scene.people[1], 0);
  wait_for (SOON, sight_call_news_is_reconnecting (call));
  g_assert_true (was_said (&scene, "Reconnecting to Boris"));
  assert_text (sight_call_news_get_reconnecting (call, 0), "Reconnecting to Boris");
  assert_text (sight_call_news_get_reconnecting (call, 1), "Reconnecting to Boris: 1 second");
  assert_text (sight_call_news_get_reconnecting (call, 7), "Reconnecting to Boris: 7 seconds");
  wait_for (SOON, was_said (&scene, "Boris is back"));
  g_assert_false (sight_call_news_is_reconnecting (call));
  scene_stop (&scene);
}

/* The call outlives its server, and says so. */
static void
test_server_lost (void)
{
  Scene scene;
  SightCall *call;
  g_autofree char *text = NULL;

  scene_start (&scene);
  call = scene.people[0]->call;
  g_clear_object (&scene.server);
  wait_for (SOON, has_text (sight_call_news_get_server_lost (call)));
  text = sight_call_news_get_server_lost (call);
  g_assert_true (g_str_has_prefix (text, "The server is not there"));
  g_assert_nonnull (strstr (text, "he call goes on"));
  g_assert_true (was_said (&scene, "The server is not there. The call goes on"));

  g_assert_finalize_object (scene.herald);
  g_ptr_array_unref (scene.said);
  person_free (scene.people[0]);
  person_free (scene.people[1]);
}

/* Emoji that are not equal: somebody may be in between. */
static void
test_security (void)
{
  Scene scene;
  SightCall *call;
  g_autofree char *text = NULL;

  scene_start (&scene);
  call = scene.people[0]->call;
  wait_for (SOON, sight_participant_get_verification (get_other (scene.people[0], 0)) != NULL);
  sight_participant_confirm (get_other (scene.people[0], 0), FALSE);
  wait_for (SOON, has_text (sight_call_news_get_security (call)));
  text = sight_call_news_get_security (call);
  g_assert_true (g_str_has_prefix (text, "Boris: "));
  g_assert_true (was_said (&scene, "The connection to Boris failed"));
  scene_stop (&scene);
}

static void
test_knock (void)
{
  assert_text (sight_call_news_get_knock ("Ana", 0), "Ana wants to come in");
  assert_text (sight_call_news_get_knock (NULL, 0), "Somebody wants to come in");
  assert_text (sight_call_news_get_knock ("Ana", 1), "Ana and 1 other want to come in");
  assert_text (sight_call_news_get_knock ("Ana", 3), "Ana and 3 others want to come in");
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/call-news/knock", test_knock);
  g_test_add_func ("/call-news/hands", test_hands);
  g_test_add_func ("/call-news/reactions", test_reactions);
  g_test_add_func ("/call-news/door", test_door);
  g_test_add_func ("/call-news/left", test_left);
  g_test_add_func ("/call-news/stalled", test_stalled);
  g_test_add_func ("/call-news/server-lost", test_server_lost);
  g_test_add_func ("/call-news/security", test_security);

  return g_test_run ();
}
