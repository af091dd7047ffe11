/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "call/sight-call-error.h"
#include "call/sight-pair-machine.h"

/* CALL-STATES.md, row by row. What the machine does is written down as words:
 * "make 1", "send offer 1", "promote 2", "drop 1".
 */
typedef struct
{
  SightPairMachine *machine;
  gint64            now;
  GQueue            done;   /* of char * */
} Scene;

static void note (Scene      *self,
                  const char *format,
                  ...) G_GNUC_PRINTF (2, 3);

static void
note (Scene      *self,
      const char *format,
      ...)
{
  va_list args;

  va_start (args, format);
  g_queue_push_tail (&self->done, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
on_make (gpointer data,
         gint64   generation,
         gboolean offers,
         gboolean relay_only)
{
  note (data, "make %d%s%s", (int) generation, offers ? " offerer" : "", relay_only ? " relay" : "");
}

static void
on_set_remote (gpointer                data,
               gint64                  generation,
               const SightDescription *description)
{
  note (data, "remote %d %s", (int) generation, description->ufrag);
}

static void
on_add_candidates (gpointer              data,
                   gint64                generation,
                   const SightCandidate *candidates,
                   guint                 n_candidates,
                   gboolean              end)
{
  note (data, "candidates %d %u%s", (int) generation, n_candidates, end ? " end" : "");
}

static void
on_promote (gpointer data,
            gint64   generation)
{
  note (data, "promote %d", (int) generation);
}

static void
on_drop (gpointer data,
         gint64   generation)
{
  note (data, "drop %d", (int) generation);
}

static void
on_send (gpointer                  data,
         const SightSealedMessage *message)
{
  const char *why = "";

  if (message->kind == SIGHT_SEALED_NEED)
    why = sight_need_why_to_name (message->need);
  else if (message->kind == SIGHT_SEALED_CLOSE)
    why = sight_closed_why_to_name (message->closed);
  note (data, "send %s %d%s%s", sight_sealed_kind_to_name (message->kind), (int) message->generation,
        *why != '\0' ? " " : "", why);
}

static void
on_state_changed (gpointer data)
{
}

static const SightPairOutput output = {
  .make = on_make,
  .set_remote = on_set_remote,
  .add_candidates = on_add_candidates,
  .promote = on_promote,
  .drop = on_drop,
  .send = on_send,
  .state_changed = on_state_changed,
};

static Scene *
scene_new (gboolean offers)
{
  Scene *self = g_new0 (Scene, 1);

  self->now = 1000 * G_USEC_PER_SEC;
  self->machine = sight_pair_machine_new (&output, self, offers);

  return self;
}

static void
expect_nothing (Scene *self)
{
  g_assert_cmpstr (g_queue_peek_head (&self->done), ==, NULL);
}

static void
scene_free (Scene *self)
{
  expect_nothing (self);
  sight_pair_machine_free (self->machine);
  g_free (self);
}

static void
expect (Scene      *self,
        const char *done)
{
  g_autofree char *first = g_queue_pop_head (&self->done);

  g_assert_cmpstr (first, ==, done);
}

static void
expect_state (Scene          *self,
              SightPairState  state)
{
  g_assert_cmpstr (sight_pair_state_to_name (sight_pair_machine_get_state (self->machine)), ==,
                   sight_pair_state_to_name (state));
}

/* Time passes, as the machine asked to be told. */
static void
advance (Scene *self,
         guint  ms)
{
  gint64 end = self->now + ms * 1000;

  while (self->now < end)
    {
      self->now = CLAMP (sight_pair_machine_get_deadline (self->machine), self->now + 1, end);
      sight_pair_machine_tick (self->machine, self->now);
    }
}

static void
say (Scene           *self,
     SightSealedKind  kind,
     gint64           generation)
{
  SightSealedMessage message = { .kind = kind, .generation = generation };

  if (kind == SIGHT_SEALED_OFFER || kind == SIGHT_SEALED_ANSWER)
    {
      message.session.negotiation = 1;
      strcpy (message.session.description.ufrag, "them");
    }
  sight_pair_machine_receive (self->machine, &message, self->now);
}

static void
say_need (Scene  *self,
          gint64  generation)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_NEED, .generation = generation };

  message.need = SIGHT_NEED_STALLED;
  sight_pair_machine_receive (self->machine, &message, self->now);
}

