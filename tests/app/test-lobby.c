/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-level-watch.h"
#include "app/sight-lobby-words.h"
#include "media/sight-sound-level.h"

#define MS    G_TIME_SPAN_MILLISECOND
#define SPEAK (-20.0)
#define ROOM  (-62.0)

/* As a microphone tells it: ten times a second. */
static gint64
hear (SightLevelWatch *watch,
      gint64           from,
      guint            ms,
      double           level)
{
  for (guint i = 0; i < ms; i += 100)
    sight_level_watch_update (watch, level, from + i * MS);

  return from + ms * MS;
}

static void
test_talking (void)
{
  SightLevelWatch watch;
  gint64 now = 1000 * MS;

  sight_level_watch_init (&watch, now);
  now = hear (&watch, now, 1000, ROOM);
  g_assert_false (sight_level_watch_is_talking (&watch, now));
  /* A door is no word. */
  now = hear (&watch, now, 200, SPEAK);
  now = hear (&watch, now, 1000, ROOM);
  g_assert_false (sight_level_watch_is_talking (&watch, now));

  /* A sentence has pauses. */
  now = hear (&watch, now, 400, SPEAK);
  now = hear (&watch, now, 300, ROOM);
  now = hear (&watch, now, 400, SPEAK);
  g_assert_true (sight_level_watch_is_talking (&watch, now));
  now = hear (&watch, now, 1000, ROOM);
  g_assert_true (sight_level_watch_is_talking (&watch, now));
  now = hear (&watch, now, 1500, ROOM);
  g_assert_false (sight_level_watch_is_talking (&watch, now));
}

static void
test_silent (void)
{
  SightLevelWatch watch;
  gint64 now = 1000 * MS;

  sight_level_watch_init (&watch, now);
  now = hear (&watch, now, 5000, SIGHT_LEVEL_SILENCE);
  g_assert_false (sight_level_watch_is_silent (&watch, now));
  now = hear (&watch, now, 1500, SIGHT_LEVEL_SILENCE);
  g_assert_true (sight_level_watch_is_silent (&watch, now));

  /* One word is enough. */
  now = hear (&watch, now, 100, SPEAK);
  g_assert_false (sight_level_watch_is_silent (&watch, now));
}

static void
test_part (void)
{
  g_assert_cmpfloat (sight_level_watch_to_part (SIGHT_LEVEL_SILENCE), ==, 0);
  g_assert_cmpfloat (sight_level_watch_to_part (0), ==, 1);
  g_assert_cmpfloat (sight_level_watch_to_part (-40), >, 0.2);
  g_assert_cmpfloat (sight_level_watch_to_part (-40), <, sight_level_watch_to_part (-30));
}

/* Each way to come in has its own words, and a locked room is asked. */
static void
test_join (void)
{
  const char *seen[4];

  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    {
      seen[i] = sight_lobby_words_for_join (i & 1, i & 2, FALSE);
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (seen[i], !=, seen[j]);
      g_assert_cmpstr (sight_lobby_words_for_join (i & 1, i & 2, TRUE), ==, "Ask to _Join");
    }
  g_assert_cmpstr (seen[1], ==, "_Join Without Camera");
  g_assert_cmpstr (seen[3], ==, "_Join");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/lobby/talking", test_talking);
  g_test_add_func ("/app/lobby/silent", test_silent);
  g_test_add_func ("/app/lobby/part", test_part);
  g_test_add_func ("/app/lobby/join", test_join);

  return g_test_run ();
}
