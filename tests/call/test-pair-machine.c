/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "pair-scene.h"

/* CALL-STATES.md: from idle to live, and the ends. */

/* rows: st-idle, st-introduced, st-negotiating, st-connecting, st-verifying, st-live,
 * ev-intro-offerer, ev-intro-again, ev-answer, ev-connected, ev-verified
 */
static void
test_offerer (void)
{
  PairScene *scene = pair_scene_new (TRUE);

  pair_expect_state (scene, SIGHT_PAIR_IDLE);
  pair_advance (scene, 60000);
  pair_expect_nothing (scene);
  pair_say (scene, SIGHT_SEALED_INTRO, 0);
  pair_expect (scene, "make 1 offerer");
  pair_expect_state (scene, SIGHT_PAIR_NEGOTIATING);
  pair_describe (scene, 1);
  pair_expect (scene, "send offer 1");
  pair_expect_state (scene, SIGHT_PAIR_NEGOTIATING);
  pair_say (scene, SIGHT_SEALED_INTRO, 0);
  pair_expect_nothing (scene);

  pair_say (scene, SIGHT_SEALED_ANSWER, 1);
  pair_expect (scene, "remote 1 them");
  pair_expect_state (scene, SIGHT_PAIR_CONNECTING);
  pair_connect (scene, 1);
  pair_expect_state (scene, SIGHT_PAIR_VERIFYING);
  pair_verify (scene, 1);
  pair_expect (scene, "promote 1");
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  g_assert_cmpint (sight_pair_machine_get_generation (scene->machine), ==, 1);

  pair_scene_free (scene);
}

/* rows: ev-intro-answerer, ev-offer, st-introduced */
static void
test_answerer (void)
{
  PairScene *scene = pair_scene_new (FALSE);

  pair_say (scene, SIGHT_SEALED_INTRO, 0);
  pair_expect_state (scene, SIGHT_PAIR_INTRODUCED);
  pair_advance (scene, 60000);
  pair_expect_nothing (scene);
  pair_say (scene, SIGHT_SEALED_OFFER, 1);
  pair_expect (scene, "make 1");
  pair_expect (scene, "remote 1 them");
  pair_expect_state (scene, SIGHT_PAIR_NEGOTIATING);
  pair_describe (scene, 1);
  pair_expect (scene, "send answer 1");
  pair_expect_state (scene, SIGHT_PAIR_CONNECTING);
  pair_connect (scene, 1);
  pair_verify (scene, 1);
  pair_expect (scene, "promote 1");

  pair_scene_free (scene);
}

/* rows: ev-offer-early */
static void
test_offer_early (void)
{
  PairScene *scene = pair_scene_new (FALSE);

  pair_say (scene, SIGHT_SEALED_OFFER, 3);
  pair_expect (scene, "make 3");
  pair_expect (scene, "remote 3 them");
  pair_describe (scene, 3);
  pair_expect (scene, "send answer 3");

  pair_scene_free (scene);
}

/* rows: ev-verification */
static void
test_insecure (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();
  g_autoptr(GError) error = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY, "other emoji");

  sight_pair_machine_insecure (scene->machine, error, scene->now);
  pair_expect (scene, "send close 1 security");
  pair_expect (scene, "drop 1");
  pair_expect_state (scene, SIGHT_PAIR_FAILED);
  g_assert_cmpstr (sight_pair_machine_get_error (scene->machine)->message, ==, "other emoji");
  sight_pair_machine_insecure (scene->machine, error, scene->now);
  pair_expect_nothing (scene);

  pair_scene_free (scene);
}

static void
expect_taken (PairScene *scene,
              guint      generation)
{
  g_autofree char *dropped = g_strdup_printf ("drop %u", generation - 1);
  g_autofree char *made = g_strdup_printf ("make %u", generation);
  g_autofree char *remote = g_strdup_printf ("remote %u them", generation);

  pair_say (scene, SIGHT_SEALED_OFFER, generation);
  if (generation > 1)
    pair_expect (scene, dropped);
  pair_expect (scene, made);
  pair_expect (scene, remote);
}

/* rows: ev-offer-storm: a hundred at once, and then as fast as is right */
static void
test_offer_storm (void)
{
  PairScene *scene = pair_scene_new (FALSE);

  for (guint i = 1; i <= 8; i++)
    expect_taken (scene, i);
  for (guint i = 9; i < 109; i++)
    pair_say (scene, SIGHT_SEALED_OFFER, i);
  pair_expect_nothing (scene);

  for (guint i = 9; i < 20; i++)
    {
      pair_advance (scene, 2000);
      expect_taken (scene, i);
      pair_say (scene, SIGHT_SEALED_OFFER, i + 1);
      pair_expect_nothing (scene);
    }

  pair_scene_free (scene);
}