static void
say_close (Scene          *self,
           SightClosedWhy  why)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_CLOSE, .generation = 1 };

  message.closed = why;
  sight_pair_machine_receive (self->machine, &message, self->now);
}

static void
describe (Scene  *self,
          gint64  generation)
{
  SightDescription description = { .ufrag = "us" };

  sight_pair_machine_local_description (self->machine, generation, &description, self->now);
}

static void
connect (Scene  *self,
         gint64  generation)
{
  sight_pair_machine_connected (self->machine, generation, self->now);
}

static void
verify (Scene  *self,
        gint64  generation)
{
  sight_pair_machine_verified (self->machine, generation, self->now);
}

static void
fail (Scene  *self,
      gint64  generation)
{
  sight_pair_machine_failed (self->machine, generation, FALSE, self->now);
}

static void
hear (Scene  *self,
      gint64  generation)
{
  sight_pair_machine_heard (self->machine, generation, self->now);
}

/* An offerer whose offer of generation 1 is out. */
static Scene *
scene_new_offering (void)
{
  Scene *self = scene_new (TRUE);

  say (self, SIGHT_SEALED_INTRO, 0);
  expect (self, "make 1 offerer");
  expect_state (self, SIGHT_PAIR_NEGOTIATING);
  describe (self, 1);
  expect (self, "send offer 1");

  return self;
}

static Scene *
scene_new_live_offerer (void)
{
  Scene *self = scene_new_offering ();

  say (self, SIGHT_SEALED_ANSWER, 1);
  expect (self, "remote 1 them");
  connect (self, 1);
  verify (self, 1);
  expect (self, "promote 1");
  expect_state (self, SIGHT_PAIR_LIVE);

  return self;
}

static Scene *
scene_new_live_answerer (void)
{
  Scene *self = scene_new (FALSE);

  say (self, SIGHT_SEALED_INTRO, 0);
  say (self, SIGHT_SEALED_OFFER, 1);
  expect (self, "make 1");
  expect (self, "remote 1 them");
  describe (self, 1);
  expect (self, "send answer 1");
  connect (self, 1);
  verify (self, 1);
  expect (self, "promote 1");
  expect_state (self, SIGHT_PAIR_LIVE);

  return self;
}

/* rows: st-idle, st-introduced, st-negotiating, st-connecting, st-verifying, st-live,
 * ev-intro-offerer, ev-intro-again, ev-answer, ev-connected, ev-verified
 */
static void
test_offerer (void)
{
  Scene *scene = scene_new (TRUE);

  expect_state (scene, SIGHT_PAIR_IDLE);
  advance (scene, 60000);
  expect_nothing (scene);
  say (scene, SIGHT_SEALED_INTRO, 0);
  expect (scene, "make 1 offerer");
  expect_state (scene, SIGHT_PAIR_NEGOTIATING);
  describe (scene, 1);
  expect (scene, "send offer 1");
  expect_state (scene, SIGHT_PAIR_NEGOTIATING);
  say (scene, SIGHT_SEALED_INTRO, 0);
  expect_nothing (scene);

  say (scene, SIGHT_SEALED_ANSWER, 1);
  expect (scene, "remote 1 them");
  expect_state (scene, SIGHT_PAIR_CONNECTING);
  connect (scene, 1);
  expect_state (scene, SIGHT_PAIR_VERIFYING);
  verify (scene, 1);
  expect (scene, "promote 1");
  expect_state (scene, SIGHT_PAIR_LIVE);
  g_assert_cmpint (sight_pair_machine_get_generation (scene->machine), ==, 1);

  scene_free (scene);
}

