/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hub-fixture.h"

/* PROTOCOL.md sections 4 and 6: who hears what, who may do what. */

static void
lock_room (Peer *host)
{
  peer_say (host, "{\"t\":\"moderate\",\"op\":\"lock\"}");
  fixture_settle (host->fixture);
}

/* Connects someone who knocks; takes the notice and the host's knock. */
static Peer *
knock (Fixture *fixture,
       Peer    *host)
{
  Peer *peer = peer_connect (fixture);
  SightEvent *event;

  peer_hello (peer);
  peer_say (peer, "{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"guest\"}", a_room);
  peer_expect_notice (peer, "waiting");
  g_assert_true (peer->event.notice.has_me);
  g_assert_cmpstr (peer->event.notice.host.text, ==, host->me.text);
  peer->me = peer->event.notice.me;

  event = peer_expect (host, SIGHT_EVENT_KNOCK);
  g_assert_cmpstr (event->knock.who.text, ==, peer->me.text);
  g_assert_cmpint (event->knock.kind, ==, SIGHT_KIND_GUEST);
  g_assert_false (event->knock.gone);

  return peer;
}

static void
expect_gone (Peer *host,
             Peer *who)
{
  SightEvent *event = peer_expect (host, SIGHT_EVENT_KNOCK);

  g_assert_true (event->knock.gone);
  g_assert_cmpstr (event->knock.who.text, ==, who->me.text);
}

/* rows: c-hello, c-join, s-welcome, s-joined, room-made, host-first, order-joined */
static void
test_join (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_connect (fixture), *b;
  SightEvent *event;

  peer_hello (a);
  g_assert_cmpuint (a->event.welcome.limits.message, ==, 65536);
  g_assert_cmpuint (a->event.welcome.limits.rate, ==, 40);
  g_assert_cmpuint (a->event.welcome.limits.burst, ==, 200);
  g_assert_cmpuint (a->event.welcome.limits.bytes, ==, 262144);
  g_assert_cmpuint (a->event.welcome.limits.room, ==, 50);
  g_assert_cmpuint (a->event.welcome.ping, ==, 10);
  g_assert_cmpuint (a->event.welcome.ttl, ==, 30);
  g_assert_cmpint (a->event.welcome.now, >, G_GINT64_CONSTANT (1700000000000));

  peer_join (a, a_room);
  g_assert_cmpuint (a->event.joined.n_members, ==, 0);
  g_assert_cmpstr (a->event.joined.host.text, ==, a->me.text);
  g_assert_false (a->event.joined.locked);

  b = peer_new_member (fixture, a_room);
  g_assert_cmpuint (b->event.joined.n_members, ==, 1);
  g_assert_cmpstr (b->event.joined.members[0].id.text, ==, a->me.text);
  g_assert_cmpstr (b->event.joined.host.text, ==, a->me.text);

  peer_expect_nothing (a);
  fixture_advance (fixture, 200);
  event = peer_expect (a, SIGHT_EVENT_MEMBERS);
  g_assert_cmpuint (event->members.n_added, ==, 1);
  g_assert_cmpstr (event->members.added[0].id.text, ==, b->me.text);
  g_assert_cmpint (event->members.added[0].kind, ==, SIGHT_KIND_CLI);
  g_assert_false (event->members.has_host);
  peer_expect_nothing (b);

  fixture_free (fixture);
}

/* rows: s-members: a batch tells each member what it does not know, once */
static void
test_batch (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *c = peer_new_member (fixture, a_room);
  SightEvent *event;

  /* b came and went before a heard of it; c knew it from joined. */
  peer_say (b, "{\"t\":\"leave\"}");
  peer_expect_close (b, SIGHT_CLOSE_NORMAL);
  fixture_advance (fixture, 200);

  event = peer_expect (a, SIGHT_EVENT_MEMBERS);
  g_assert_cmpuint (event->members.n_added, ==, 1);
  g_assert_cmpuint (event->members.n_removed, ==, 0);
  g_assert_cmpstr (event->members.added[0].id.text, ==, c->me.text);

  peer_expect_removed (c, b, SIGHT_WHY_LEFT);
  g_assert_cmpuint (c->event.members.n_added, ==, 0);
  peer_expect_nothing (a);
  peer_expect_nothing (c);

  fixture_free (fixture);
}