/* rows: ev-offer-again, ev-offer-stale, ev-offer-wrong-side */
static void
test_offer_odd (void)
{
  PairScene *scene = pair_scene_new (FALSE);
  PairScene *offerer = pair_scene_new_offering ();

  pair_say (scene, SIGHT_SEALED_OFFER, 2);
  pair_expect (scene, "make 2");
  pair_expect (scene, "remote 2 them");
  pair_say (scene, SIGHT_SEALED_OFFER, 2);
  pair_expect_nothing (scene);
  pair_describe (scene, 2);
  pair_expect (scene, "send answer 2");
  pair_say (scene, SIGHT_SEALED_OFFER, 2);
  pair_expect (scene, "send answer 2");
  pair_say (scene, SIGHT_SEALED_OFFER, 1);
  pair_expect_nothing (scene);

  /* A newer one, before the last was live. */
  pair_say (scene, SIGHT_SEALED_OFFER, 3);
  pair_expect (scene, "drop 2");
  pair_expect (scene, "make 3");
  pair_expect (scene, "remote 3 them");

  pair_say (offerer, SIGHT_SEALED_OFFER, 7);
  pair_expect_nothing (offerer);

  pair_scene_free (scene);
  pair_scene_free (offerer);
}

/* rows: ev-answer-stale */
static void
test_answer_stale (void)
{
  PairScene *scene = pair_scene_new_offering ();
  SightSealedMessage message = { .kind = SIGHT_SEALED_ANSWER, .generation = 1 };

  pair_say (scene, SIGHT_SEALED_ANSWER, 2);
  message.session.negotiation = 2;
  sight_pair_machine_receive (scene->machine, &message, scene->now);
  /* One that answers something else than was offered. */
  message.session.negotiation = 1;
  message.session.description.twcc_id = 9;
  sight_pair_machine_receive (scene->machine, &message, scene->now);
  pair_expect_nothing (scene);

  pair_say (scene, SIGHT_SEALED_ANSWER, 1);
  pair_expect (scene, "remote 1 them");
  pair_say (scene, SIGHT_SEALED_ANSWER, 1);
  pair_expect_nothing (scene);

  pair_scene_free (scene);
}

/* rows: ev-candidates, ev-candidates-stale, ev-local-candidates */
static void
test_candidates (void)
{
  PairScene *scene = pair_scene_new_offering ();

  pair_say (scene, SIGHT_SEALED_CANDIDATES, 1);
  pair_expect (scene, "candidates 1 0");
  pair_say (scene, SIGHT_SEALED_CANDIDATES, 2);
  pair_say (scene, SIGHT_SEALED_CANDIDATES, 0);
  pair_expect_nothing (scene);
  sight_pair_machine_local_candidates (scene->machine, 1, NULL, 0, TRUE, scene->now);
  pair_expect (scene, "send candidates 1");
  sight_pair_machine_local_candidates (scene->machine, 2, NULL, 0, TRUE, scene->now);
  pair_expect_nothing (scene);

  pair_scene_free (scene);
}

/* rows: ev-security, st-failed, ev-over */
static void
test_security (void)
{
  PairScene *scene = pair_scene_new_offering ();

  pair_say (scene, SIGHT_SEALED_ANSWER, 1);
  pair_expect (scene, "remote 1 them");
  pair_connect (scene, 1);
  sight_pair_machine_failed (scene->machine, 1, TRUE, scene->now);
  pair_expect (scene, "send close 1 security");
  pair_expect (scene, "drop 1");
  pair_expect_state (scene, SIGHT_PAIR_FAILED);
  g_assert_error (sight_pair_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY);

  pair_verify (scene, 1);
  pair_say (scene, SIGHT_SEALED_ANSWER, 1);
  pair_say_need (scene, 1);
  sight_pair_machine_network_changed (scene->machine, scene->now);
  sight_pair_machine_hang_up (scene->machine, scene->now);
  pair_advance (scene, 60000);
  pair_expect_nothing (scene);
  pair_expect_state (scene, SIGHT_PAIR_FAILED);

  pair_scene_free (scene);
}