/* rows: ev-intro-answerer, ev-offer, st-introduced */
static void
test_answerer (void)
{
  Scene *scene = scene_new (FALSE);

  say (scene, SIGHT_SEALED_INTRO, 0);
  expect_state (scene, SIGHT_PAIR_INTRODUCED);
  advance (scene, 60000);
  expect_nothing (scene);
  say (scene, SIGHT_SEALED_OFFER, 1);
  expect (scene, "make 1");
  expect (scene, "remote 1 them");
  expect_state (scene, SIGHT_PAIR_NEGOTIATING);
  describe (scene, 1);
  expect (scene, "send answer 1");
  expect_state (scene, SIGHT_PAIR_CONNECTING);
  connect (scene, 1);
  verify (scene, 1);
  expect (scene, "promote 1");

  scene_free (scene);
}

/* rows: ev-offer-early */
static void
test_offer_early (void)
{
  Scene *scene = scene_new (FALSE);

  say (scene, SIGHT_SEALED_OFFER, 3);
  expect (scene, "make 3");
  expect (scene, "remote 3 them");
  describe (scene, 3);
  expect (scene, "send answer 3");

  scene_free (scene);
}

/* rows: ev-offer-again, ev-offer-stale, ev-offer-wrong-side */
static void
test_offer_odd (void)
{
  Scene *scene = scene_new (FALSE);
  Scene *offerer = scene_new_offering ();

  say (scene, SIGHT_SEALED_OFFER, 2);
  expect (scene, "make 2");
  expect (scene, "remote 2 them");
  say (scene, SIGHT_SEALED_OFFER, 2);
  expect_nothing (scene);
  describe (scene, 2);
  expect (scene, "send answer 2");
  say (scene, SIGHT_SEALED_OFFER, 2);
  expect (scene, "send answer 2");
  say (scene, SIGHT_SEALED_OFFER, 1);
  expect_nothing (scene);

  /* A newer one, before the last was live. */
  say (scene, SIGHT_SEALED_OFFER, 3);
  expect (scene, "drop 2");
  expect (scene, "make 3");
  expect (scene, "remote 3 them");

  say (offerer, SIGHT_SEALED_OFFER, 7);
  expect_nothing (offerer);

  scene_free (scene);
  scene_free (offerer);
}

/* rows: ev-answer-stale */
static void
test_answer_stale (void)
{
  Scene *scene = scene_new_offering ();
  SightSealedMessage message = { .kind = SIGHT_SEALED_ANSWER, .generation = 1 };

  say (scene, SIGHT_SEALED_ANSWER, 2);
  message.session.negotiation = 2;
  sight_pair_machine_receive (scene->machine, &message, scene->now);
  /* One that answers something else than was offered. */
  message.session.negotiation = 1;
  message.session.description.twcc_id = 9;
  sight_pair_machine_receive (scene->machine, &message, scene->now);
  expect_nothing (scene);

  say (scene, SIGHT_SEALED_ANSWER, 1);
  expect (scene, "remote 1 them");
  say (scene, SIGHT_SEALED_ANSWER, 1);
  expect_nothing (scene);

  scene_free (scene);
}

/* rows: ev-candidates, ev-candidates-stale, ev-local-candidates */
static void
test_candidates (void)
{
  Scene *scene = scene_new_offering ();

  say (scene, SIGHT_SEALED_CANDIDATES, 1);
  expect (scene, "candidates 1 0");
  say (scene, SIGHT_SEALED_CANDIDATES, 2);
  say (scene, SIGHT_SEALED_CANDIDATES, 0);
  expect_nothing (scene);
  sight_pair_machine_local_candidates (scene->machine, 1, NULL, 0, TRUE, scene->now);
  expect (scene, "send candidates 1");
  sight_pair_machine_local_candidates (scene->machine, 2, NULL, 0, TRUE, scene->now);
  expect_nothing (scene);

  scene_free (scene);
}

/* rows: ev-security, st-failed, ev-over */
static void
test_security (void)
{
  Scene *scene = scene_new_offering ();

  say (scene, SIGHT_SEALED_ANSWER, 1);
  expect (scene, "remote 1 them");
  connect (scene, 1);
  sight_pair_machine_failed (scene->machine, 1, TRUE, scene->now);
  expect (scene, "send close 1 security");
  expect (scene, "drop 1");
  expect_state (scene, SIGHT_PAIR_FAILED);
  g_assert_error (sight_pair_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY);

  verify (scene, 1);
  say (scene, SIGHT_SEALED_ANSWER, 1);
  say_need (scene, 1);
  sight_pair_machine_network_changed (scene->machine, scene->now);
  sight_pair_machine_hang_up (scene->machine, scene->now);
  advance (scene, 60000);
  expect_nothing (scene);
  expect_state (scene, SIGHT_PAIR_FAILED);

  scene_free (scene);
}

