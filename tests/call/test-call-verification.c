/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "call-scene.h"

#include "call/sight-call-error.h"
#include "call/sight-call-private.h"
#include "media/sight-media.h"

/* Two people in a whole call find out who is at the other end: Ana answers, and
 * so responds; Boris offers, and so begins.
 */

typedef struct
{
  SightServer *server;
  Person      *people[2];
} Scene;

static void
scene_init (Scene *self)
{
  start_two (&self->server, self->people);
}

static void
scene_clear (Scene *self)
{
  stop_two (self->server, self->people);
}

/* The other one, as @who sees it. */
static SightParticipant *
seen_by (Scene *self,
         guint  who)
{
  return get_other (self->people[who], 0);
}

static gboolean
have_emoji (Scene *self)
{
  return sight_participant_get_verification (seen_by (self, 0)) != NULL &&
         sight_participant_get_verification (seen_by (self, 1)) != NULL;
}

static void
expect_equal (Scene *self)
{
  const SightVerification *a = sight_participant_get_verification (seen_by (self, 0));
  const SightVerification *b = sight_participant_get_verification (seen_by (self, 1));

  g_assert_cmpmem (a->bytes, sizeof a->bytes, b->bytes, sizeof b->bytes);
  for (guint i = 0; i < SIGHT_VERIFICATION_EMOJI; i++)
    g_assert_cmpuint (a->emoji[i], ==, b->emoji[i]);
}

static gboolean
have_failed (Scene *self)
{
  return sight_participant_get_state (seen_by (self, 0)) == SIGHT_PAIR_FAILED &&
         sight_participant_get_state (seen_by (self, 1)) == SIGHT_PAIR_FAILED;
}

static void
expect_insecure (Scene *self)
{
  wait_for (SOON, have_failed (self));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_error (sight_participant_get_error (seen_by (self, i)), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY);
      g_assert_null (sight_participant_get_verification (seen_by (self, i)));
      g_assert_null (sight_participant_get_connection (seen_by (self, i)));
    }
}

static void
on_verifying (SightParticipant *participant,
              GParamSpec       *pspec,
              guint            *n)
{
  (*n)++;
}

/* rows: sas-run, sas-person */
static void
test_equal (void)
{
  Scene scene;
  guint n = 0;

  scene_init (&scene);
  wait_for (SOON, have_emoji (&scene));
  expect_equal (&scene);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (sight_participant_get_verifying (seen_by (&scene, i)), ==, SIGHT_VERIFYING_COMPARE);
      g_assert_false (sight_participant_get_peer_confirmed (seen_by (&scene, i)));
    }

  g_signal_connect (seen_by (&scene, 1), "notify::verifying", G_CALLBACK (on_verifying), &n);
  sight_participant_confirm (seen_by (&scene, 0), TRUE);
  g_assert_cmpuint (sight_participant_get_verifying (seen_by (&scene, 0)), ==, SIGHT_VERIFYING_CONFIRMED);
  wait_for (SOON, sight_participant_get_peer_confirmed (seen_by (&scene, 1)));
  g_assert_cmpuint (n, >, 0);
  /* What the other has found is no finding of ours. */
  g_assert_cmpuint (sight_participant_get_verifying (seen_by (&scene, 1)), ==, SIGHT_VERIFYING_COMPARE);
  sight_participant_confirm (seen_by (&scene, 1), TRUE);
  wait_for (SOON, sight_participant_get_peer_confirmed (seen_by (&scene, 0)));
  g_assert_true (is_live (scene.people[0], 0) && is_live (scene.people[1], 0));

  scene_clear (&scene);
}

