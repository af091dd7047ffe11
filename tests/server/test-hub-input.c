/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hub-fixture.h"

#include "protocol/sight-limits.h"

/* PROTOCOL.md section 8, as far as no socket is needed; each with two
 * bystanders in another room who must not notice.
 */

typedef struct
{
  Fixture *fixture;
  Peer    *left;
  Peer    *right;
} Scene;

static Scene
scene_new (void)
{
  Scene scene = { .fixture = fixture_new () };

  scene.left = peer_new_member (scene.fixture, "ffffffffffffffffffffffffffffffff");
  scene.right = peer_new_member (scene.fixture, "ffffffffffffffffffffffffffffffff");
  fixture_advance (scene.fixture, 200);
  peer_forget (scene.left);

  return scene;
}

static void
scene_free (Scene *scene)
{
  peer_relay (scene->left, scene->right->me.text);
  peer_expect_relay (scene->right, scene->left);
  peer_expect_nothing (scene->left);
  peer_expect_nothing (scene->right);
  fixture_free (scene->fixture);
}

static void
expect_bad_json (const char *text,
                 gsize       length)
{
  Scene scene = scene_new ();
  Peer *peer = peer_new_member (scene.fixture, a_room);

  peer_say_bytes (peer, text, length);
  peer_expect_error (peer, SIGHT_WIRE_ERROR_BAD_JSON, NULL);
  peer_expect_close (peer, SIGHT_CLOSE_PROTOCOL);

  scene_free (&scene);
}

/* rows: in-malformed, e-bad-json, x-4000, json-object, json-strict, json-nul,
 * json-number
 */
static void
test_malformed (void)
{
  static const char * const texts[] = {
    "", " ", "{", "nonsense", "[]", "\"ping\"", "17", "{\"t\":\"ping\"}x", "{\"t\":\"ping\",}",
    "{'t':'ping'}", "{\"t\":\"ping\"/*x*/}", "{\"t\":\"ping\",\"ts\":1e999}",
    "{\"t\":\"ping\",\"ts\":01}", "{\"t\":\"pi\nng\"}", "{\"t\":\"\\u0000\"}", "{\"t\":\"\\ud800\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    expect_bad_json (texts[i], strlen (texts[i]));
  expect_bad_json ("{\"t\":\"ping\"}\0", 13);
}

/* rows: in-duplicate, json-duplicate */
static void
test_duplicate (void)
{
  static const char text[] = "{\"t\":\"ping\",\"ts\":1,\"t\":\"leave\"}";

  expect_bad_json (text, strlen (text));
}

/* rows: in-deep, json-depth */
static void
test_deep (void)
{
  static const char text[] = "{\"t\":\"ping\",\"x\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}";

  expect_bad_json (text, strlen (text));
}

/* rows: in-utf8, x-1007, json-utf8 */
static void
test_utf8 (void)
{
  Scene scene = scene_new ();
  Peer *peer = peer_new_member (scene.fixture, a_room);

  peer_say (peer, "{\"t\":\"\xc3\x28\"}");
  peer_expect_close (peer, SIGHT_CLOSE_NOT_UTF8);

  scene_free (&scene);
}

/* rows: in-types, in-no-type, e-bad-message */
static void
test_types (void)
{
  static const char * const texts[] = {
    "{}", "{\"t\":7}", "{\"t\":null}", "{\"t\":\"ping\",\"a\":\"1\"}", "{\"t\":\"ping\",\"a\":1.5}",
    "{\"t\":\"ping\",\"a\":-1}", "{\"t\":\"relay\"}", "{\"t\":\"moderate\",\"op\":\"burn\"}",
    "{\"t\":\"moderate\",\"op\":\"remove\"}", "{\"t\":\"admit\",\"who\":\"short\"}",
  };
  Scene scene = scene_new ();
  Peer *peer = peer_new_member (scene.fixture, a_room);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      SightEvent *event;

      peer_say (peer, "%s", texts[i]);
      event = peer_expect (peer, SIGHT_EVENT_ERROR);
      g_assert_cmpstr (event->error.code, ==, "bad-message");
      if (i < G_N_ELEMENTS (texts) - 1)
        g_assert_cmpint (peer->closed, ==, 0);
    }
  peer_expect_close (peer, SIGHT_CLOSE_PROTOCOL);

  scene_free (&scene);
}