/* The next generation is another's: the one that plays ends with it. */
static void
test_security_next (void)
{
  Scene *scene = scene_new_live_offerer ();

  advance (scene, 3000);
  say_need (scene, 1);
  expect (scene, "make 2 offerer");
  sight_pair_machine_failed (scene->machine, 2, TRUE, scene->now);
  expect (scene, "send close 2 security");
  expect (scene, "drop 2");
  expect (scene, "drop 1");
  expect_state (scene, SIGHT_PAIR_FAILED);

  scene_free (scene);
}

/* rows: ev-failed-first: the offerer */
static void
test_failed_first (void)
{
  Scene *scene = scene_new_offering ();

  fail (scene, 1);
  expect (scene, "drop 1");
  expect_state (scene, SIGHT_PAIR_NEGOTIATING);
  advance (scene, 2100);
  expect (scene, "make 2 offerer relay");
  fail (scene, 2);
  expect (scene, "drop 2");
  advance (scene, 2100);
  expect (scene, "make 3 offerer");
  fail (scene, 3);
  expect (scene, "drop 3");
  expect (scene, "send close 3 failed");
  expect_state (scene, SIGHT_PAIR_FAILED);
  g_assert_error (sight_pair_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_NO_PATH);

  scene_free (scene);
}

/* rows: ev-failed-first, ev-need-again: the answerer */
static void
test_failed_first_answerer (void)
{
  Scene *scene = scene_new (FALSE);

  say (scene, SIGHT_SEALED_INTRO, 0);
  say (scene, SIGHT_SEALED_OFFER, 1);
  expect (scene, "make 1");
  expect (scene, "remote 1 them");
  fail (scene, 1);
  expect (scene, "drop 1");
  advance (scene, 2100);
  expect (scene, "send need 1 failed");
  advance (scene, 7800);
  expect_nothing (scene);
  advance (scene, 300);
  expect (scene, "send need 1 failed");
  say (scene, SIGHT_SEALED_OFFER, 2);
  expect (scene, "make 2");
  expect (scene, "remote 2 them");
  describe (scene, 2);
  expect (scene, "send answer 2");
  connect (scene, 2);
  verify (scene, 2);
  expect (scene, "promote 2");
  for (guint i = 0; i < 10; i++)
    {
      advance (scene, 2000);
      hear (scene, 2);
    }
  expect_nothing (scene);

  scene_free (scene);
}

/* rows: ev-verified-next, ev-need */
static void
test_next (void)
{
  Scene *scene = scene_new_live_offerer ();

  advance (scene, 3000);
  say_need (scene, 1);
  expect (scene, "make 2 offerer");
  expect_state (scene, SIGHT_PAIR_LIVE);
  g_assert_cmpint (sight_pair_machine_get_generation (scene->machine), ==, 1);
  describe (scene, 2);
  expect (scene, "send offer 2");
  /* Both are fed with candidates while both are there. */
  say (scene, SIGHT_SEALED_CANDIDATES, 1);
  expect (scene, "candidates 1 0");
  say (scene, SIGHT_SEALED_ANSWER, 2);
  expect (scene, "remote 2 them");
  connect (scene, 2);
  expect_state (scene, SIGHT_PAIR_LIVE);
  verify (scene, 2);
  expect (scene, "promote 2");
  expect (scene, "drop 1");
  expect_state (scene, SIGHT_PAIR_LIVE);
  g_assert_cmpint (sight_pair_machine_get_generation (scene->machine), ==, 2);

  scene_free (scene);
}