/* The next generation is another's: the one that plays ends with it. */
static void
test_security_next (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();

  pair_advance (scene, 3000);
  pair_say_need (scene, 1);
  pair_expect (scene, "make 2 offerer");
  sight_pair_machine_failed (scene->machine, 2, TRUE, scene->now);
  pair_expect (scene, "send close 2 security");
  pair_expect (scene, "drop 2");
  pair_expect (scene, "drop 1");
  pair_expect_state (scene, SIGHT_PAIR_FAILED);

  pair_scene_free (scene);
}

/* rows: st-closed, ev-close, ev-close-security, ev-close-failed */
static void
test_close (void)
{
  static const struct
  {
    SightClosedWhy why;
    SightPairState state;
    int            error;
  } closes[] = {
    { SIGHT_CLOSED_LEFT, SIGHT_PAIR_CLOSED, -1 },
    { SIGHT_CLOSED_REPLACED, SIGHT_PAIR_CLOSED, -1 },
    { SIGHT_CLOSED_SECURITY, SIGHT_PAIR_FAILED, SIGHT_CALL_ERROR_SECURITY },
    { SIGHT_CLOSED_FAILED, SIGHT_PAIR_FAILED, SIGHT_CALL_ERROR_NO_PATH },
  };

  for (guint i = 0; i < G_N_ELEMENTS (closes); i++)
    {
      PairScene *scene = pair_scene_new_live_offerer ();

      pair_say_close (scene, closes[i].why);
      pair_expect (scene, "drop 1");
      pair_expect_state (scene, closes[i].state);
      if (closes[i].error >= 0)
        g_assert_error (sight_pair_machine_get_error (scene->machine), SIGHT_CALL_ERROR, closes[i].error);
      else
        g_assert_null (sight_pair_machine_get_error (scene->machine));
      g_assert_cmpint (sight_pair_machine_get_deadline (scene->machine), ==, G_MAXINT64);
      pair_scene_free (scene);
    }
}

/* rows: ev-gone */
static void
test_gone (void)
{
  static const SightWhy whys[] = { SIGHT_WHY_LEFT, SIGHT_WHY_REMOVED };

  for (guint i = 0; i < G_N_ELEMENTS (whys); i++)
    {
      PairScene *scene = pair_scene_new_live_offerer ();

      sight_pair_machine_removed (scene->machine, whys[i], scene->now);
      pair_expect (scene, "drop 1");
      pair_expect_state (scene, SIGHT_PAIR_CLOSED);
      pair_scene_free (scene);
    }
}

/* rows: ev-lost, ev-lost-dead: losing the server never touches media */
static void
test_lost (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();
  PairScene *failing = pair_scene_new_live_offerer ();
  PairScene *offering = pair_scene_new_offering ();

  sight_pair_machine_removed (scene->machine, SIGHT_WHY_LOST, scene->now);
  for (guint i = 0; i < 30; i++)
    {
      pair_advance (scene, 2000);
      pair_hear (scene, 1);
    }
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  pair_expect_nothing (scene);
  pair_advance (scene, 4100);
  pair_expect (scene, "drop 1");
  pair_expect_state (scene, SIGHT_PAIR_CLOSED);

  sight_pair_machine_removed (failing->machine, SIGHT_WHY_LOST, failing->now);
  pair_fail (failing, 1);
  pair_expect (failing, "drop 1");
  pair_expect_state (failing, SIGHT_PAIR_CLOSED);

  sight_pair_machine_removed (offering->machine, SIGHT_WHY_LOST, offering->now);
  pair_expect (offering, "drop 1");
  pair_expect_state (offering, SIGHT_PAIR_CLOSED);

  pair_scene_free (scene);
  pair_scene_free (failing);
  pair_scene_free (offering);
}

/* rows: ev-found, ev-lost: replaced by itself, and found again */
static void
test_found (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();

  sight_pair_machine_removed (scene->machine, SIGHT_WHY_REPLACED, scene->now);
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  sight_pair_machine_found (scene->machine, TRUE);
  pair_advance (scene, 5000);
  pair_expect_state (scene, SIGHT_PAIR_STALLED);
  pair_hear (scene, 1);
  pair_expect_state (scene, SIGHT_PAIR_LIVE);

  pair_scene_free (scene);
}

/* rows: ev-found-order: we are the later one now, and the other may know of no
 * generation that there was
 */