/* rows: order-number, id-fresh */
static void
test_fresh (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Peer *a = peer_new_member (fixture, a_room);
  gint64 order = a->order;

  for (guint i = 0; i < 30; i++)
    {
      Peer *b = peer_new_member (fixture, a_room);

      g_assert_cmpint (b->order, >, order);
      order = b->order;
      g_assert_true (g_hash_table_add (seen, g_strdup (b->me.text)));
      peer_say (b, "{\"t\":\"leave\"}");
    }

  fixture_free (fixture);
}

/* rows: c-relay, s-relay, order-fifo, relay-room, relay-stamp */
static void
test_relay (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *c = peer_new_member (fixture, a_room);
  Peer *stranger = peer_new_member (fixture, "ffffffffffffffffffffffffffffffff");

  fixture_settle (fixture);
  for (guint i = 0; i < 20; i++)
    {
      /* What a client claims about itself is not passed on. */
      peer_say (a, "{\"t\":\"relay\",\"from\":\"%s\",\"extra\":{\"x\":[1]},\"to\":\"%s\",\"n\":%u,\"box\":\"%s\"}",
                c->me.text, b->me.text, i + 1, a_box);
      a->n = i + 1;
      g_assert_null (strstr (b->texts.head->data, "extra"));
      peer_expect_relay (b, a);
      g_assert_false (b->event.relay.to_all);
      g_assert_cmpstr (b->event.relay.to.text, ==, b->me.text);
    }

  peer_relay (a, "*");
  peer_expect_relay (b, a);
  g_assert_true (b->event.relay.to_all);
  peer_expect_relay (c, a);
  peer_expect_nothing (a);
  peer_expect_nothing (stranger);

  fixture_free (fixture);
}

/* rows: relay-gone, in-stranger, in-self, e-no-member */
static void
test_relay_to_nobody (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *stranger = peer_new_member (fixture, "ffffffffffffffffffffffffffffffff");

  fixture_settle (fixture);
  peer_relay (a, stranger->me.text);
  peer_expect_error (a, SIGHT_WIRE_ERROR_NO_MEMBER, "relay");
  peer_relay (a, "AAAAAAAAAAAAAAAA");
  peer_expect_error (a, SIGHT_WIRE_ERROR_NO_MEMBER, "relay");
  peer_relay (a, a->me.text);
  peer_expect_error (a, SIGHT_WIRE_ERROR_NO_MEMBER, "relay");

  peer_say (b, "{\"t\":\"leave\"}");
  peer_relay (a, b->me.text);
  peer_expect_removed (a, b, SIGHT_WHY_LEFT);
  peer_expect_error (a, SIGHT_WIRE_ERROR_NO_MEMBER, "relay");
  peer_expect_nothing (stranger);

  fixture_free (fixture);
}

/* rows: order-joined: the first word of a newcomer comes after its add */
static void
test_relay_of_newcomer (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);

  peer_relay (b, a->me.text);
  peer_expect (a, SIGHT_EVENT_MEMBERS);
  g_assert_cmpuint (a->event.members.n_added, ==, 1);
  peer_expect_relay (a, b);

  /* And it is not told again. */
  fixture_advance (fixture, 200);
  peer_expect_nothing (a);
  peer_expect_nothing (b);

  fixture_free (fixture);
}

/* rows: c-ping, s-pong, c-ice, s-ice, c-leave, leave-now, x-1000 */
static void
test_small_messages (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);

  fixture_settle (fixture);
  peer_say (a, "{\"t\":\"ping\",\"ts\":12.5}");
  peer_expect (a, SIGHT_EVENT_PONG);
  g_assert_false (a->event.has_sequence);
  g_assert_cmpfloat (a->event.pong.ts, ==, 12.5);
  peer_say (a, "{\"t\":\"ping\"}");
  g_assert_false (peer_expect (a, SIGHT_EVENT_PONG)->pong.has_ts);

  peer_say (a, "{\"t\":\"ice\"}");
  peer_expect (a, SIGHT_EVENT_ICE);
  g_assert_cmpuint (a->event.ice.n_servers, ==, 0);
  g_assert_cmpint (a->event.ice.expires, ==, 0);

  peer_say (a, "{\"t\":\"leave\"}");
  peer_expect_close (a, SIGHT_CLOSE_NORMAL);
  fixture_advance (fixture, 200);
  peer_expect_removed (b, a, SIGHT_WHY_LEFT);
  g_assert_true (b->event.members.has_host);
  g_assert_cmpstr (b->event.members.host.text, ==, b->me.text);

  fixture_free (fixture);
}