/* rows: ev-failed-next: the old one plays on, and the tries become rarer */
static void
test_failed_next (void)
{
  static const guint waits[] = { 1000, 2000, 4000, 8000, 8000 };
  Scene *scene = scene_new_live_offerer ();

  advance (scene, 2500);
  hear (scene, 1);
  sight_pair_machine_network_changed (scene->machine, scene->now);
  expect (scene, "make 2 offerer");
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_autofree char *dropped = g_strdup_printf ("drop %u", i + 2);
      g_autofree char *made = g_strdup_printf ("make %u offerer%s", i + 3, i % 2 == 0 ? " relay" : "");

      /* Long enough after the last beginning for the wait to be the only one. */
      for (guint j = 0; j < 2; j++)
        {
          advance (scene, 1500);
          hear (scene, 1);
        }
      fail (scene, i + 2);
      expect (scene, dropped);
      for (guint waited = 0; waited < waits[i] - 500; waited += 500)
        {
          advance (scene, 500);
          hear (scene, 1);
        }
      expect_nothing (scene);
      expect_state (scene, SIGHT_PAIR_LIVE);
      advance (scene, 600);
      expect (scene, made);
    }

  scene_free (scene);
}

/* rows: ev-failed-live */
static void
test_failed_live (void)
{
  Scene *scene = scene_new_live_offerer ();
  Scene *answerer = scene_new_live_answerer ();

  advance (scene, 3000);
  fail (scene, 1);
  expect (scene, "drop 1");
  expect (scene, "make 2 offerer");
  expect_state (scene, SIGHT_PAIR_STALLED);
  describe (scene, 2);
  expect (scene, "send offer 2");
  say (scene, SIGHT_SEALED_ANSWER, 2);
  expect (scene, "remote 2 them");
  expect_state (scene, SIGHT_PAIR_STALLED);
  connect (scene, 2);
  verify (scene, 2);
  expect (scene, "promote 2");
  expect_state (scene, SIGHT_PAIR_LIVE);

  advance (answerer, 3000);
  fail (answerer, 1);
  expect (answerer, "drop 1");
  expect (answerer, "send need 1 failed");
  expect_state (answerer, SIGHT_PAIR_STALLED);

  scene_free (scene);
  scene_free (answerer);
}

/* What was live once is tried again without end: the person leaves, not we. */
static void
test_failed_live_long (void)
{
  Scene *scene = scene_new_live_offerer ();
  guint makes = 0;

  advance (scene, 3000);
  fail (scene, 1);
  expect (scene, "drop 1");
  expect (scene, "make 2 offerer");
  advance (scene, 10 * 60 * 1000);
  while (scene->done.length > 0)
    {
      g_autofree char *done = g_queue_pop_head (&scene->done);

      makes += g_str_has_prefix (done, "make");
    }
  /* 20 s for each, and up to 8 s in between. */
  g_assert_cmpuint (makes, >, 18);
  g_assert_cmpuint (makes, <, 30);
  expect_state (scene, SIGHT_PAIR_STALLED);

  scene_free (scene);
}

/* rows: ev-timeout */
static void
test_timeout (void)
{
  Scene *scene = scene_new_offering ();

  advance (scene, 19900);
  expect_nothing (scene);
  advance (scene, 200);
  expect (scene, "drop 1");
  advance (scene, 1000);
  expect (scene, "make 2 offerer relay");

  scene_free (scene);
}

/* rows: st-stalled, ev-silent, ev-heard, ev-dead: frozen for 5 s, then for good */
static void
test_silence (void)
{
  Scene *scene = scene_new_live_offerer ();

  advance (scene, 3900);
  expect_state (scene, SIGHT_PAIR_LIVE);
  advance (scene, 200);
  expect_state (scene, SIGHT_PAIR_STALLED);
  expect_nothing (scene);
  advance (scene, 900);
  hear (scene, 1);
  expect_state (scene, SIGHT_PAIR_LIVE);

  advance (scene, 7900);
  expect_state (scene, SIGHT_PAIR_STALLED);
  expect_nothing (scene);
  advance (scene, 200);
  expect (scene, "make 2 offerer");
  expect_state (scene, SIGHT_PAIR_STALLED);

  /* It comes back by itself while the next is made: both go on. */
  hear (scene, 1);
  expect_state (scene, SIGHT_PAIR_LIVE);
  describe (scene, 2);
  expect (scene, "send offer 2");

  scene_free (scene);
}

