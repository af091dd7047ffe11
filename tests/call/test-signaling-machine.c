/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "signaling-scene.h"

#include <string.h>

#include "call/sight-backoff.h"
#include "call/sight-call-error.h"
#include "protocol/sight-protocol-error.h"

static SightRequest
relay_request (gint64 n)
{
  SightRequest request = { .type = SIGHT_REQUEST_RELAY };

  request.relay.to_all = TRUE;
  request.relay.n = n;
  request.relay.box = BOX;
  request.relay.box_length = strlen (BOX);

  return request;
}

static gboolean
say_to_room (Scene  *self,
             gint64  n)
{
  SightRequest request = relay_request (n);

  return sight_signaling_machine_say (self->machine, &request, self->now);
}

static void
test_join (void)
{
  Scene *scene = scene_new_joined ();

  say_relay (scene, 2, 7);
  expect_event (scene, "relay 7");
  g_assert_true (say_to_room (scene, 1));
  expect_sent_type (scene, "relay");
  expect_quiet (scene);

  sight_signaling_machine_leave (scene->machine, scene->now);
  expect_sent (scene, "{\"t\":\"leave\"}");
  expect_state (scene, SIGHT_SIGNALING_ENDED);
  g_assert_null (sight_signaling_machine_get_error (scene->machine));
  g_assert_cmpuint (scene->closes, ==, 1);
  g_assert_cmpint (sight_signaling_machine_get_deadline (scene->machine), ==, G_MAXINT64);
  say_relay (scene, 3, 8);
  expect_quiet (scene);

  scene_free (scene);
}

/* What cannot even begin is over, and says why. */
static void
test_fail (void)
{
  Scene *scene = g_new0 (Scene, 1);
  g_autoptr(GError) error = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, "no keys");

  scene->machine = sight_signaling_machine_new (&signaling_output, scene, "test");
  sight_signaling_machine_fail (scene->machine, error);
  expect_state (scene, SIGHT_SIGNALING_ENDED);
  g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED);
  g_assert_cmpuint (scene->changes, ==, 1);
  expect_quiet (scene);

  scene_free (scene);
}

/* rows: resume-replay, ack: nothing twice, nothing left out, queued words after it */
static void
test_resume (void)
{
  Scene *scene = scene_new_joined ();

  say_relay (scene, 2, 1);
  expect_event (scene, "relay 1");
  lose_socket (scene, 0);
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  g_assert_cmpint (sight_signaling_machine_get_lost_at (scene->machine), ==, scene->now);
  g_assert_true (say_to_room (scene, 1));
  g_assert_true (say_to_room (scene, 2));
  expect_quiet (scene);

  advance (scene, 10);
  g_assert_cmpuint (scene->opens, ==, 2);
  open_socket (scene);
  expect_sent (scene, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\",\"resume\":{\"sid\":\"" ME "\",\"key\":\"" SECRET "\",\"s\":2}}");
  say_welcome (scene, TRUE, SECRET2);
  expect_state (scene, SIGHT_SIGNALING_JOINED);
  expect_sent_type (scene, "relay");
  expect_sent_type (scene, "relay");
  expect_sent (scene, "{\"t\":\"ping\",\"a\":2}");

  /* Replayed once more than needed. */
  say_relay (scene, 2, 1);
  say_relay (scene, 3, 2);
  expect_event (scene, "relay 2");
  expect_quiet (scene);
  g_assert_cmpint (sight_signaling_machine_get_lost_at (scene->machine), ==, 0);

  /* The next time with the new key. */
  lose_socket (scene, 1006);
  advance (scene, 10);
  open_socket (scene);
  expect_sent (scene, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\",\"resume\":{\"sid\":\"" ME "\",\"key\":\"" SECRET2 "\",\"s\":3}}");

  scene_free (scene);
}