/* rows: sas-keeps: other emoji, the same certificates */
static void
test_next (void)
{
  Scene scene;
  SightVerification before;

  scene_init (&scene);
  wait_for (SOON, have_emoji (&scene));
  before = *sight_participant_get_verification (seen_by (&scene, 0));
  sight_participant_confirm (seen_by (&scene, 0), TRUE);
  wait_for (SOON, sight_participant_get_peer_confirmed (seen_by (&scene, 1)));

  kill_connection (scene.people[0], 0);
  g_assert_null (sight_participant_get_verification (seen_by (&scene, 0)));
  wait_for (SOON, sight_participant_get_generation (seen_by (&scene, 0)) == 2 &&
                    sight_participant_get_generation (seen_by (&scene, 1)) == 2 && have_emoji (&scene));
  expect_equal (&scene);
  g_assert_true (memcmp (before.bytes, sight_participant_get_verification (seen_by (&scene, 0))->bytes,
                         sizeof before.bytes) != 0);
  g_assert_cmpuint (sight_participant_get_verifying (seen_by (&scene, 0)), ==, SIGHT_VERIFYING_CONFIRMED);
  g_assert_cmpuint (sight_participant_get_verifying (seen_by (&scene, 1)), ==, SIGHT_VERIFYING_COMPARE);
  g_assert_true (sight_participant_get_peer_confirmed (seen_by (&scene, 1)));
  g_assert_false (sight_participant_get_peer_confirmed (seen_by (&scene, 0)));

  scene_clear (&scene);
}

/* rows: sas-keeps: who shows another certificate is not who was verified */
static void
test_other_certificate (void)
{
  Scene scene;
  SightCallMedia *media;
  g_autoptr(GError) error = NULL;

  scene_init (&scene);
  wait_for (SOON, have_emoji (&scene));
  for (guint i = 0; i < 2; i++)
    sight_participant_confirm (seen_by (&scene, i), TRUE);
  for (guint i = 0; i < 2; i++)
    wait_for (SOON, sight_participant_get_peer_confirmed (seen_by (&scene, i)));

  media = scene.people[1]->call->media;
  sight_dtls_certificate_unref (media->certificate);
  media->certificate = sight_dtls_certificate_new (&error);
  g_assert_no_error (error);
  kill_connection (scene.people[0], 0);
  wait_for (SOON, sight_participant_get_generation (seen_by (&scene, 0)) == 2 &&
                    sight_participant_get_generation (seen_by (&scene, 1)) == 2 && have_emoji (&scene));
  expect_equal (&scene);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (sight_participant_get_verifying (seen_by (&scene, i)), ==, SIGHT_VERIFYING_COMPARE);

  scene_clear (&scene);
}

/* rows: sas-ids: after both have joined anew, and their connection is a new one */
static void
test_joined_anew (void)
{
  Scene scene;
  g_autofree char *host = NULL;

  scene_init (&scene);
  host = g_strdup (get_host (scene.server));
  g_object_unref (scene.server);
  for (guint i = 0; i < 2; i++)
    wait_for (SOON, sight_call_get_state (scene.people[i]->call) == SIGHT_SIGNALING_RECONNECTING);
  scene.server = start_server (host);
  for (guint i = 0; i < 2; i++)
    wait_for (SOON, sight_call_get_state (scene.people[i]->call) == SIGHT_SIGNALING_JOINED);
  for (guint i = 0; i < 2; i++)
    wait_for (SOON, get_count (scene.people[i]) == 1 &&
                      sight_id_equal (sight_participant_get_id (seen_by (&scene, i)),
                                      sight_call_get_id (scene.people[1 - i]->call)));
  kill_connection (scene.people[1], 0);
  wait_for (SOON, sight_participant_get_generation (seen_by (&scene, 0)) == 2 &&
                    sight_participant_get_generation (seen_by (&scene, 1)) == 2 && have_emoji (&scene));
  expect_equal (&scene);

  scene_clear (&scene);
}