/* rows: in-unknown */
static void
test_unknown (void)
{
  Scene scene = scene_new ();
  Peer *peer = peer_new_member (scene.fixture, a_room);

  for (guint i = 0; i < 200; i++)
    peer_say (peer, "{\"t\":\"dance\",\"steps\":[1,2,3]}");
  g_assert_cmpuint (peer->texts.length, ==, 1);
  peer_expect_error (peer, SIGHT_WIRE_ERROR_RATE, NULL);

  scene_free (&scene);
}

/* rows: in-before-hello, e-no-hello */
static void
test_before_hello (void)
{
  static const char * const texts[] = {
    "{\"t\":\"join\"}", "{\"t\":\"ping\"}", "{\"t\":\"dance\"}", "{}",
  };
  Scene scene = scene_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Peer *peer = peer_connect (scene.fixture);

      peer_say (peer, "%s", texts[i]);
      g_assert_false (peer_expect (peer, SIGHT_EVENT_ERROR)->has_sequence);
      g_assert_cmpstr (peer->event.error.code, ==, "no-hello");
      peer_expect_close (peer, SIGHT_CLOSE_PROTOCOL);
      g_assert_cmpuint (sight_hub_get_stats (scene.fixture->hub)->sessions, ==, 2);
    }

  scene_free (&scene);
}

/* rows: e-version, x-4002 */
static void
test_version (void)
{
  Scene scene = scene_new ();
  Peer *peer = peer_connect (scene.fixture);

  peer_say (peer, "{\"t\":\"hello\",\"v\":[2,3],\"ua\":\"future\"}");
  peer_expect_error (peer, SIGHT_WIRE_ERROR_VERSION, "hello");
  peer_expect_close (peer, SIGHT_CLOSE_VERSION);

  peer = peer_connect (scene.fixture);
  peer_say (peer, "{\"t\":\"hello\",\"v\":[3,2,1],\"ua\":\"future\"}");
  peer_expect (peer, SIGHT_EVENT_WELCOME);

  scene_free (&scene);
}

/* rows: in-before-join, e-not-joined */
static void
test_before_join (void)
{
  static const char * const texts[] = {
    "{\"t\":\"relay\",\"to\":\"*\",\"n\":1,\"box\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw==\"}",
    "{\"t\":\"admit\",\"who\":\"AAAAAAAAAAAAAAAA\"}", "{\"t\":\"deny\",\"who\":\"AAAAAAAAAAAAAAAA\"}",
    "{\"t\":\"moderate\",\"op\":\"end\"}", "{\"t\":\"ice\"}",
  };
  Scene scene = scene_new ();
  Peer *peer = peer_connect (scene.fixture);

  peer_hello (peer);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      peer_say (peer, "%s", texts[i]);
      g_assert_cmpstr (peer_expect (peer, SIGHT_EVENT_ERROR)->error.code, ==, "not-joined");
    }
  peer_join (peer, a_room);

  scene_free (&scene);
}

/* rows: in-twice, e-twice */
static void
test_twice (void)
{
  Scene scene = scene_new ();
  Peer *peer = peer_new_member (scene.fixture, a_room);

  peer_say (peer, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\"}");
  peer_expect_error (peer, SIGHT_WIRE_ERROR_TWICE, "hello");
  peer_say (peer, "{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"cli\"}", "ffffffffffffffffffffffffffffffff");
  peer_expect_error (peer, SIGHT_WIRE_ERROR_TWICE, "join");

  scene_free (&scene);
}