static void
test_found_later (void)
{
  PairScene *scene = pair_scene_new_live_answerer ();

  sight_pair_machine_removed (scene->machine, SIGHT_WHY_LOST, scene->now);
  sight_pair_machine_found (scene->machine, TRUE);
  g_assert_false (sight_pair_machine_has_offered (scene->machine));
  pair_say (scene, SIGHT_SEALED_OFFER, 2);
  pair_expect_nothing (scene);
  pair_advance (scene, 9000);
  pair_expect (scene, "make 2 offerer");
  pair_describe (scene, 2);
  pair_expect (scene, "send offer 2");
  pair_say (scene, SIGHT_SEALED_ANSWER, 2);
  pair_expect (scene, "remote 2 them");
  pair_connect (scene, 2);
  pair_verify (scene, 2);
  pair_expect (scene, "promote 2");
  pair_expect (scene, "drop 1");
  g_assert_true (sight_pair_machine_has_offered (scene->machine));

  pair_scene_free (scene);
}

/* rows: ev-found-order, ev-heard: awake again, we ask for another connection; what
 * still comes in is old, and it is for us now to make it
 */
static void
test_found_after_sleep (void)
{
  PairScene *scene = pair_scene_new_live_answerer ();

  pair_advance (scene, 5000);
  pair_expect_state (scene, SIGHT_PAIR_STALLED);
  sight_pair_machine_network_changed (scene->machine, scene->now);
  pair_expect (scene, "send need 1 network");
  pair_hear (scene, 1);
  pair_expect_state (scene, SIGHT_PAIR_LIVE);
  sight_pair_machine_removed (scene->machine, SIGHT_WHY_LOST, scene->now);
  sight_pair_machine_found (scene->machine, TRUE);
  pair_advance (scene, 1);
  pair_expect (scene, "make 2 offerer");

  pair_scene_free (scene);
}

/* rows: ev-found-order: we are the earlier one now; what was begun before is ended */
static void
test_found_earlier (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();

  pair_advance (scene, 2100);
  sight_pair_machine_network_changed (scene->machine, scene->now);
  pair_expect (scene, "make 2 offerer");
  sight_pair_machine_found (scene->machine, FALSE);
  pair_describe (scene, 2);
  pair_expect (scene, "send offer 2");
  pair_say (scene, SIGHT_SEALED_ANSWER, 2);
  pair_expect (scene, "remote 2 them");
  pair_connect (scene, 2);
  pair_verify (scene, 2);
  pair_expect (scene, "promote 2");
  pair_expect (scene, "drop 1");
  pair_advance (scene, 9000);
  pair_expect (scene, "send need 2 stalled");
  pair_say (scene, SIGHT_SEALED_OFFER, 3);
  pair_expect (scene, "make 3");
  pair_expect (scene, "remote 3 them");

  pair_scene_free (scene);
}

/* rows: ev-hang-up */
static void
test_hang_up (void)
{
  PairScene *scene = pair_scene_new_live_offerer ();

  pair_advance (scene, 3000);
  pair_say_need (scene, 1);
  pair_expect (scene, "make 2 offerer");
  sight_pair_machine_hang_up (scene->machine, scene->now);
  pair_expect (scene, "send close 2 left");
  pair_expect (scene, "drop 2");
  pair_expect (scene, "drop 1");
  pair_expect_state (scene, SIGHT_PAIR_CLOSED);

  pair_scene_free (scene);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/pair/offerer", test_offerer);
  g_test_add_func ("/call/pair/answerer", test_answerer);
  g_test_add_func ("/call/pair/ev-offer-early", test_offer_early);
  g_test_add_func ("/call/pair/ev-verification", test_insecure);
  g_test_add_func ("/call/pair/ev-offer-storm", test_offer_storm);
  g_test_add_func ("/call/pair/ev-offer-odd", test_offer_odd);
  g_test_add_func ("/call/pair/ev-answer-stale", test_answer_stale);
  g_test_add_func ("/call/pair/ev-candidates", test_candidates);
  g_test_add_func ("/call/pair/ev-security", test_security);
  g_test_add_func ("/call/pair/ev-security/next", test_security_next);
  g_test_add_func ("/call/pair/ev-close", test_close);
  g_test_add_func ("/call/pair/ev-gone", test_gone);
  g_test_add_func ("/call/pair/ev-lost", test_lost);
  g_test_add_func ("/call/pair/ev-found", test_found);
  g_test_add_func ("/call/pair/later/ev-found-order", test_found_later);
  g_test_add_func ("/call/pair/slept/ev-found-order", test_found_after_sleep);
  g_test_add_func ("/call/pair/earlier/ev-found-order", test_found_earlier);
  g_test_add_func ("/call/pair/ev-hang-up", test_hang_up);

  return g_test_run ();
}
