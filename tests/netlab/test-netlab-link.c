/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netlab-link.h"

#define SIZE 1250 /* 10 000 bit: 10 ms at 1 Mbit/s */
#define MBIT 1000000
#define NANOBITS_EACH (SIZE * 8 * NETLAB_SECOND)

static const guint8 zeroes[SIZE];

static void
push (NetlabLink *link,
      gint64      now)
{
  g_assert_true (netlab_link_push (link, zeroes, SIZE, now));
}

/* It is due exactly then, and not before. */
static void
assert_pop (NetlabLink *link,
            gint64      due,
            gint64      waited)
{
  NetlabPacket *packet;

  g_assert_cmpint (netlab_link_get_due (link), <=, due);
  g_assert_null (netlab_link_pop (link, due - 1));
  packet = netlab_link_pop (link, due);
  g_assert_nonnull (packet);
  g_assert_cmpint (packet->due, ==, due);
  g_assert_cmpint (packet->waited, ==, waited);
  g_free (packet);
}

static void
test_rate (void)
{
  const NetlabShape shape = { .rate = MBIT, .delay = 50 * NETLAB_MS, .queue = NETLAB_SECOND };
  g_autoptr(NetlabLink) link = netlab_link_new (&shape, 1);

  g_assert_cmpint (netlab_link_get_due (link), ==, NETLAB_NEVER);
  for (guint i = 0; i < 3; i++)
    push (link, 0);
  assert_pop (link, 60 * NETLAB_MS, 0);
  assert_pop (link, 70 * NETLAB_MS, 10 * NETLAB_MS);
  assert_pop (link, 80 * NETLAB_MS, 20 * NETLAB_MS);
  g_assert_null (netlab_link_pop (link, NETLAB_SECOND));

  /* After a pause nobody waits. */
  push (link, 5 * NETLAB_SECOND);
  assert_pop (link, 5060 * NETLAB_MS, 0);
}

static void
test_no_rate (void)
{
  const NetlabShape shape = { .delay = 3 * NETLAB_MS };
  g_autoptr(NetlabLink) link = netlab_link_new (&shape, 1);

  for (guint i = 0; i < 3; i++)
    push (link, 0);
  for (guint i = 0; i < 3; i++)
    assert_pop (link, 3 * NETLAB_MS, 0);
}

/* Who would wait for longer than the queue is does not get in. */
static void
test_full (void)
{
  const NetlabShape shape = { .rate = MBIT, .queue = 300 * NETLAB_MS };
  g_autoptr(NetlabLink) link = netlab_link_new (&shape, 1);

  for (guint i = 0; i < 31; i++)
    push (link, 0);
  g_assert_false (netlab_link_push (link, zeroes, SIZE, 0));
  g_assert_false (netlab_link_push (link, zeroes, SIZE, 9 * NETLAB_MS));
  push (link, 10 * NETLAB_MS);
  for (guint i = 0; i < 31; i++)
    assert_pop (link, (i + 1) * 10 * NETLAB_MS, i * 10 * NETLAB_MS);
  assert_pop (link, 320 * NETLAB_MS, 300 * NETLAB_MS);
}

/* What waits is sent at the new rate, the rest of what is being sent too. */
static void
test_change (void)
{
  NetlabShape shape = { .rate = MBIT, .queue = NETLAB_SECOND };
  g_autoptr(NetlabLink) link = netlab_link_new (&shape, 1);

  for (guint i = 0; i < 4; i++)
    push (link, 0);
  shape.rate = MBIT / 2;
  netlab_link_set_shape (link, &shape, 15 * NETLAB_MS);
  assert_pop (link, 10 * NETLAB_MS, 0);
  assert_pop (link, 25 * NETLAB_MS, 10 * NETLAB_MS);
  shape.rate = 2 * MBIT;
  netlab_link_set_shape (link, &shape, 35 * NETLAB_MS);
  assert_pop (link, (gint64) (37.5 * NETLAB_MS), 25 * NETLAB_MS);
  assert_pop (link, (gint64) (42.5 * NETLAB_MS), (gint64) (37.5 * NETLAB_MS));
}

static void
test_outage (void)
{
  NetlabShape shape = { .rate = MBIT, .queue = 20 * NETLAB_MS };
  g_autoptr(NetlabLink) link = netlab_link_new (&shape, 1);

  push (link, 0);
  shape.outage = TRUE;
  netlab_link_set_shape (link, &shape, 4 * NETLAB_MS);
  g_assert_cmpint (netlab_link_get_due (link), ==, NETLAB_NEVER);
  push (link, 10 * NETLAB_MS);
  push (link, 20 * NETLAB_MS);
  g_assert_false (netlab_link_push (link, zeroes, SIZE, 30 * NETLAB_MS));
  g_assert_null (netlab_link_pop (link, 900 * NETLAB_MS));

  shape.outage = FALSE;
  netlab_link_set_shape (link, &shape, NETLAB_SECOND);
  assert_pop (link, 1006 * NETLAB_MS, 0);
  assert_pop (link, 1016 * NETLAB_MS, 996 * NETLAB_MS);
  assert_pop (link, 1026 * NETLAB_MS, 996 * NETLAB_MS);
}