/* rows: s-ice, l-ice-ttl: credentials of one's own, told with their end */
static void
test_ice (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *username = NULL;
  Peer *a;

  g_assert_true (sight_server_config_set (fixture->config, "ice-url", "turn:turn.example.org:3478", NULL));
  g_assert_true (sight_server_config_set (fixture->config, "turn-secret", "0123456789abcdef0123456789abcdef", NULL));

  a = peer_new_member (fixture, a_room);
  g_assert_cmpuint (a->event.joined.ice.n_servers, ==, 1);
  g_assert_cmpstr (a->event.joined.ice.servers[0].urls[0], ==, "turn:turn.example.org:3478");
  g_assert_nonnull (a->event.joined.ice.servers[0].credential);
  g_assert_cmpint (a->event.joined.ice.expires, >=, 1800000000 + 900);
  g_assert_cmpint (a->event.joined.ice.expires, <=, 1800000000 + 910);
  username = g_strdup (a->event.joined.ice.servers[0].username);

  peer_say (a, "{\"t\":\"ice\"}");
  peer_expect (a, SIGHT_EVENT_ICE);
  g_assert_cmpstr (a->event.ice.servers[0].username, !=, username);

  fixture_free (fixture);
}

/* rows: host-only, e-not-host, c-moderate, c-admit, c-deny */
static void
test_host_only (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *waiting;

  lock_room (a);
  waiting = knock (fixture, a);

  peer_say (b, "{\"t\":\"moderate\",\"op\":\"unlock\"}");
  peer_expect_error (b, SIGHT_WIRE_ERROR_NOT_HOST, "moderate");
  peer_say (b, "{\"t\":\"moderate\",\"op\":\"end\"}");
  peer_expect_error (b, SIGHT_WIRE_ERROR_NOT_HOST, "moderate");
  peer_say (b, "{\"t\":\"moderate\",\"op\":\"remove\",\"who\":\"%s\"}", a->me.text);
  peer_expect_error (b, SIGHT_WIRE_ERROR_NOT_HOST, "moderate");
  peer_say (b, "{\"t\":\"admit\",\"who\":\"%s\"}", waiting->me.text);
  peer_expect_error (b, SIGHT_WIRE_ERROR_NOT_HOST, "admit");
  peer_say (b, "{\"t\":\"deny\",\"who\":\"%s\"}", waiting->me.text);
  peer_expect_error (b, SIGHT_WIRE_ERROR_NOT_HOST, "deny");
  peer_say (waiting, "{\"t\":\"admit\",\"who\":\"%s\"}", waiting->me.text);
  peer_expect_error (waiting, SIGHT_WIRE_ERROR_NOT_JOINED, "admit");
  peer_expect_nothing (a);

  peer_say (a, "{\"t\":\"admit\",\"who\":\"%s\"}", b->me.text);
  peer_expect_error (a, SIGHT_WIRE_ERROR_NO_MEMBER, "admit");

  fixture_free (fixture);
}