/* rows: replaces, resume-gap: the session is over, the place is taken over */
static void
test_replace (void)
{
  Scene *scene = scene_new_joined ();

  lose_socket (scene, 0);
  g_assert_true (say_to_room (scene, 1));
  advance (scene, 10);
  open_socket (scene);
  expect_sent_type (scene, "hello");
  say_welcome (scene, FALSE, SECRET2);
  expect_sent (scene, "{\"t\":\"join\",\"room\":\"" ROOM "\",\"kind\":\"cli\","
               "\"replaces\":{\"sid\":\"" ME "\",\"key\":\"" SECRET "\"}}");
  expect_sent_type (scene, "ping");
  /* What was said to the old room's members is not said by the new one. */
  expect_quiet (scene);
  g_assert_false (say_to_room (scene, 2));
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  say_joined (scene, 1);
  expect_event (scene, "joined 0");
  expect_state (scene, SIGHT_SIGNALING_JOINED);

  scene_free (scene);
}

/* Something is missing in the middle: it is fetched by coming back. */
static void
test_gap (void)
{
  Scene *scene = scene_new_joined ();

  say_relay (scene, 3, 2);
  g_assert_cmpuint (scene->closes, ==, 1);
  expect_quiet (scene);
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  advance (scene, 10);
  open_socket (scene);
  expect_sent (scene, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\",\"resume\":{\"sid\":\"" ME "\",\"key\":\"" SECRET "\",\"s\":1}}");

  scene_free (scene);
}

/* rows: ack, c-ping: regularly, and after 64 messages */
static void
test_ping (void)
{
  Scene *scene = scene_new_joined ();

  /* joined was the first of the 64. */
  for (guint i = 0; i < 63; i++)
    {
      say_relay (scene, i + 2, i + 1);
      g_free (g_queue_pop_head (&scene->events));
    }
  expect_sent (scene, "{\"t\":\"ping\",\"a\":64}");
  expect_quiet (scene);
  advance (scene, 9900);
  expect_quiet (scene);
  advance (scene, 200);
  expect_sent (scene, "{\"t\":\"ping\",\"a\":64}");
  say (scene, "{\"t\":\"pong\"}");

  /* A server that says nothing any more is gone. */
  advance (scene, 24000);
  expect_state (scene, SIGHT_SIGNALING_JOINED);
  advance (scene, 1100);
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  g_assert_cmpuint (scene->closes, ==, 1);

  scene_free (scene);
}

/* 0, 0.5, 1, 2, 4, 8, 8 s, until someone answers. */
static void
test_backoff (void)
{
  static const guint waits[] = { 0, 500, 1000, 2000, 4000, 8000, 8000 };
  Scene *scene = scene_new_joined ();

  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      lose_socket (scene, 0);
      if (waits[i] > 0)
        {
          guint opens = scene->opens;

          advance (scene, waits[i] - 1);
          g_assert_cmpuint (scene->opens, ==, opens);
        }
      advance (scene, 2);
      g_assert_cmpuint (scene->opens, ==, i + 2);
    }

  /* A socket that opens is not yet a server that answers. */
  open_socket (scene);
  lose_socket (scene, 0);
  advance (scene, 7000);
  g_assert_cmpuint (scene->opens, ==, G_N_ELEMENTS (waits) + 1);
  advance (scene, 1001);
  open_socket (scene);
  say_welcome (scene, TRUE, SECRET2);
  lose_socket (scene, 0);
  advance (scene, 2);
  g_assert_cmpuint (scene->opens, ==, G_N_ELEMENTS (waits) + 3);

  scene_free (scene);
}

static void
test_backoff_spread (void)
{
  SightBackoff backoff = { .tries = 3 };

  g_assert_cmpuint (sight_backoff_next (&backoff, 0), ==, 1400);
  g_assert_cmpuint (sight_backoff_next (&backoff, 1), ==, 5200);
}

/* A connection that never opens, and a greeting that is never answered. */
static void
test_timeouts (void)
{
  Scene *scene = scene_new ();

  advance (scene, 15001);
  g_assert_cmpuint (scene->closes, ==, 1);
  expect_state (scene, SIGHT_SIGNALING_CONNECTING);
  g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE);
  advance (scene, 10);
  g_assert_cmpuint (scene->opens, ==, 2);
  open_socket (scene);
  advance (scene, 10001);
  g_assert_cmpuint (scene->closes, ==, 2);

  scene_free (scene);
}