/* rows: ev-dead, ev-need-again: the answerer asks */
static void
test_silence_answerer (void)
{
  Scene *scene = scene_new_live_answerer ();

  advance (scene, 8100);
  expect (scene, "send need 1 stalled");
  expect_state (scene, SIGHT_PAIR_STALLED);
  advance (scene, 8100);
  expect (scene, "send need 1 stalled");
  hear (scene, 1);
  expect_state (scene, SIGHT_PAIR_LIVE);
  advance (scene, 3900);
  expect_nothing (scene);

  scene_free (scene);
}

/* Words of a connection that is gone say nothing about the one that plays. */
static void
test_heard_other (void)
{
  Scene *scene = scene_new_live_offerer ();

  advance (scene, 5000);
  hear (scene, 2);
  hear (scene, 0);
  expect_state (scene, SIGHT_PAIR_STALLED);

  scene_free (scene);
}

/* rows: ev-need-stale, ev-need-storm */
static void
test_need (void)
{
  Scene *scene = scene_new_live_offerer ();
  Scene *answerer = scene_new_live_answerer ();

  /* Within 2 s of the first beginning, a hundred times. */
  advance (scene, 500);
  for (guint i = 0; i < 100; i++)
    say_need (scene, 1);
  expect_nothing (scene);
  advance (scene, 1400);
  expect_nothing (scene);
  advance (scene, 200);
  expect (scene, "make 2 offerer");
  say_need (scene, 1);
  hear (scene, 1);
  advance (scene, 3000);
  expect_nothing (scene);

  advance (answerer, 3000);
  say_need (answerer, 1);
  expect_nothing (answerer);

  scene_free (scene);
  scene_free (answerer);
}

/* rows: ev-network */
static void
test_network (void)
{
  Scene *scene = scene_new_live_offerer ();
  Scene *answerer = scene_new_live_answerer ();
  Scene *idle = scene_new (TRUE);

  advance (scene, 3000);
  sight_pair_machine_network_changed (scene->machine, scene->now);
  expect (scene, "make 2 offerer");
  expect_state (scene, SIGHT_PAIR_LIVE);

  advance (answerer, 3000);
  sight_pair_machine_network_changed (answerer->machine, answerer->now);
  expect (answerer, "send need 1 network");

  sight_pair_machine_network_changed (idle->machine, idle->now);
  expect_nothing (idle);

  scene_free (scene);
  scene_free (answerer);
  scene_free (idle);
}

/* rows: ev-signaling-back, ev-signaling-lost */
static void
test_signaling_back (void)
{
  Scene *scene = scene_new_offering ();
  Scene *answerer = scene_new_live_answerer ();

  sight_pair_machine_signaling_back (scene->machine, scene->now);
  expect (scene, "send offer 1");
  say (scene, SIGHT_SEALED_ANSWER, 1);
  expect (scene, "remote 1 them");
  sight_pair_machine_signaling_back (scene->machine, scene->now);
  expect_nothing (scene);

  sight_pair_machine_signaling_back (answerer->machine, answerer->now);
  expect_nothing (answerer);
  advance (answerer, 3000);
  fail (answerer, 1);
  expect (answerer, "drop 1");
  expect (answerer, "send need 1 failed");
  sight_pair_machine_signaling_back (answerer->machine, answerer->now);
  expect (answerer, "send need 1 failed");

  scene_free (scene);
  scene_free (answerer);
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
      Scene *scene = scene_new_live_offerer ();

      say_close (scene, closes[i].why);
      expect (scene, "drop 1");
      expect_state (scene, closes[i].state);
      if (closes[i].error >= 0)
        g_assert_error (sight_pair_machine_get_error (scene->machine), SIGHT_CALL_ERROR, closes[i].error);
      else
        g_assert_null (sight_pair_machine_get_error (scene->machine));
      g_assert_cmpint (sight_pair_machine_get_deadline (scene->machine), ==, G_MAXINT64);
      scene_free (scene);
    }
}

