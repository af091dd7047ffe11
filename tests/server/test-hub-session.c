/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hub-fixture.h"

/* PROTOCOL.md section 5: losing the connection and coming back. */

static Peer *
come_back (Peer     *old,
           gint64    sequence,
           gboolean  resumed)
{
  Peer *peer = peer_connect (old->fixture);

  g_assert_cmpint (peer_resume (peer, old, sequence), ==, resumed);

  return peer;
}

/* Keeps a member from going silent while time passes. */
static void
advance_talking (Fixture *fixture,
                 Peer    *talking,
                 guint    seconds)
{
  for (guint i = 0; i < seconds; i += 5)
    {
      fixture_advance (fixture, 5000);
      peer_say (talking, "{\"t\":\"ping\"}");
    }
}

static void
expect_away (Peer     *self,
             Peer     *who,
             gboolean  away)
{
  SightEvent *event = peer_expect_later (self, SIGHT_EVENT_MEMBERS);

  g_assert_cmpuint (event->members.n_updated, ==, 1);
  g_assert_cmpstr (event->members.updated[0].id.text, ==, who->me.text);
  g_assert_cmpint (event->members.updated[0].away, ==, away);
}

/* rows: resume-replay, media-apart */
static void
test_replay (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room), *again;
  gint64 known;

  fixture_settle (fixture);
  peer_relay (a, b->me.text);
  peer_expect_relay (b, a);
  known = b->last_sequence;

  /* One that was sent but never read, and two that found no socket. */
  peer_relay (a, b->me.text);
  peer_disconnect (b);
  peer_relay (a, b->me.text);
  peer_relay (a, "*");

  again = come_back (b, known, TRUE);
  a->n = 1;
  for (guint i = 0; i < 3; i++)
    {
      a->n++;
      peer_expect_relay (again, a);
    }
  peer_relay (a, b->me.text);
  peer_expect_relay (again, a);

  /* Nobody noticed. */
  fixture_advance (fixture, 200);
  peer_expect_nothing (a);
  peer_relay (again, a->me.text);
  peer_expect_relay (a, again);

  fixture_free (fixture);
}

/* rows: resume-key, in-resume-replayed */
static void
test_key (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *second, *thief;

  fixture_settle (fixture);
  peer_disconnect (b);
  second = come_back (b, b->last_sequence, TRUE);
  g_assert_cmpstr (second->key.text, !=, b->key.text);
  g_assert_cmpstr (second->sid.text, ==, b->sid.text);

  /* The old key again, from whoever saw it. */
  thief = come_back (b, b->last_sequence, FALSE);
  g_assert_cmpstr (thief->sid.text, !=, b->sid.text);
  g_assert_cmpint (second->closed, ==, 0);
  peer_relay (thief, a->me.text);
  peer_expect_error (thief, SIGHT_WIRE_ERROR_NOT_JOINED, "relay");

  /* A guess, and a session that never was. */
  memset (second->key.text, 'A', SIGHT_SECRET_LENGTH);
  come_back (second, second->last_sequence, FALSE);
  memset (second->sid.text, 'A', SIGHT_ID_LENGTH);
  come_back (second, second->last_sequence, FALSE);

  peer_relay (a, second->me.text);
  peer_expect_relay (second, a);

  fixture_free (fixture);
}

/* rows: resume-gap */
static void
test_gap (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room), *again;

  fixture_settle (fixture);
  peer_say (b, "{\"t\":\"ping\",\"a\":%" G_GINT64_FORMAT "}", b->last_sequence);
  peer_disconnect (b);

  /* Acknowledged is gone; and nobody can have heard the future. */
  come_back (b, b->last_sequence - 1, FALSE);
  come_back (b, b->last_sequence + 1, FALSE);

  /* All that changed nothing for the session itself. */
  again = come_back (b, b->last_sequence, TRUE);
  peer_relay (a, again->me.text);
  peer_expect_relay (again, a);

  fixture_free (fixture);
}