/* rows: x-1001, s-notice */
static void
test_drain (void)
{
  Scene *scene = scene_new_joined ();

  say (scene, "{\"t\":\"notice\",\"s\":2,\"code\":\"drain\",\"text\":\"x\",\"retry_ms\":3000}");
  expect_event (scene, "notice 0");
  lose_socket (scene, SIGHT_CLOSE_DRAIN);
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  advance (scene, 2900);
  g_assert_cmpuint (scene->opens, ==, 1);
  advance (scene, 200);
  g_assert_cmpuint (scene->opens, ==, 2);

  scene_free (scene);
}

/* rows: x-4003 */
static void
test_rate (void)
{
  Scene *scene = scene_new_joined ();

  lose_socket (scene, SIGHT_CLOSE_RATE);
  advance (scene, 7900);
  g_assert_cmpuint (scene->opens, ==, 1);
  advance (scene, 200);
  g_assert_cmpuint (scene->opens, ==, 2);

  scene_free (scene);
}

/* rows: x-1003, x-1007, x-1009, x-4000, x-4002, x-4004, x-4005, x-4007, x-4006, x-4008 */
static void
test_closes (void)
{
  static const struct
  {
    guint code;
    int   error; /* -1: comes back */
  } closes[] = {
    { 1003, SIGHT_CALL_ERROR_PROTOCOL }, { 1007, SIGHT_CALL_ERROR_PROTOCOL }, { 1009, SIGHT_CALL_ERROR_PROTOCOL },
    { 4000, SIGHT_CALL_ERROR_PROTOCOL }, { 4002, SIGHT_CALL_ERROR_VERSION }, { 4004, SIGHT_CALL_ERROR_REMOVED },
    { 4005, SIGHT_CALL_ERROR_SUPERSEDED }, { 4007, SIGHT_CALL_ERROR_ENDED },
    { 4006, -1 }, { 4008, -1 }, { 1006, -1 }, { 1011, -1 }, { 0, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (closes); i++)
    {
      Scene *scene = scene_new_joined ();

      lose_socket (scene, closes[i].code);
      if (closes[i].error < 0)
        {
          expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
        }
      else
        {
          expect_state (scene, SIGHT_SIGNALING_ENDED);
          g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, closes[i].error);
          g_assert_cmpint (sight_signaling_machine_get_deadline (scene->machine), ==, G_MAXINT64);
        }
      scene_free (scene);
    }
}

/* rows: e-room-full, e-denied, e-ended, e-rooms */
static void
test_refusals (void)
{
  static const struct
  {
    const char     *code;
    SightCallError  error;
  } refusals[] = {
    { "room-full", SIGHT_CALL_ERROR_FULL }, { "denied", SIGHT_CALL_ERROR_DENIED },
    { "ended", SIGHT_CALL_ERROR_ENDED }, { "rooms", SIGHT_CALL_ERROR_TOO_MANY_ROOMS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      Scene *scene = scene_new ();

      open_socket (scene);
      say_welcome (scene, FALSE, SECRET);
      say (scene, "{\"t\":\"error\",\"s\":1,\"re\":\"join\",\"code\":\"%s\",\"text\":\"x\"}", refusals[i].code);
      expect_event (scene, "error 0");
      expect_state (scene, SIGHT_SIGNALING_ENDED);
      g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, refusals[i].error);
      g_assert_cmpuint (scene->closes, ==, 1);
      scene_free (scene);
    }
}

/* rows: lock-knock, knock-admit, knock-away */
static void
test_waiting (void)
{
  Scene *scene = scene_new ();

  open_socket (scene);
  say_welcome (scene, FALSE, SECRET);
  say (scene, "{\"t\":\"notice\",\"s\":1,\"code\":\"waiting\",\"text\":\"x\",\"me\":\"" ME "\",\"host\":\"" OTHER "\"}");
  expect_state (scene, SIGHT_SIGNALING_WAITING);
  lose_socket (scene, 0);
  advance (scene, 10);
  open_socket (scene);
  say_welcome (scene, TRUE, SECRET2);
  expect_state (scene, SIGHT_SIGNALING_WAITING);
  say_joined (scene, 2);
  expect_state (scene, SIGHT_SIGNALING_JOINED);

  scene_free (scene);
}