/* A path that becomes shorter does not turn the order round. */
static void
test_shorter (void)
{
  NetlabShape shape = { .delay = 200 * NETLAB_MS };
  g_autoptr(NetlabLink) link = netlab_link_new (&shape, 1);

  push (link, 0);
  shape.delay = 50 * NETLAB_MS;
  netlab_link_set_shape (link, &shape, 10 * NETLAB_MS);
  push (link, 20 * NETLAB_MS);
  assert_pop (link, 200 * NETLAB_MS, 0);
  assert_pop (link, 200 * NETLAB_MS, 0);
}

static void
test_reorder (void)
{
  const NetlabShape all = { .delay = 50 * NETLAB_MS, .reorder = 1, .held = 30 * NETLAB_MS };
  const NetlabShape none = { .delay = 50 * NETLAB_MS };
  g_autoptr(NetlabLink) link = netlab_link_new (&all, 1);

  push (link, 0);
  netlab_link_set_shape (link, &none, 10 * NETLAB_MS);
  push (link, 10 * NETLAB_MS);
  g_assert_cmpint (netlab_link_get_due (link), ==, 60 * NETLAB_MS);
  assert_pop (link, 60 * NETLAB_MS, 0);
  assert_pop (link, 80 * NETLAB_MS, 0);
}

/* How many of so many are lost, and how many times in a row. */
static guint
count_lost (const NetlabShape *shape,
            guint              seed,
            guint              n,
            guint             *runs)
{
  g_autoptr(NetlabLink) link = netlab_link_new (shape, seed);
  guint lost = 0;
  NetlabFate last = NETLAB_CARRIED;

  *runs = 0;
  for (guint i = 0; i < n; i++)
    {
      NetlabPacket *packet;

      push (link, i);
      packet = netlab_link_pop (link, i);
      lost += packet->fate == NETLAB_LOST;
      *runs += packet->fate == NETLAB_LOST && last != NETLAB_LOST;
      last = packet->fate;
      g_free (packet);
    }

  return lost;
}

static void
test_loss (void)
{
  const NetlabShape none = { 0, }, some = { .loss = 0.1 }, all = { .loss = 1, .burst = 5 };
  guint runs, again;

  g_assert_cmpuint (count_lost (&none, 1, 1000, &runs), ==, 0);
  g_assert_cmpuint (count_lost (&all, 1, 1000, &runs), ==, 1000);
  g_assert_cmpuint (count_lost (&some, 1, 100000, &runs), >, 9500);
  g_assert_cmpuint (count_lost (&some, 1, 100000, &again), <, 10500);
  g_assert_cmpuint (runs, ==, again);
  /* Each by itself: nine of ten stand alone. */
  g_assert_cmpuint (runs, >, 8500);
  count_lost (&some, 2, 100000, &again);
  g_assert_cmpuint (runs, !=, again);
}

static void
test_burst (void)
{
  const NetlabShape shape = { .loss = 0.1, .burst = 5 };
  guint runs, lost = count_lost (&shape, 1, 200000, &runs);

  g_assert_cmpuint (lost, >, 18000);
  g_assert_cmpuint (lost, <, 22000);
  g_assert_cmpfloat ((double) lost / runs, >, 4.5);
  g_assert_cmpfloat ((double) lost / runs, <, 5.5);
}

/* A busy minute does not drift: rounding costs no more than 1 ns a packet. */
static void
test_drift (void)
{
  const NetlabShape shape = { .rate = 7 * MBIT, .queue = NETLAB_SECOND };
  g_autoptr(NetlabLink) link = netlab_link_new (&shape, 1);
  gint64 last = 0, exact;
  guint n = 0;

  while (last < 60 * NETLAB_SECOND)
    {
      NetlabPacket *packet;

      push (link, last);
      push (link, last);
      n += 2;
      while ((packet = netlab_link_pop (link, last + 10 * NETLAB_MS)) != NULL)
        {
          last = packet->due;
          g_free (packet);
        }
    }

  exact = n * NANOBITS_EACH / (gint64) shape.rate;
  g_assert_cmpint (ABS (last - exact), <, NETLAB_MS / 20);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/netlab/link/rate", test_rate);
  g_test_add_func ("/netlab/link/no-rate", test_no_rate);
  g_test_add_func ("/netlab/link/full", test_full);
  g_test_add_func ("/netlab/link/change", test_change);
  g_test_add_func ("/netlab/link/outage", test_outage);
  g_test_add_func ("/netlab/link/shorter", test_shorter);
  g_test_add_func ("/netlab/link/reorder", test_reorder);
  g_test_add_func ("/netlab/link/loss", test_loss);
  g_test_add_func ("/netlab/link/burst", test_burst);
  g_test_add_func ("/netlab/link/drift", test_drift);

  return g_test_run ();
}
