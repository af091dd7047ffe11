/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "signaling-scene.h"

#include <string.h>

#include "call/sight-call-error.h"
#include "protocol/sight-protocol-error.h"

/* Before the click. */
static Scene *
scene_new_prepared (void)
{
  Scene *self = g_new0 (Scene, 1);

  self->now = G_USEC_PER_SEC;
  self->machine = sight_signaling_machine_new (&signaling_output, self, "test");
  sight_signaling_machine_prepare (self->machine, self->now);
  g_assert_cmpuint (self->opens, ==, 1);
  open_socket (self);
  expect_sent_type (self, "hello");
  say_welcome (self, FALSE, SECRET);
  expect_sent (self, "{\"t\":\"ping\"}");
  expect_quiet (self);
  expect_state (self, SIGHT_SIGNALING_IDLE);

  return self;
}

static void
join (Scene *self)
{
  SightRoomId room;

  g_assert_true (sight_room_id_parse (&room, ROOM, strlen (ROOM)));
  sight_signaling_machine_join (self->machine, &room, SIGHT_KIND_CLI, self->now);
  expect_state (self, SIGHT_SIGNALING_CONNECTING);
}

/* Everything is said before the click but that we want to come in. */
static void
test_prepare (void)
{
  Scene *scene = scene_new_prepared ();

  join (scene);
  expect_sent (scene, "{\"t\":\"join\",\"room\":\"" ROOM "\",\"kind\":\"cli\"}");
  expect_quiet (scene);
  g_assert_cmpuint (scene->opens, ==, 1);
  say_joined (scene, 1);
  expect_state (scene, SIGHT_SIGNALING_JOINED);
  scene_free (scene);

  /* Whoever goes again without having been in says nothing of it. */
  scene = scene_new_prepared ();
  sight_signaling_machine_leave (scene->machine, scene->now);
  expect_quiet (scene);
  expect_state (scene, SIGHT_SIGNALING_ENDED);
  g_assert_cmpuint (scene->closes, ==, 1);
  scene_free (scene);
}

/* The click may come while the server is still being greeted. */
static void
test_prepare_early (void)
{
  Scene *scene = g_new0 (Scene, 1);

  scene->machine = sight_signaling_machine_new (&signaling_output, scene, "test");
  sight_signaling_machine_prepare (scene->machine, scene->now);
  join (scene);
  g_assert_cmpuint (scene->opens, ==, 1);
  open_socket (scene);
  expect_sent_type (scene, "hello");
  say_welcome (scene, FALSE, SECRET);
  expect_sent_type (scene, "join");
  scene_free (scene);
}

/* A server hangs up on who does not come in: nothing is said of it, and the
 * click connects again.
 */
static void
test_prepare_late (void)
{
  Scene *scene = scene_new_prepared ();

  lose_socket (scene, SIGHT_CLOSE_TIMEOUT);
  expect_state (scene, SIGHT_SIGNALING_IDLE);
  g_assert_no_error (sight_signaling_machine_get_error (scene->machine));
  g_assert_cmpint (sight_signaling_machine_get_deadline (scene->machine), ==, G_MAXINT64);
  join (scene);
  g_assert_cmpuint (scene->opens, ==, 2);
  open_socket (scene);
  expect_sent_type (scene, "hello");
  say_welcome (scene, FALSE, SECRET2);
  expect_sent_type (scene, "join");
  scene_free (scene);

  /* It is gone, and nobody knows until the click. */
  scene = scene_new_prepared ();
  join (scene);
  expect_sent_type (scene, "join");
  advance (scene, 5000);
  g_assert_cmpuint (scene->opens, ==, 2);
  expect_state (scene, SIGHT_SIGNALING_CONNECTING);
  g_assert_no_error (sight_signaling_machine_get_error (scene->machine));
  scene_free (scene);
}

/* That there is no server is known before the click, which tries all the same. */
static void
test_prepare_fails (void)
{
  Scene *scene = g_new0 (Scene, 1);
  g_autoptr(GError) error = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE, "no way");

  scene->machine = sight_signaling_machine_new (&signaling_output, scene, "test");
  sight_signaling_machine_prepare (scene->machine, scene->now);
  sight_signaling_machine_closed (scene->machine, 0, error, scene->now);
  expect_state (scene, SIGHT_SIGNALING_IDLE);
  g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE);
  g_assert_cmpuint (scene->changes, ==, 1);

  join (scene);
  g_assert_no_error (sight_signaling_machine_get_error (scene->machine));
  g_assert_cmpuint (scene->opens, ==, 2);
  scene_free (scene);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/signaling/prepare", test_prepare);
  g_test_add_func ("/call/signaling/prepare-early", test_prepare_early);
  g_test_add_func ("/call/signaling/prepare-late", test_prepare_late);
  g_test_add_func ("/call/signaling/prepare-fails", test_prepare_fails);

  return g_test_run ();
}