/* rows: resume-supersede, x-4005 */
static void
test_supersede (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room), *again;

  fixture_settle (fixture);
  again = come_back (b, b->last_sequence, TRUE);
  peer_expect_close (b, SIGHT_CLOSE_SUPERSEDED);
  peer_relay (a, again->me.text);
  peer_expect_relay (again, a);
  peer_disconnect (b);
  fixture_advance (fixture, 10000);
  peer_expect_nothing (a);

  fixture_free (fixture);
}

/* rows: resume-buffer, l-kept: 256 messages */
static void
test_buffer_messages (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room), *again;
  gint64 known;

  fixture_settle (fixture);
  known = b->last_sequence;
  peer_disconnect (b);
  for (guint i = 0; i < 256; i++)
    {
      peer_relay (a, b->me.text);
      fixture_advance (fixture, 50);
    }
  again = come_back (b, known, TRUE);
  g_assert_cmpuint (again->texts.length, ==, 256);

  peer_forget (again);
  known = again->last_sequence;
  peer_say (again, "{\"t\":\"ping\",\"a\":%" G_GINT64_FORMAT "}", known);
  peer_disconnect (again);
  for (guint i = 0; i < 257; i++)
    {
      peer_relay (a, b->me.text);
      fixture_advance (fixture, 50);
    }
  come_back (again, known, FALSE);

  fixture_free (fixture);
}

/* rows: resume-buffer, l-kept: 256 KiB */
static void
test_buffer_bytes (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room), *again;
  g_autofree char *box = g_strnfill (60000, 'A');
  gint64 known;

  fixture_settle (fixture);
  known = b->last_sequence;
  peer_disconnect (b);
  for (guint i = 0; i < 5; i++)
    {
      if (i == 4)
        {
          again = come_back (b, known, TRUE);
          g_assert_cmpuint (again->texts.length, ==, 4);
          b = again;
          peer_disconnect (again);
        }
      peer_say (a, "{\"t\":\"relay\",\"to\":\"%s\",\"n\":%u,\"box\":\"%s\"}", b->me.text, i + 1, box);
      fixture_advance (fixture, 500);
    }
  come_back (b, known, FALSE);

  fixture_free (fixture);
}

/* rows: ack */
static void
test_ack (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room), *again;

  fixture_settle (fixture);
  for (guint i = 0; i < 600; i++)
    {
      peer_relay (a, b->me.text);
      peer_forget (b);
      fixture_advance (fixture, 30);
      if (i % 64 == 63)
        peer_say (b, "{\"t\":\"ping\",\"a\":%" G_GINT64_FORMAT "}", b->last_sequence);
    }
  peer_disconnect (b);
  again = come_back (b, b->last_sequence, TRUE);
  peer_expect_nothing (again);

  fixture_free (fixture);
}

/* rows: away-after, lost-after */
static void
test_away_and_lost (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room), *again;

  fixture_settle (fixture);
  peer_disconnect (b);
  fixture_advance (fixture, 4900);
  peer_expect_nothing (a);
  fixture_advance (fixture, 400);
  expect_away (a, b, TRUE);

  again = come_back (b, b->last_sequence, TRUE);
  fixture_advance (fixture, 200);
  expect_away (a, b, FALSE);
  peer_expect_nothing (again);

  peer_disconnect (again);
  advance_talking (fixture, a, 25);
  expect_away (a, b, TRUE);
  peer_forget (a);
  fixture_advance (fixture, 4700);
  peer_expect_nothing (a);
  fixture_advance (fixture, 600);
  peer_expect_removed (a, b, SIGHT_WHY_LOST);

  come_back (again, again->last_sequence, FALSE);
  g_assert_cmpuint (sight_hub_get_stats (fixture->hub)->detached, ==, 0);

  fixture_free (fixture);
}

/* A newcomer is told who is away. */
static void
test_away_in_joined (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room), *b;

  peer_disconnect (a);
  fixture_advance (fixture, 6000);
  b = peer_new_member (fixture, a_room);
  g_assert_true (b->event.joined.members[0].away);

  fixture_free (fixture);
}

