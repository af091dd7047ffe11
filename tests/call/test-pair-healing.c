/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "pair-scene.h"

/* CALL-STATES.md: what fails, and how it comes back. */

/* rows: ev-failed-first: the offerer */
static void
test_failed_first (void)
{
  PairScene *scene = pair_scene_new_offering ();

  pair_fail (scene, 1);
  pair_expect (scene, "drop 1");
  pair_expect_state (scene, SIGHT_PAIR_NEGOTIATING);
  pair_advance (scene, 2100);
  pair_expect (scene, "make 2 offerer relay");
  pair_fail (scene, 2);
  pair_expect (scene, "drop 2");
  pair_advance (scene, 2100);
  pair_expect (scene, "make 3 offerer");
  pair_fail (scene, 3);
  pair_expect (scene, "drop 3");
  pair_expect (scene, "send close 3 failed");
  pair_expect_state (scene, SIGHT_PAIR_FAILED);
  g_assert_error (sight_pair_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_NO_PATH);

  pair_scene_free (scene);
}

/* rows: ev-failed-first, ev-close-failed: what is known of why is what is said */
static void
test_failed_why (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();

  sight_pair_machine_explain (scene->machine, "The relay is asleep");
  pair_say_close (scene, SIGHT_CLOSED_FAILED);
  pair_expect (scene, "drop 1");
  pair_expect_state (scene, SIGHT_PAIR_FAILED);
  g_assert_error (sight_pair_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_NO_PATH);
  g_assert_cmpstr (sight_pair_machine_get_error (scene->machine)->message, ==, "The relay is asleep");

  pair_scene_free (scene);
}

/* rows: ev-failed-first, ev-need-again: the answerer */
static void
test_failed_first_answerer (void)
{
  PairScene *scene = pair_scene_new (FALSE);

  pair_say (scene, SIGHT_SEALED_INTRO, 0);
  pair_say (scene, SIGHT_SEALED_OFFER, 1);
  pair_expect (scene, "make 1");
  pair_expect (scene, "remote 1 them");
  pair_fail (scene, 1);
  pair_expect (scene, "drop 1");
  pair_advance (scene, 2100);
  pair_expect (scene, "send need 1 failed");
  pair_advance (scene, 7800);
  pair_expect_nothing (scene);
  pair_advance (scene, 300);
  pair_expect (scene, "send need 1 failed");
  pair_say (scene, SIGHT_SEALED_OFFER, 2);
  pair_expect (scene, "make 2");
  pair_expect (scene, "remote 2 them");
  pair_describe (scene, 2);
  pair_expect (scene, "send answer 2");
  pair_connect (scene, 2);
  pair_verify (scene, 2);
  pair_expect (scene, "promote 2");
  for (guint i = 0; i < 10; i++)
    {
      pair_advance (scene, 2000);
      pair_hear (scene, 2);
    }
  pair_expect_nothing (scene);

  pair_scene_free (scene);
}

/* rows: ev-verified-next, ev-need */
static void
test_next (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();

  pair_advance (scene, 3000);
  pair_say_need (scene, 1);
  pair_expect (scene, "make 2 offerer");
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  g_assert_cmpint (sight_pair_machine_get_generation (scene->machine), ==, 1);
  pair_describe (scene, 2);
  pair_expect (scene, "send offer 2");
  /* Both are fed with candidates while both are there. */
  pair_say (scene, SIGHT_SEALED_CANDIDATES, 1);
  pair_expect (scene, "candidates 1 0");
  pair_say (scene, SIGHT_SEALED_ANSWER, 2);
  pair_expect (scene, "remote 2 them");
  pair_connect (scene, 2);
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  pair_verify (scene, 2);
  pair_expect (scene, "promote 2");
  pair_expect (scene, "drop 1");
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  g_assert_cmpint (sight_pair_machine_get_generation (scene->machine), ==, 2);

  pair_scene_free (scene);
}

/* rows: ev-failed-next: the old one plays on, and the tries become rarer */
static void
test_failed_next (void)
{
  static const guint waits[] = { 1000, 2000, 4000, 8000, 8000 };
  PairScene *scene = pair_scene_new_live_offerer ();

  pair_advance (scene, 2500);
  pair_hear (scene, 1);
  sight_pair_machine_network_changed (scene->machine, scene->now);
  pair_expect (scene, "make 2 offerer");
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_autofree char *dropped = g_strdup_printf ("drop %u", i + 2);
      g_autofree char *made = g_strdup_printf ("make %u offerer%s", i + 3, i % 2 == 0 ? " relay" : "");

      /* Long enough after the last beginning for the wait to be the only one. */
      for (guint j = 0; j < 2; j++)
        {
          pair_advance (scene, 1500);
          pair_hear (scene, 1);
        }
      pair_fail (scene, i + 2);
      pair_expect (scene, dropped);
      for (guint waited = 0; waited < waits[i] - 500; waited += 500)
        {
          pair_advance (scene, 500);
          pair_hear (scene, 1);
        }
      pair_expect_nothing (scene);
      pair_expect_state (scene, SIGHT_PAIR_LIVE);
      pair_advance (scene, 600);
      pair_expect (scene, made);
    }

  pair_scene_free (scene);
}