/* rows: in-oversize, in-hello-size, l-message, l-hello, x-1009: the hub looks too */
static void
test_oversize (void)
{
  Scene scene = scene_new ();
  Peer *peer = peer_connect (scene.fixture);
  g_autofree char *filler = g_strnfill (70000, ' ');

  g_assert_cmpuint (sight_client_get_limit (peer->client), ==, 4096);
  peer_say_bytes (peer, filler, 4097);
  peer_expect_close (peer, SIGHT_CLOSE_TOO_BIG);

  peer = peer_new_member (scene.fixture, a_room);
  g_assert_cmpuint (sight_client_get_limit (peer->client), ==, 65536);
  peer_say_bytes (peer, filler, 65537);
  peer_expect_close (peer, SIGHT_CLOSE_TOO_BIG);

  scene_free (&scene);
}

/* rows: in-rate, e-rate, l-rate, x-4003 */
static void
test_rate (void)
{
  Scene scene = scene_new ();
  Peer *peer = peer_new_member (scene.fixture, a_room);

  /* hello and join were two of the 200. */
  for (guint i = 0; i < 198; i++)
    peer_say (peer, "{\"t\":\"x\"}");
  peer_expect_nothing (peer);
  peer_say (peer, "{\"t\":\"x\"}");
  g_assert_cmpint (peer_expect (peer, SIGHT_EVENT_ERROR)->error.retry_ms, >, 0);
  g_assert_cmpint (peer->event.error.retry_ms, <=, 30);
  g_assert_cmpstr (peer->event.error.code, ==, "rate");

  /* A second later 40 more are fine, and not one beyond. */
  fixture_advance (scene.fixture, 1000);
  for (guint i = 0; i < 40; i++)
    peer_say (peer, "{\"t\":\"x\"}");
  peer_expect_nothing (peer);
  for (guint i = 0; i < 99; i++)
    peer_say (peer, "{\"t\":\"x\"}");
  peer_expect_error (peer, SIGHT_WIRE_ERROR_RATE, NULL);
  peer_expect_nothing (peer);
  peer_say (peer, "{\"t\":\"x\"}");
  peer_expect_close (peer, SIGHT_CLOSE_RATE);

  scene_free (&scene);
}

/* rows: in-bytes, l-bytes */
static void
test_bytes (void)
{
  Scene scene = scene_new ();
  Peer *peer = peer_new_member (scene.fixture, a_room);
  g_autofree char *filler = g_strnfill (60000, 'A');
  guint n = 0;

  while (peer->texts.length == 0)
    {
      peer_say (peer, "{\"t\":\"x\",\"x\":\"%s\"}", filler);
      n++;
    }
  peer_expect_error (peer, SIGHT_WIRE_ERROR_RATE, NULL);
  g_assert_cmpuint (n, ==, 9);

  scene_free (&scene);
}

/* rows: in-bytes-all, e-rate: the largest box reaches the fullest room, and then
 * the sender waits for as long as all those bytes take
 */
static void
test_bytes_to_all (void)
{
  Scene scene = scene_new ();
  const SightServerLimits *limits = &scene.fixture->config->limits;
  g_autofree char *box = g_strnfill (SIGHT_BOX_MAX, 'A');
  gint64 most = (gint64) SIGHT_BOX_MAX * (limits->room - 1);
  Peer *peer = peer_new_member (scene.fixture, a_room), *last = NULL;
  gint64 wait;

  for (guint i = 1; i < limits->room; i++)
    last = peer_new_member (scene.fixture, a_room);
  fixture_settle (scene.fixture);

  peer_say (peer, "{\"t\":\"relay\",\"to\":\"*\",\"n\":1,\"box\":\"%s\"}", box);
  peer_expect_nothing (peer);
  g_assert_cmpuint (peer_expect (last, SIGHT_EVENT_RELAY)->relay.box_length, ==, SIGHT_BOX_MAX);

  peer_say (peer, "{\"t\":\"ping\"}");
  peer_expect_error (peer, SIGHT_WIRE_ERROR_RATE, NULL);
  wait = peer->event.error.retry_ms;
  g_assert_cmpint (wait, >, (most - limits->bytes_burst) * 1000 / limits->bytes);
  g_assert_cmpint (wait, <, most * 1000 / limits->bytes);

  fixture_advance (scene.fixture, wait);
  peer_say (peer, "{\"t\":\"ping\"}");
  peer_expect (peer, SIGHT_EVENT_PONG);

  scene_free (&scene);
}