/* rows: replaces */
static void
test_replaces (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *again;
  SightEvent *event;

  fixture_settle (fixture);
  peer_disconnect (a);
  again = peer_connect (fixture);
  peer_hello (again);
  peer_say (again, "{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"app\",\"replaces\":{\"sid\":\"%s\",\"key\":\"%s\"}}",
            a_room, a->sid.text, a->key.text);
  event = peer_expect (again, SIGHT_EVENT_JOINED);
  again->me = event->joined.me;
  g_assert_cmpuint (event->joined.n_members, ==, 1);
  g_assert_cmpstr (event->joined.members[0].id.text, ==, b->me.text);
  g_assert_cmpstr (event->joined.host.text, ==, again->me.text);
  g_assert_cmpint (event->joined.order, >, b->order);

  fixture_advance (fixture, 200);
  event = peer_expect (b, SIGHT_EVENT_MEMBERS);
  g_assert_cmpuint (event->members.n_added, ==, 1);
  g_assert_cmpuint (event->members.n_removed, ==, 1);
  g_assert_cmpint (event->members.removed[0].why, ==, SIGHT_WHY_REPLACED);
  g_assert_cmpstr (event->members.removed[0].id.text, ==, a->me.text);
  g_assert_cmpstr (event->members.host.text, ==, again->me.text);

  /* The old session is over. */
  come_back (a, a->last_sequence, FALSE);
  g_assert_cmpuint (sight_hub_get_stats (fixture->hub)->members, ==, 2);

  fixture_free (fixture);
}

/* rows: replaces: with a wrong key, or from another room, it is a plain join */
static void
test_replaces_wrong (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *other = peer_new_member (fixture, "ffffffffffffffffffffffffffffffff");
  Peer *b = peer_connect (fixture), *c = peer_connect (fixture);

  peer_hello (b);
  peer_say (b, "{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"app\",\"replaces\":{\"sid\":\"%s\",\"key\":\"AAAAAAAAAAAAAAAAAAAAAA\"}}",
            a_room, a->sid.text);
  g_assert_cmpuint (peer_expect (b, SIGHT_EVENT_JOINED)->joined.n_members, ==, 1);

  peer_hello (c);
  peer_say (c, "{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"app\",\"replaces\":{\"sid\":\"%s\",\"key\":\"%s\"}}",
            a_room, other->sid.text, other->key.text);
  g_assert_cmpuint (peer_expect (c, SIGHT_EVENT_JOINED)->joined.n_members, ==, 2);
  peer_expect_nothing (other);
  g_assert_cmpuint (sight_hub_get_stats (fixture->hub)->members, ==, 4);

  fixture_free (fixture);
}

/* rows: replaces: through a locked door, and while the old socket is open */
static void
test_replaces_locked (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room);
  Peer *again = peer_connect (fixture);

  fixture_settle (fixture);
  peer_say (a, "{\"t\":\"moderate\",\"op\":\"lock\"}");
  fixture_settle (fixture);
  peer_hello (again);
  peer_say (again, "{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"app\",\"replaces\":{\"sid\":\"%s\",\"key\":\"%s\"}}",
            a_room, b->sid.text, b->key.text);
  peer_expect (again, SIGHT_EVENT_JOINED);
  peer_expect_close (b, SIGHT_CLOSE_SUPERSEDED);

  fixture_free (fixture);
}

/* A session without a place in a room has nothing to come back to. */
static void
test_no_room (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_connect (fixture);

  peer_hello (a);
  peer_disconnect (a);
  g_assert_cmpuint (sight_hub_get_stats (fixture->hub)->sessions, ==, 0);
  come_back (a, 0, FALSE);

  fixture_free (fixture);
}