/* rows: ev-failed-live */
static void
test_failed_live (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();
  PairScene *answerer = pair_scene_new_live_answerer ();

  pair_advance (scene, 3000);
  pair_fail (scene, 1);
  pair_expect (scene, "drop 1");
  pair_expect (scene, "make 2 offerer");
  pair_expect_state (scene, SIGHT_PAIR_STALLED);
  pair_describe (scene, 2);
  pair_expect (scene, "send offer 2");
  pair_say (scene, SIGHT_SEALED_ANSWER, 2);
  pair_expect (scene, "remote 2 them");
  pair_expect_state (scene, SIGHT_PAIR_STALLED);
  pair_connect (scene, 2);
  pair_verify (scene, 2);
  pair_expect (scene, "promote 2");
  pair_expect_state (scene, SIGHT_PAIR_LIVE);

  pair_advance (answerer, 3000);
  pair_fail (answerer, 1);
  pair_expect (answerer, "drop 1");
  pair_expect (answerer, "send need 1 failed");
  pair_expect_state (answerer, SIGHT_PAIR_STALLED);

  pair_scene_free (scene);
  pair_scene_free (answerer);
}

/* What was live once is tried again without end: the person leaves, not we. */
static void
test_failed_live_long (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();
  guint makes = 0;

  pair_advance (scene, 3000);
  pair_fail (scene, 1);
  pair_expect (scene, "drop 1");
  pair_expect (scene, "make 2 offerer");
  pair_advance (scene, 10 * 60 * 1000);
  while (scene->done.length > 0)
    {
      g_autofree char *done = g_queue_pop_head (&scene->done);

      makes += g_str_has_prefix (done, "make");
    }
  /* 20 s for each, and up to 8 s in between. */
  g_assert_cmpuint (makes, >, 18);
  g_assert_cmpuint (makes, <, 30);
  pair_expect_state (scene, SIGHT_PAIR_STALLED);

  pair_scene_free (scene);
}

/* rows: ev-timeout */
static void
test_timeout (void)
{
  PairScene *scene = pair_scene_new_offering ();

  pair_advance (scene, 19900);
  pair_expect_nothing (scene);
  pair_advance (scene, 200);
  pair_expect (scene, "drop 1");
  pair_advance (scene, 1000);
  pair_expect (scene, "make 2 offerer relay");

  pair_scene_free (scene);
}

/* rows: st-stalled, ev-silent, ev-heard, ev-dead: frozen for 5 s, then for good */
static void
test_silence (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();

  pair_advance (scene, 3900);
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  pair_advance (scene, 200);
  pair_expect_state (scene, SIGHT_PAIR_STALLED);
  pair_expect_nothing (scene);
  pair_advance (scene, 900);
  pair_hear (scene, 1);
  pair_expect_state (scene, SIGHT_PAIR_LIVE);

  pair_advance (scene, 7900);
  pair_expect_state (scene, SIGHT_PAIR_STALLED);
  pair_expect_nothing (scene);
  pair_advance (scene, 200);
  pair_expect (scene, "make 2 offerer");
  pair_expect_state (scene, SIGHT_PAIR_STALLED);

  /* It comes back by itself while the next is made: both go on. */
  pair_hear (scene, 1);
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  pair_describe (scene, 2);
  pair_expect (scene, "send offer 2");

  pair_scene_free (scene);
}

/* rows: ev-dead, ev-need-again: the answerer asks */
static void
test_silence_answerer (void)
{
  PairScene *scene = pair_scene_new_live_answerer ();

  pair_advance (scene, 8100);
  pair_expect (scene, "send need 1 stalled");
  pair_expect_state (scene, SIGHT_PAIR_STALLED);
  pair_advance (scene, 8100);
  pair_expect (scene, "send need 1 stalled");
  pair_hear (scene, 1);
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  pair_advance (scene, 3900);
  pair_expect_nothing (scene);

  pair_scene_free (scene);
}