/* rows: in-bytes-all, x-4003: who goes on all the same is thrown out */
static void
test_bytes_to_all_flood (void)
{
  Scene scene = scene_new ();
  g_autofree char *box = g_strnfill (SIGHT_BOX_MAX, 'A');
  Peer *peer = peer_new_member (scene.fixture, a_room);

  for (guint i = 0; i < 9; i++)
    peer_new_member (scene.fixture, a_room);
  fixture_settle (scene.fixture);

  for (guint n = 1; n <= 101; n++)
    peer_say (peer, "{\"t\":\"relay\",\"to\":\"*\",\"n\":%u,\"box\":\"%s\"}", n, box);
  peer_expect_error (peer, SIGHT_WIRE_ERROR_RATE, NULL);
  peer_expect_close (peer, SIGHT_CLOSE_RATE);

  scene_free (&scene);
}

static void
advance_with_bystanders (Scene *scene,
                         guint  ms)
{
  fixture_advance (scene->fixture, ms);
  peer_say (scene->left, "{\"t\":\"ping\"}");
  peer_expect (scene->left, SIGHT_EVENT_PONG);
  peer_say (scene->right, "{\"t\":\"ping\"}");
  peer_expect (scene->right, SIGHT_EVENT_PONG);
}

/* rows: in-slow-hello, l-hello-time */
static void
test_slow_hello (void)
{
  Scene scene = scene_new ();
  Peer *peer = peer_connect (scene.fixture);

  advance_with_bystanders (&scene, 4900);
  peer_expect_nothing (peer);
  advance_with_bystanders (&scene, 200);
  peer_expect_close (peer, SIGHT_CLOSE_TIMEOUT);

  scene_free (&scene);
}

/* rows: in-slow-join, l-join-time */
static void
test_slow_join (void)
{
  Scene scene = scene_new ();
  Peer *peer = peer_connect (scene.fixture);

  peer_hello (peer);
  for (guint i = 0; i < 2; i++)
    {
      advance_with_bystanders (&scene, 14900);
      peer_say (peer, "{\"t\":\"ping\"}");
      peer_expect (peer, SIGHT_EVENT_PONG);
    }
  advance_with_bystanders (&scene, 300);
  peer_expect_close (peer, SIGHT_CLOSE_TIMEOUT);

  scene_free (&scene);
}

/* rows: in-silent, l-silence */
static void
test_silent (void)
{
  Scene scene = scene_new ();
  Peer *peer = peer_new_member (scene.fixture, a_room);

  advance_with_bystanders (&scene, 20000);
  peer_say (peer, "{\"t\":\"ping\"}");
  peer_expect (peer, SIGHT_EVENT_PONG);
  advance_with_bystanders (&scene, 20000);
  advance_with_bystanders (&scene, 9900);
  peer_expect_nothing (peer);
  advance_with_bystanders (&scene, 200);
  peer_expect_close (peer, SIGHT_CLOSE_TIMEOUT);

  scene_free (&scene);
}

/* rows: in-rooms, e-rooms, l-rooms */
static void
test_rooms (void)
{
  Scene scene = scene_new ();
  Peer *peer = NULL;

  for (guint i = 0; i <= 10; i++)
    {
      peer = peer_connect_from (scene.fixture, i % 2 ? "2001:db8::1" : "2001:db8::ffff:2");
      peer_hello (peer);
      peer_say (peer, "{\"t\":\"join\",\"room\":\"0000000000000000000000000000000%x\",\"kind\":\"cli\"}", i);
      if (i < 10)
        peer_expect (peer, SIGHT_EVENT_JOINED);
    }
  peer_expect_error (peer, SIGHT_WIRE_ERROR_ROOMS, "join");
  g_assert_cmpint (peer->event.error.retry_ms, >, 350 * 1000);
  g_assert_cmpint (peer->event.error.retry_ms, <=, 361 * 1000);

  /* A room that is there already costs nothing, nor does another address. */
  peer_join (peer, "00000000000000000000000000000003");
  peer = peer_connect_from (scene.fixture, "2001:db8:0:1::1");
  peer_hello (peer);
  peer_join (peer, "0000000000000000000000000000000f");

  scene_free (&scene);
}