/* rows: lock-knock, knock-admit, s-knock, s-knock-gone, s-notice, moderate-lock */
static void
test_knock_admit (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *c;

  fixture_settle (fixture);
  peer_say (a, "{\"t\":\"moderate\",\"op\":\"lock\"}");
  fixture_advance (fixture, 200);
  peer_expect (b, SIGHT_EVENT_MEMBERS);
  g_assert_true (b->event.members.has_locked && b->event.members.locked);
  peer_expect (a, SIGHT_EVENT_MEMBERS);

  /* Again is no error and no news. */
  peer_say (a, "{\"t\":\"moderate\",\"op\":\"lock\"}");
  fixture_advance (fixture, 200);
  peer_expect_nothing (a);
  peer_expect_nothing (b);

  c = knock (fixture, a);
  peer_expect_nothing (b);
  g_assert_cmpuint (sight_hub_get_stats (fixture->hub)->joins, ==, 2);
  peer_say (a, "{\"t\":\"admit\",\"who\":\"%s\"}", c->me.text);
  expect_gone (a, c);
  peer_expect (c, SIGHT_EVENT_JOINED);
  g_assert_cmpuint (sight_hub_get_stats (fixture->hub)->joins, ==, 3);
  g_assert_cmpstr (c->event.joined.me.text, ==, c->me.text);
  g_assert_cmpuint (c->event.joined.n_members, ==, 2);
  g_assert_true (c->event.joined.locked);
  g_assert_cmpint (c->event.joined.order, >, b->order);

  fixture_advance (fixture, 200);
  g_assert_cmpuint (peer_expect (b, SIGHT_EVENT_MEMBERS)->members.n_added, ==, 1);

  fixture_free (fixture);
}

/* rows: knock-deny, e-denied */
static void
test_knock_deny (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *c;

  lock_room (a);
  c = knock (fixture, a);
  peer_say (a, "{\"t\":\"deny\",\"who\":\"%s\"}", c->me.text);
  expect_gone (a, c);
  peer_expect_error (c, SIGHT_WIRE_ERROR_DENIED, "join");
  g_assert_cmpint (c->closed, ==, 0);

  peer_relay (c, a->me.text);
  peer_expect_error (c, SIGHT_WIRE_ERROR_NOT_JOINED, "relay");
  peer_join (c, "ffffffffffffffffffffffffffffffff");
  peer_expect_nothing (a);

  fixture_free (fixture);
}

/* rows: knock-relay, e-waits */
static void
test_knock_relay (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *c;

  lock_room (a);
  c = knock (fixture, a);

  for (guint i = 0; i < 8; i++)
    {
      peer_relay (c, a->me.text);
      peer_expect_relay (a, c);
      peer_relay (a, c->me.text);
      peer_expect_relay (c, a);
    }
  peer_relay (c, a->me.text);
  peer_expect_error (c, SIGHT_WIRE_ERROR_WAITS, "relay");
  peer_relay (a, c->me.text);
  peer_expect_error (a, SIGHT_WIRE_ERROR_WAITS, "relay");

  peer_relay (c, b->me.text);
  peer_expect_error (c, SIGHT_WIRE_ERROR_NOT_JOINED, "relay");
  peer_relay (c, "*");
  peer_expect_error (c, SIGHT_WIRE_ERROR_NOT_JOINED, "relay");
  peer_relay (b, c->me.text);
  peer_expect_error (b, SIGHT_WIRE_ERROR_NO_MEMBER, "relay");
  peer_relay (b, "*");
  peer_expect_relay (a, b);
  peer_expect_nothing (c);

  fixture_free (fixture);
}

/* rows: knock-host */
static void
test_knock_host (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *c;
  SightEvent *event;

  lock_room (a);
  c = knock (fixture, a);
  peer_say (a, "{\"t\":\"leave\"}");

  peer_expect_notice (c, "waiting");
  g_assert_cmpstr (c->event.notice.host.text, ==, b->me.text);
  event = peer_expect (b, SIGHT_EVENT_KNOCK);
  g_assert_cmpstr (event->knock.who.text, ==, c->me.text);

  peer_say (b, "{\"t\":\"admit\",\"who\":\"%s\"}", c->me.text);
  expect_gone (b, c);
  peer_expect (c, SIGHT_EVENT_JOINED);

  fixture_free (fixture);
}