static void
test_network_changed (void)
{
  Scene *scene = scene_new_joined ();

  sight_signaling_machine_network_changed (scene->machine, scene->now);
  g_assert_cmpuint (scene->closes, ==, 1);
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  advance (scene, 2);
  g_assert_cmpuint (scene->opens, ==, 2);

  scene_free (scene);
}

/* A server is trusted no more than anyone else. */
static void
test_bad_server (void)
{
  static const char * const texts[] = {
    "", "nonsense", "{\"t\":\"relay\",\"s\":2}", "{\"t\":\"joined\",\"s\":2}", "{\"t\":7}", "{\"t\":\"x\",\"t\":\"y\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Scene *scene = scene_new_joined ();

      say (scene, "%s", texts[i]);
      g_assert_cmpuint (scene->closes, ==, 1);
      expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
      expect_quiet (scene);
      scene_free (scene);
    }
}

/* rows: the certificate of a server is not asked about again and again */
static void
test_certificate (void)
{
  Scene *scene = scene_new ();
  g_autoptr(GError) error = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CERTIFICATE, "Not trusted");

  sight_signaling_machine_closed (scene->machine, 0, error, scene->now);
  expect_state (scene, SIGHT_SIGNALING_ENDED);
  g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CERTIFICATE);

  scene_free (scene);
}

/* What waits for the connection is bounded. */
static void
test_queue (void)
{
  Scene *scene = scene_new_joined ();
  guint kept = 0;

  lose_socket (scene, 0);
  while (say_to_room (scene, kept + 1))
    kept++;
  g_assert_cmpuint (kept, ==, 256);

  scene_free (scene);
}

/* rows: e-rate: what is said while the server wants no more waits, and goes on slowly */
static void
test_slower (void)
{
  Scene *scene = scene_new_joined ();

  say (scene, "{\"t\":\"error\",\"s\":2,\"code\":\"rate\",\"text\":\"slower\",\"retry_ms\":700}");
  expect_event (scene, "error 0");
  for (guint i = 1; i <= 15; i++)
    g_assert_true (say_to_room (scene, i));
  advance (scene, 600);
  expect_quiet (scene);
  advance (scene, 200);
  for (guint i = 0; i < 10; i++)
    expect_sent_type (scene, "relay");
  expect_quiet (scene);
  advance (scene, 500);
  for (guint i = 0; i < 5; i++)
    expect_sent_type (scene, "relay");
  g_assert_true (say_to_room (scene, 16));
  expect_sent_type (scene, "relay");

  /* No server has us wait for a day. */
  say (scene, "{\"t\":\"error\",\"s\":3,\"code\":\"rate\",\"text\":\"slower\",\"retry_ms\":86400000}");
  expect_event (scene, "error 0");
  g_assert_true (say_to_room (scene, 17));
  advance (scene, 8100);
  expect_sent_type (scene, "relay");

  scene_free (scene);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/signaling/join", test_join);
  g_test_add_func ("/call/signaling/fail", test_fail);
  g_test_add_func ("/call/signaling/resume-replay", test_resume);
  g_test_add_func ("/call/signaling/replaces", test_replace);
  g_test_add_func ("/call/signaling/gap", test_gap);
  g_test_add_func ("/call/signaling/ping", test_ping);
  g_test_add_func ("/call/signaling/backoff", test_backoff);
  g_test_add_func ("/call/signaling/backoff/spread", test_backoff_spread);
  g_test_add_func ("/call/signaling/timeouts", test_timeouts);
  g_test_add_func ("/call/signaling/x-1001", test_drain);
  g_test_add_func ("/call/signaling/x-4003", test_rate);
  g_test_add_func ("/call/signaling/closes", test_closes);
  g_test_add_func ("/call/signaling/refusals", test_refusals);
  g_test_add_func ("/call/signaling/waiting", test_waiting);
  g_test_add_func ("/call/signaling/network-changed", test_network_changed);
  g_test_add_func ("/call/signaling/bad-server", test_bad_server);
  g_test_add_func ("/call/signaling/certificate", test_certificate);
  g_test_add_func ("/call/signaling/queue", test_queue);
  g_test_add_func ("/call/signaling/e-rate", test_slower);

  return g_test_run ();
}