/* rows: in-address, l-address, http-address */
static void
test_address (void)
{
  Scene scene = scene_new ();
  SightAddress address;
  Peer *peer = NULL;

  for (guint i = 0; i < 20; i++)
    peer = peer_connect_from (scene.fixture, "192.0.2.7");
  sight_address_parse ("192.0.2.7", &address);
  g_assert_cmpint (sight_hub_admit (scene.fixture->hub, &address), ==, SIGHT_ADMISSION_ADDRESS);
  sight_address_parse ("192.0.2.8", &address);
  g_assert_cmpint (sight_hub_admit (scene.fixture->hub, &address), ==, SIGHT_ADMISSION_OK);

  peer_disconnect (peer);
  sight_address_parse ("192.0.2.7", &address);
  g_assert_cmpint (sight_hub_admit (scene.fixture->hub, &address), ==, SIGHT_ADMISSION_OK);

  scene_free (&scene);
}

/* rows: in-sockets, l-sockets, http-full */
static void
test_sockets (void)
{
  Scene scene = scene_new ();
  SightAddress address;

  g_assert_cmpuint (scene.fixture->config->limits.sockets, ==, 20000);
  scene.fixture->config->limits.sockets = 4;
  peer_connect (scene.fixture);
  peer_connect (scene.fixture);
  sight_address_parse ("192.0.2.7", &address);
  g_assert_cmpint (sight_hub_admit (scene.fixture->hub, &address), ==, SIGHT_ADMISSION_FULL);

  scene_free (&scene);
}

/* rows: e-busy: sessions without sockets are bounded too */
static void
test_busy (void)
{
  Scene scene = scene_new ();
  Peer *peer;

  scene.fixture->config->limits.sockets = 3;
  for (guint i = 0; i < 4; i++)
    {
      peer = peer_connect (scene.fixture);
      peer_hello (peer);
      peer_join (peer, a_room);
      peer_disconnect (peer);
    }
  peer = peer_connect (scene.fixture);
  peer_say (peer, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\"}");
  peer_expect_error (peer, SIGHT_WIRE_ERROR_BUSY, "hello");
  peer_expect_close (peer, SIGHT_CLOSE_RATE);

  scene_free (&scene);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/in-malformed", test_malformed);
  g_test_add_func ("/server/in-duplicate", test_duplicate);
  g_test_add_func ("/server/in-deep", test_deep);
  g_test_add_func ("/server/in-utf8", test_utf8);
  g_test_add_func ("/server/in-types", test_types);
  g_test_add_func ("/server/in-unknown", test_unknown);
  g_test_add_func ("/server/in-before-hello", test_before_hello);
  g_test_add_func ("/server/e-version", test_version);
  g_test_add_func ("/server/in-before-join", test_before_join);
  g_test_add_func ("/server/in-twice", test_twice);
  g_test_add_func ("/server/in-oversize/hub", test_oversize);
  g_test_add_func ("/server/in-rate", test_rate);
  g_test_add_func ("/server/in-bytes", test_bytes);
  g_test_add_func ("/server/in-bytes-all", test_bytes_to_all);
  g_test_add_func ("/server/in-bytes-all/flood", test_bytes_to_all_flood);
  g_test_add_func ("/server/in-slow-hello", test_slow_hello);
  g_test_add_func ("/server/in-slow-join", test_slow_join);
  g_test_add_func ("/server/in-silent", test_silent);
  g_test_add_func ("/server/in-rooms", test_rooms);
  g_test_add_func ("/server/in-address/hub", test_address);
  g_test_add_func ("/server/in-sockets/hub", test_sockets);
  g_test_add_func ("/server/e-busy", test_busy);

  return g_test_run ();
}
