/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "call/sight-call-error.h"
#include "call/sight-verification-session.h"

typedef struct
{
  SightVerificationSession *session;
  GQueue                    said;    /* of SightControlMessage */
  guint                     changes;
} Side;

/* The initiator is the first. */
typedef struct
{
  Side sides[2];
} Pair;

static void
on_say (gpointer                   data,
        const SightControlMessage *message)
{
  g_queue_push_tail (&((Side *) data)->said, g_memdup2 (message, sizeof *message));
}

static void
on_changed (gpointer data)
{
  ((Side *) data)->changes++;
}

static const SightVerificationOutput output = {
  .say = on_say,
  .changed = on_changed,
};

static void
pair_init (Pair   *self,
           guint8  seen_by_responder)
{
  static const SightRoomId room = { "00112233445566778899aabbccddeeff" };
  SightVerificationSide ada = { .id = { "AdaAdaAdaAdaAda0" } };
  SightVerificationSide bob = { .id = { "BobBobBobBobBob0" } };
  SightVerificationSide seen;

  memset (self, 0, sizeof *self);
  memset (ada.fingerprint, 0xaa, sizeof ada.fingerprint);
  memset (bob.fingerprint, 0xbb, sizeof bob.fingerprint);
  seen = ada;
  memset (seen.fingerprint, seen_by_responder, sizeof seen.fingerprint);
  self->sides[0].session = sight_verification_session_new (&output, &self->sides[0], &room, &ada, &bob, 7, TRUE);
  self->sides[1].session = sight_verification_session_new (&output, &self->sides[1], &room, &bob, &seen, 7, FALSE);
  for (int i = 1; i >= 0; i--)
    sight_verification_session_start (self->sides[i].session);
}

static void
pair_clear (Pair *self)
{
  for (guint i = 0; i < 2; i++)
    {
      sight_verification_session_free (self->sides[i].session);
      g_queue_clear_full (&self->sides[i].said, g_free);
    }
}

static SightControlMessage *
take (Pair  *self,
      guint  from)
{
  return g_queue_pop_head (&self->sides[from].said);
}

static void
pass (Pair             *self,
      guint             from,
      SightControlKind  kind)
{
  g_autofree SightControlMessage *message = take (self, from);

  g_assert_nonnull (message);
  g_assert_cmpstr (sight_control_kind_to_name (message->kind), ==, sight_control_kind_to_name (kind));
  sight_verification_session_received (self->sides[1 - from].session, message);
}

static void
expect_state (Pair           *self,
              guint           side,
              SightVerifying  state)
{
  g_assert_cmpint (sight_verification_session_get_state (self->sides[side].session), ==, state);
}

static void
expect_failed (Pair           *self,
               guint           side,
               SightCallError  code)
{
  expect_state (self, side, SIGHT_VERIFYING_FAILED);
  g_assert_error (sight_verification_session_get_error (self->sides[side].session), SIGHT_CALL_ERROR, (int) code);
  g_assert_null (sight_verification_session_get_result (self->sides[side].session));
}

static void
exchange (Pair *self)
{
  pass (self, 0, SIGHT_CONTROL_SAS_COMMIT);
  pass (self, 1, SIGHT_CONTROL_SAS_NONCE);
  pass (self, 0, SIGHT_CONTROL_SAS_REVEAL);
  expect_state (self, 0, SIGHT_VERIFYING_COMPARE);
  expect_state (self, 1, SIGHT_VERIFYING_COMPARE);
}

static gboolean
emoji_equal (Pair *self)
{
  const SightVerification *a = sight_verification_session_get_result (self->sides[0].session);
  const SightVerification *b = sight_verification_session_get_result (self->sides[1].session);

  return memcmp (a->emoji, b->emoji, sizeof a->emoji) == 0;
}

/* rows: sas-run, sas-person */
static void
test_run (void)
{
  Pair pair;

  pair_init (&pair, 0xaa);
  g_assert_null (sight_verification_session_get_result (pair.sides[0].session));
  /* Before there is something to compare nobody can have compared it. */
  sight_verification_session_confirm (pair.sides[0].session, TRUE);
  expect_state (&pair, 0, SIGHT_VERIFYING);
  exchange (&pair);
  g_assert_true (emoji_equal (&pair));

  sight_verification_session_confirm (pair.sides[0].session, TRUE);
  expect_state (&pair, 0, SIGHT_VERIFYING_CONFIRMED);
  pass (&pair, 0, SIGHT_CONTROL_SAS_DONE);
  g_assert_true (sight_verification_session_get_peer_confirmed (pair.sides[1].session));
  expect_state (&pair, 1, SIGHT_VERIFYING_COMPARE);
  sight_verification_session_confirm (pair.sides[1].session, TRUE);
  pass (&pair, 1, SIGHT_CONTROL_SAS_DONE);
  expect_state (&pair, 0, SIGHT_VERIFYING_CONFIRMED);
  expect_state (&pair, 1, SIGHT_VERIFYING_CONFIRMED);
  pair_clear (&pair);
}