/* rows: knock-unlock */
static void
test_knock_unlock (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *c, *d;

  lock_room (a);
  c = knock (fixture, a);
  d = knock (fixture, a);
  peer_say (a, "{\"t\":\"moderate\",\"op\":\"unlock\"}");
  expect_gone (a, c);
  expect_gone (a, d);
  peer_expect (c, SIGHT_EVENT_JOINED);
  peer_expect (d, SIGHT_EVENT_JOINED);
  g_assert_cmpint (d->event.joined.order, >, c->event.joined.order);
  g_assert_false (d->event.joined.locked);

  fixture_advance (fixture, 200);
  peer_expect (a, SIGHT_EVENT_MEMBERS);
  g_assert_cmpuint (a->event.members.n_added, ==, 2);
  g_assert_true (a->event.members.has_locked && !a->event.members.locked);

  fixture_free (fixture);
}

/* rows: knock-ended, room-made: the lock goes with the room */
static void
test_knock_ended (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *c;

  lock_room (a);
  c = knock (fixture, a);
  peer_say (a, "{\"t\":\"leave\"}");
  peer_expect_error (c, SIGHT_WIRE_ERROR_ENDED, "join");
  g_assert_cmpint (c->closed, ==, 0);
  g_assert_cmpuint (sight_hub_get_stats (fixture->hub)->rooms, ==, 0);

  peer_join (c, a_room);
  g_assert_false (c->event.joined.locked);

  fixture_free (fixture);
}

/* Who waits and goes: the host hears of it. */
static void
test_knock_leave (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *c;

  lock_room (a);
  c = knock (fixture, a);
  peer_say (c, "{\"t\":\"leave\"}");
  expect_gone (a, c);
  peer_say (a, "{\"t\":\"admit\",\"who\":\"%s\"}", c->me.text);
  peer_expect_error (a, SIGHT_WIRE_ERROR_NO_MEMBER, "admit");

  fixture_free (fixture);
}

/* rows: knock-away */
static void
test_knock_away (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *c, *again;

  lock_room (a);
  c = knock (fixture, a);
  peer_disconnect (c);
  fixture_advance (fixture, 8000);
  peer_expect_nothing (a);

  again = peer_connect (fixture);
  g_assert_true (peer_resume (again, c, c->last_sequence));
  peer_say (a, "{\"t\":\"admit\",\"who\":\"%s\"}", c->me.text);
  expect_gone (a, c);
  peer_expect (again, SIGHT_EVENT_JOINED);

  /* And one that does not come back. */
  c = knock (fixture, a);
  peer_disconnect (c);
  for (guint i = 0; i < 4; i++)
    {
      fixture_advance (fixture, 8000);
      peer_say (a, "{\"t\":\"ping\"}");
      if (!again->closed)
        peer_say (again, "{\"t\":\"ping\"}");
    }
  peer_expect_later (a, SIGHT_EVENT_KNOCK);
  g_assert_true (a->event.knock.gone);

  fixture_free (fixture);
}

/* rows: moderate-remove, moderate-self, e-removed, x-4004 */
static void
test_remove (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *c = peer_new_member (fixture, a_room);
  Peer *again;

  fixture_settle (fixture);
  peer_say (a, "{\"t\":\"moderate\",\"op\":\"remove\",\"who\":\"%s\"}", a->me.text);
  peer_expect_error (a, SIGHT_WIRE_ERROR_BAD_MESSAGE, "moderate");
  peer_say (a, "{\"t\":\"moderate\",\"op\":\"remove\",\"who\":\"AAAAAAAAAAAAAAAA\"}");
  peer_expect_error (a, SIGHT_WIRE_ERROR_NO_MEMBER, "moderate");

  peer_say (a, "{\"t\":\"moderate\",\"op\":\"remove\",\"who\":\"%s\"}", b->me.text);
  peer_expect_error (b, SIGHT_WIRE_ERROR_REMOVED, NULL);
  peer_expect_close (b, SIGHT_CLOSE_REMOVED);
  fixture_advance (fixture, 200);
  peer_expect_removed (a, b, SIGHT_WHY_REMOVED);
  peer_expect_removed (c, b, SIGHT_WHY_REMOVED);

  /* Its session is over, but the door is open. */
  again = peer_connect (fixture);
  g_assert_false (peer_resume (again, b, 1));
  peer_join (again, a_room);

  fixture_free (fixture);
}