/* rows: ev-gone */
static void
test_gone (void)
{
  static const SightWhy whys[] = { SIGHT_WHY_LEFT, SIGHT_WHY_REMOVED, SIGHT_WHY_REPLACED };

  for (guint i = 0; i < G_N_ELEMENTS (whys); i++)
    {
      Scene *scene = scene_new_live_offerer ();

      sight_pair_machine_removed (scene->machine, whys[i], scene->now);
      expect (scene, "drop 1");
      expect_state (scene, SIGHT_PAIR_CLOSED);
      scene_free (scene);
    }
}

/* rows: ev-lost, ev-lost-dead: losing the server never touches media */
static void
test_lost (void)
{
  Scene *scene = scene_new_live_offerer ();
  Scene *failing = scene_new_live_offerer ();
  Scene *offering = scene_new_offering ();

  sight_pair_machine_removed (scene->machine, SIGHT_WHY_LOST, scene->now);
  for (guint i = 0; i < 30; i++)
    {
      advance (scene, 2000);
      hear (scene, 1);
    }
  expect_state (scene, SIGHT_PAIR_LIVE);
  expect_nothing (scene);
  advance (scene, 4100);
  expect (scene, "drop 1");
  expect_state (scene, SIGHT_PAIR_CLOSED);

  sight_pair_machine_removed (failing->machine, SIGHT_WHY_LOST, failing->now);
  fail (failing, 1);
  expect (failing, "drop 1");
  expect_state (failing, SIGHT_PAIR_CLOSED);

  sight_pair_machine_removed (offering->machine, SIGHT_WHY_LOST, offering->now);
  expect (offering, "drop 1");
  expect_state (offering, SIGHT_PAIR_CLOSED);

  scene_free (scene);
  scene_free (failing);
  scene_free (offering);
}

/* rows: ev-hang-up */
static void
test_hang_up (void)
{
  Scene *scene = scene_new_live_offerer ();

  advance (scene, 3000);
  say_need (scene, 1);
  expect (scene, "make 2 offerer");
  sight_pair_machine_hang_up (scene->machine, scene->now);
  expect (scene, "send close 2 left");
  expect (scene, "drop 2");
  expect (scene, "drop 1");
  expect_state (scene, SIGHT_PAIR_CLOSED);

  scene_free (scene);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/pair/offerer", test_offerer);
  g_test_add_func ("/call/pair/answerer", test_answerer);
  g_test_add_func ("/call/pair/ev-offer-early", test_offer_early);
  g_test_add_func ("/call/pair/ev-offer-odd", test_offer_odd);
  g_test_add_func ("/call/pair/ev-answer-stale", test_answer_stale);
  g_test_add_func ("/call/pair/ev-candidates", test_candidates);
  g_test_add_func ("/call/pair/ev-security", test_security);
  g_test_add_func ("/call/pair/ev-security/next", test_security_next);
  g_test_add_func ("/call/pair/ev-failed-first", test_failed_first);
  g_test_add_func ("/call/pair/ev-failed-first/answerer", test_failed_first_answerer);
  g_test_add_func ("/call/pair/ev-verified-next", test_next);
  g_test_add_func ("/call/pair/ev-failed-next", test_failed_next);
  g_test_add_func ("/call/pair/ev-failed-live", test_failed_live);
  g_test_add_func ("/call/pair/ev-failed-live/long", test_failed_live_long);
  g_test_add_func ("/call/pair/ev-timeout", test_timeout);
  g_test_add_func ("/call/pair/ev-silent", test_silence);
  g_test_add_func ("/call/pair/ev-dead/answerer", test_silence_answerer);
  g_test_add_func ("/call/pair/ev-heard/other", test_heard_other);
  g_test_add_func ("/call/pair/ev-need", test_need);
  g_test_add_func ("/call/pair/ev-network", test_network);
  g_test_add_func ("/call/pair/ev-signaling-back", test_signaling_back);
  g_test_add_func ("/call/pair/ev-close", test_close);
  g_test_add_func ("/call/pair/ev-gone", test_gone);
  g_test_add_func ("/call/pair/ev-lost", test_lost);
  g_test_add_func ("/call/pair/ev-hang-up", test_hang_up);

  return g_test_run ();
}