/* Words of a connection that is gone say nothing about the one that plays. */
static void
test_heard_other (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();

  pair_advance (scene, 5000);
  pair_hear (scene, 2);
  pair_hear (scene, 0);
  pair_expect_state (scene, SIGHT_PAIR_STALLED);

  pair_scene_free (scene);
}

/* rows: ev-heard, ev-signaling-back: what came back by itself needs nothing */
static void
test_heard_after_need (void)
{
  PairScene *scene = pair_scene_new_live_answerer ();

  pair_advance (scene, 9000);
  pair_expect (scene, "send need 1 stalled");
  pair_hear (scene, 1);
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  sight_pair_machine_signaling_back (scene->machine, scene->now);
  pair_expect_nothing (scene);

  pair_scene_free (scene);
}

/* rows: ev-need-stale, ev-need-storm */
static void
test_need (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();
  PairScene *answerer = pair_scene_new_live_answerer ();

  /* Within 2 s of the first beginning, a hundred times. */
  pair_advance (scene, 500);
  for (guint i = 0; i < 100; i++)
    pair_say_need (scene, 1);
  pair_expect_nothing (scene);
  pair_advance (scene, 1400);
  pair_expect_nothing (scene);
  pair_advance (scene, 200);
  pair_expect (scene, "make 2 offerer");
  pair_say_need (scene, 1);
  pair_hear (scene, 1);
  pair_advance (scene, 3000);
  pair_expect_nothing (scene);

  pair_advance (answerer, 3000);
  pair_say_need (answerer, 1);
  pair_expect_nothing (answerer);

  pair_scene_free (scene);
  pair_scene_free (answerer);
}

/* rows: ev-network */
static void
test_network (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();
  PairScene *answerer = pair_scene_new_live_answerer ();
  PairScene *idle = pair_scene_new (TRUE);

  pair_advance (scene, 3000);
  sight_pair_machine_network_changed (scene->machine, scene->now);
  pair_expect (scene, "make 2 offerer");
  pair_expect_state (scene, SIGHT_PAIR_LIVE);

  pair_advance (answerer, 3000);
  sight_pair_machine_network_changed (answerer->machine, answerer->now);
  pair_expect (answerer, "send need 1 network");

  sight_pair_machine_network_changed (idle->machine, idle->now);
  pair_expect_nothing (idle);

  pair_scene_free (scene);
  pair_scene_free (answerer);
  pair_scene_free (idle);
}

/* rows: ev-signaling-back, ev-signaling-lost */
static void
test_signaling_back (void)
{
  PairScene *scene = pair_scene_new_offering ();
  PairScene *answerer = pair_scene_new_live_answerer ();

  sight_pair_machine_signaling_back (scene->machine, scene->now);
  pair_expect (scene, "send offer 1");
  pair_say (scene, SIGHT_SEALED_ANSWER, 1);
  pair_expect (scene, "remote 1 them");
  sight_pair_machine_signaling_back (scene->machine, scene->now);
  pair_expect_nothing (scene);

  sight_pair_machine_signaling_back (answerer->machine, answerer->now);
  pair_expect_nothing (answerer);
  pair_advance (answerer, 3000);
  pair_fail (answerer, 1);
  pair_expect (answerer, "drop 1");
  pair_expect (answerer, "send need 1 failed");
  sight_pair_machine_signaling_back (answerer->machine, answerer->now);
  pair_expect (answerer, "send need 1 failed");

  pair_scene_free (scene);
  pair_scene_free (answerer);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/pair/ev-failed-first", test_failed_first);
  g_test_add_func ("/call/pair/ev-failed-first/why", test_failed_why);
  g_test_add_func ("/call/pair/ev-failed-first/answerer", test_failed_first_answerer);
  g_test_add_func ("/call/pair/ev-verified-next", test_next);
  g_test_add_func ("/call/pair/ev-failed-next", test_failed_next);
  g_test_add_func ("/call/pair/ev-failed-live", test_failed_live);
  g_test_add_func ("/call/pair/ev-failed-live/long", test_failed_live_long);
  g_test_add_func ("/call/pair/ev-timeout", test_timeout);
  g_test_add_func ("/call/pair/ev-silent", test_silence);
  g_test_add_func ("/call/pair/ev-dead/answerer", test_silence_answerer);
  g_test_add_func ("/call/pair/ev-heard/other", test_heard_other);
  g_test_add_func ("/call/pair/ev-heard/after-need", test_heard_after_need);
  g_test_add_func ("/call/pair/ev-need", test_need);
  g_test_add_func ("/call/pair/ev-network", test_network);
  g_test_add_func ("/call/pair/ev-signaling-back", test_signaling_back);

  return g_test_run ();
}