/* rows: x-4006, x-4008: these closes keep the session, the others end it */
static void
test_closes_and_sessions (void)
{
  static const SightClose ending[] = {
    SIGHT_CLOSE_BINARY, SIGHT_CLOSE_NOT_UTF8, SIGHT_CLOSE_TOO_BIG, SIGHT_CLOSE_PROTOCOL,
  };
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);

  for (guint i = 0; i < G_N_ELEMENTS (ending); i++)
    {
      Peer *b = peer_new_member (fixture, a_room);

      peer_forget (b);
      sight_client_refuse (b->client, ending[i], fixture->now);
      peer_expect_close (b, ending[i]);
      come_back (b, b->last_sequence, FALSE);
      fixture_advance (fixture, 200);
      peer_forget (a);
    }

  for (guint i = 0; i < 2; i++)
    {
      Peer *b = peer_new_member (fixture, a_room), *again;

      peer_forget (b);
      sight_client_refuse (b->client, i == 0 ? SIGHT_CLOSE_SLOW : SIGHT_CLOSE_TIMEOUT, fixture->now);
      again = come_back (b, b->last_sequence, TRUE);
      peer_relay (again, a->me.text);
      peer_expect_later (a, SIGHT_EVENT_RELAY);
    }

  fixture_free (fixture);
}

/* What no message caused at once is no measure of how fast messages are passed on. */
static void
test_delivery_times (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_new_member (fixture, a_room), *again, *waiting;

  fixture_settle (fixture);
  peer_relay (a, b->me.text);
  g_assert_cmpint (b->received_at, ==, fixture->now);

  peer_disconnect (b);
  fixture_advance (fixture, 1000);
  again = come_back (b, b->last_sequence, TRUE);
  peer_expect_relay (again, a);
  g_assert_cmpint (again->received_at, ==, 0);

  peer_say (a, "{\"t\":\"moderate\",\"op\":\"lock\"}");
  waiting = peer_connect (fixture);
  peer_hello (waiting);
  peer_say (waiting, "{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"guest\"}", a_room);
  g_assert_cmpint (waiting->received_at, ==, fixture->now);
  peer_expect_notice (waiting, "waiting");
  waiting->me = waiting->event.notice.me;
  sight_client_refuse (a->client, SIGHT_CLOSE_PROTOCOL, fixture->now);
  g_assert_cmpint (waiting->received_at, ==, 0);

  peer_relay (again, waiting->me.text);
  g_assert_cmpint (waiting->received_at, ==, fixture->now);
  sight_hub_drain (fixture->hub, fixture->now);
  g_assert_cmpint (waiting->received_at, ==, 0);

  fixture_free (fixture);
}

/* rows: x-1001, s-notice */
static void
test_drain (void)
{
  Fixture *fixture = fixture_new ();
  Peer *a = peer_new_member (fixture, a_room);
  Peer *b = peer_connect (fixture);
  SightAddress address;

  sight_hub_drain (fixture->hub, fixture->now);
  peer_expect_notice (a, "drain");
  g_assert_cmpint (a->event.notice.retry_ms, >=, 1000);
  g_assert_cmpint (a->event.notice.retry_ms, <=, 1000 + fixture->config->limits.drain_time);
  peer_expect_nothing (b);

  sight_address_parse ("192.0.2.1", &address);
  g_assert_cmpint (sight_hub_admit (fixture->hub, &address), ==, SIGHT_ADMISSION_DRAINING);
  sight_client_refuse (a->client, SIGHT_CLOSE_DRAIN, fixture->now);
  peer_expect_close (a, SIGHT_CLOSE_DRAIN);

  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/resume-replay", test_replay);
  g_test_add_func ("/server/resume-key", test_key);
  g_test_add_func ("/server/resume-gap", test_gap);
  g_test_add_func ("/server/resume-supersede", test_supersede);
  g_test_add_func ("/server/resume-buffer/messages", test_buffer_messages);
  g_test_add_func ("/server/resume-buffer/bytes", test_buffer_bytes);
  g_test_add_func ("/server/ack", test_ack);
  g_test_add_func ("/server/away-after", test_away_and_lost);
  g_test_add_func ("/server/away-after/joined", test_away_in_joined);
  g_test_add_func ("/server/replaces", test_replaces);
  g_test_add_func ("/server/replaces/wrong", test_replaces_wrong);
  g_test_add_func ("/server/replaces/locked", test_replaces_locked);
  g_test_add_func ("/server/resume-room", test_no_room);
  g_test_add_func ("/server/x-4006", test_closes_and_sessions);
  g_test_add_func ("/server/delivery-times", test_delivery_times);
  g_test_add_func ("/server/x-1001", test_drain);

  return g_test_run ();
}