/* rows: sas-different, sas-ends, ev-verification */
static void
test_different (void)
{
  Scene scene;

  scene_init (&scene);
  wait_for (SOON, have_emoji (&scene));
  sight_participant_confirm (seen_by (&scene, 0), FALSE);
  g_assert_cmpuint (sight_participant_get_verifying (seen_by (&scene, 0)), ==, SIGHT_VERIFYING_FAILED);
  expect_insecure (&scene);

  scene_clear (&scene);
}

static void
say_sas (SightParticipant *participant,
         SightControlKind  kind)
{
  const SightControlMessage message = { .kind = kind };

  sight_participant_say_control (participant, &message);
}

/* In front of what the program itself says: a commit, and what does not open it. */
static void
on_promoted (SightParticipant *participant)
{
  say_sas (participant, SIGHT_CONTROL_SAS_COMMIT);
  say_sas (participant, SIGHT_CONTROL_SAS_REVEAL);
}

static void
on_boris_items_changed (GListModel *call,
                        guint       position,
                        guint       removed,
                        guint       added)
{
  g_autoptr(SightParticipant) ana = added > 0 ? g_list_model_get_item (call, position) : NULL;

  if (ana != NULL)
    g_signal_connect (ana, "promoted", G_CALLBACK (on_promoted), NULL);
}

/* rows: sas-opens, sas-ends */
static void
test_tampered (void)
{
  Scene scene;

  scene.server = start_server ("127.0.0.1:0");
  scene.people[0] = person_new (get_host (scene.server), CODE, "Ana");
  wait_for (SOON, sight_call_get_state (scene.people[0]->call) == SIGHT_SIGNALING_JOINED);
  scene.people[1] = person_new (get_host (scene.server), CODE, "Boris");
  g_signal_connect (scene.people[1]->call, "items-changed", G_CALLBACK (on_boris_items_changed), NULL);
  wait_for (SOON, get_count (scene.people[0]) == 1 && get_count (scene.people[1]) == 1);
  expect_insecure (&scene);
  g_assert_nonnull (strstr (sight_participant_get_error (seen_by (&scene, 0))->message, "committed"));
  g_assert_cmpuint (sight_participant_get_verifying (seen_by (&scene, 0)), ==, SIGHT_VERIFYING_FAILED);

  scene_clear (&scene);
}

/* rows: sas-order, sas-ends: a number once more, when the emoji are there */
static void
test_order (void)
{
  Scene scene;

  scene_init (&scene);
  wait_for (SOON, have_emoji (&scene));
  say_sas (seen_by (&scene, 1), SIGHT_CONTROL_SAS_REVEAL);
  expect_insecure (&scene);

  scene_clear (&scene);
}

/* Who does not want to verify ends no call. */
static void
test_cancelled (void)
{
  Scene scene;

  scene_init (&scene);
  wait_for (SOON, have_emoji (&scene));
  say_sas (seen_by (&scene, 1), SIGHT_CONTROL_SAS_ABORT);
  wait_for (SOON, sight_participant_get_verifying (seen_by (&scene, 0)) == SIGHT_VERIFYING_FAILED);
  g_assert_null (sight_participant_get_verification (seen_by (&scene, 0)));
  sight_participant_confirm (seen_by (&scene, 0), TRUE);
  g_assert_cmpuint (sight_participant_get_verifying (seen_by (&scene, 0)), ==, SIGHT_VERIFYING_FAILED);
  g_assert_true (is_live (scene.people[0], 0) && is_live (scene.people[1], 0));
  expect_picture (scene.people[0], 0);

  scene_clear (&scene);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/call/verification/equal", test_equal);
  g_test_add_func ("/call/verification/next", test_next);
  g_test_add_func ("/call/verification/other-certificate", test_other_certificate);
  g_test_add_func ("/call/verification/joined-anew", test_joined_anew);
  g_test_add_func ("/call/verification/different", test_different);
  g_test_add_func ("/call/verification/tampered", test_tampered);
  g_test_add_func ("/call/verification/order", test_order);
  g_test_add_func ("/call/verification/cancelled", test_cancelled);

  return g_test_run ();
}