/* Somebody in between has another certificate. */
static void
test_in_between (void)
{
  Pair pair;

  pair_init (&pair, 0xee);
  exchange (&pair);
  g_assert_false (emoji_equal (&pair));
  pair_clear (&pair);
}

/* rows: sas-opens */
static void
test_commit_does_not_open (void)
{
  Pair pair;
  SightControlMessage *reveal;

  pair_init (&pair, 0xaa);
  pass (&pair, 0, SIGHT_CONTROL_SAS_COMMIT);
  pass (&pair, 1, SIGHT_CONTROL_SAS_NONCE);
  reveal = take (&pair, 0);
  reveal->bytes[31] ^= 1;
  sight_verification_session_received (pair.sides[1].session, reveal);
  g_free (reveal);

  expect_failed (&pair, 1, SIGHT_CALL_ERROR_SECURITY);
  pass (&pair, 1, SIGHT_CONTROL_SAS_ABORT);
  expect_failed (&pair, 0, SIGHT_CALL_ERROR_SECURITY);
  sight_verification_session_confirm (pair.sides[1].session, TRUE);
  expect_failed (&pair, 1, SIGHT_CALL_ERROR_SECURITY);
  pair_clear (&pair);
}

/* Every message where it does not belong, to both sides, at every stage.
 * rows: sas-order
 */
static void
test_order (void)
{
  static const SightControlKind kinds[] = {
    SIGHT_CONTROL_SAS_COMMIT, SIGHT_CONTROL_SAS_NONCE, SIGHT_CONTROL_SAS_REVEAL, SIGHT_CONTROL_SAS_DONE,
  };
  /* What is due to each side, before each of the three messages and after them. */
  static const SightControlKind due[4][2] = {
    { SIGHT_CONTROL_SAS_NONCE, SIGHT_CONTROL_SAS_COMMIT },
    { SIGHT_CONTROL_SAS_NONCE, SIGHT_CONTROL_SAS_REVEAL },
    { SIGHT_CONTROL_SAS_DONE, SIGHT_CONTROL_SAS_REVEAL },
    { SIGHT_CONTROL_SAS_DONE, SIGHT_CONTROL_SAS_DONE },
  };

  for (guint stage = 0; stage < 4; stage++)
    for (guint side = 0; side < 2; side++)
      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        {
          SightControlMessage message = { .kind = kinds[i] };
          Pair pair;

          if (kinds[i] == due[stage][side])
            continue;
          pair_init (&pair, 0xaa);
          for (guint passed = 0; passed < stage; passed++)
            pass (&pair, passed % 2, kinds[passed]);
          sight_verification_session_received (pair.sides[side].session, &message);
          expect_failed (&pair, side, SIGHT_CALL_ERROR_SECURITY);
          pair_clear (&pair);
        }
}

/* Before it began there is no random number to answer with. */
static void
test_not_started (void)
{
  static const SightRoomId room = { "00112233445566778899aabbccddeeff" };
  SightVerificationSide side = { .id = { "AdaAdaAdaAdaAda0" } };
  SightControlMessage commit = { .kind = SIGHT_CONTROL_SAS_COMMIT };
  Pair pair = { 0 };

  for (guint i = 0; i < 2; i++)
    pair.sides[i].session = sight_verification_session_new (&output, &pair.sides[i], &room, &side, &side, 1, i == 0);
  sight_verification_session_received (pair.sides[1].session, &commit);
  expect_failed (&pair, 1, SIGHT_CALL_ERROR_SECURITY);
  pair_clear (&pair);
}

/* rows: sas-different */
static void
test_different (void)
{
  Pair pair;

  pair_init (&pair, 0xaa);
  exchange (&pair);
  sight_verification_session_confirm (pair.sides[0].session, TRUE);
  pass (&pair, 0, SIGHT_CONTROL_SAS_DONE);
  sight_verification_session_confirm (pair.sides[1].session, FALSE);
  expect_failed (&pair, 1, SIGHT_CALL_ERROR_SECURITY);
  pass (&pair, 1, SIGHT_CONTROL_SAS_ABORT);
  expect_failed (&pair, 0, SIGHT_CALL_ERROR_SECURITY);
  pair_clear (&pair);
}

static void
test_cancel (void)
{
  Pair pair;

  pair_init (&pair, 0xaa);
  exchange (&pair);
  sight_verification_session_cancel (pair.sides[0].session);
  expect_failed (&pair, 0, SIGHT_CALL_ERROR_CANCELLED);
  pass (&pair, 0, SIGHT_CONTROL_SAS_ABORT);
  expect_failed (&pair, 1, SIGHT_CALL_ERROR_CANCELLED);
  g_assert_cmpuint (pair.sides[0].changes, ==, 2);
  pair_clear (&pair);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/verification/run", test_run);
  g_test_add_func ("/call/verification/in-between", test_in_between);
  g_test_add_func ("/call/verification/commit-does-not-open", test_commit_does_not_open);
  g_test_add_func ("/call/verification/order", test_order);
  g_test_add_func ("/call/verification/not-started", test_not_started);
  g_test_add_func ("/call/verification/different", test_different);
  g_test_add_func ("/call/verification/cancel", test_cancel);

  return g_test_run ();
}