/* rows: moderate-end, e-ended, x-4007 */
static void
test_end (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *c;

  lock_room (a);
  c = knock (fixture, a);
  peer_say (a, "{\"t\":\"moderate\",\"op\":\"end\"}");
  peer_expect_error (a, SIGHT_WIRE_ERROR_ENDED, NULL);
  peer_expect_close (a, SIGHT_CLOSE_ENDED);
  peer_expect_error (b, SIGHT_WIRE_ERROR_ENDED, NULL);
  peer_expect_close (b, SIGHT_CLOSE_ENDED);
  peer_expect_error (c, SIGHT_WIRE_ERROR_ENDED, "join");
  g_assert_cmpuint (sight_hub_get_stats (fixture->hub)->rooms, ==, 0);
  g_assert_cmpuint (sight_hub_get_stats (fixture->hub)->members, ==, 0);
  g_assert_cmpuint (sight_hub_get_stats (fixture->hub)->sessions, ==, 1);

  fixture_free (fixture);
}

/* rows: room-full, e-room-full, l-room, l-waiting */
static void
test_room_full (void)
{
  Fixture *fixture = fixture_new ();
  Peer *first = peer_new_member (fixture, a_room);
  Peer *late;

  for (guint i = 1; i < 50; i++)
    peer_new_member (fixture, a_room);
  late = peer_connect (fixture);
  peer_hello (late);
  peer_say (late, "{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"app\"}", a_room);
  peer_expect_error (late, SIGHT_WIRE_ERROR_ROOM_FULL, "join");
  peer_join (late, "ffffffffffffffffffffffffffffffff");

  /* Locked and full: nobody can be let in, but 20 may wait until someone goes. */
  fixture_settle (fixture);
  peer_say ((Peer *) fixture->peers->pdata[1], "{\"t\":\"leave\"}");
  lock_room (first);
  for (guint i = 0; i < 20; i++)
    knock (fixture, first);
  late = peer_connect (fixture);
  peer_hello (late);
  peer_say (late, "{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"app\"}", a_room);
  peer_expect_error (late, SIGHT_WIRE_ERROR_ROOM_FULL, "join");

  fixture_free (fixture);
}

/* rows: room-full: an unlock lets in as many as there is room for */
static void
test_unlock_full (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a, *b, *c;

  fixture->config->limits.room = 2;
  a = peer_new_member (fixture, a_room);
  lock_room (a);
  b = knock (fixture, a);
  c = knock (fixture, a);

  peer_say (a, "{\"t\":\"moderate\",\"op\":\"unlock\"}");
  peer_expect (b, SIGHT_EVENT_JOINED);
  peer_expect_error (c, SIGHT_WIRE_ERROR_ROOM_FULL, "join");
  peer_join (c, "ffffffffffffffffffffffffffffffff");

  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/join", test_join);
  g_test_add_func ("/server/batch", test_batch);
  g_test_add_func ("/server/id-fresh", test_fresh);
  g_test_add_func ("/server/relay-room", test_relay);
  g_test_add_func ("/server/relay-gone", test_relay_to_nobody);
  g_test_add_func ("/server/order-joined", test_relay_of_newcomer);
  g_test_add_func ("/server/small-messages", test_small_messages);
  g_test_add_func ("/server/s-ice", test_ice);
  g_test_add_func ("/server/host-only", test_host_only);
  g_test_add_func ("/server/knock-admit", test_knock_admit);
  g_test_add_func ("/server/knock-deny", test_knock_deny);
  g_test_add_func ("/server/knock-relay", test_knock_relay);
  g_test_add_func ("/server/knock-host", test_knock_host);
  g_test_add_func ("/server/knock-unlock", test_knock_unlock);
  g_test_add_func ("/server/knock-ended", test_knock_ended);
  g_test_add_func ("/server/knock-leave", test_knock_leave);
  g_test_add_func ("/server/knock-away", test_knock_away);
  g_test_add_func ("/server/moderate-remove", test_remove);
  g_test_add_func ("/server/moderate-end", test_end);
  g_test_add_func ("/server/room-full", test_room_full);
  g_test_add_func ("/server/room-full/unlock", test_unlock_full);

  return g_test_run ();
}
