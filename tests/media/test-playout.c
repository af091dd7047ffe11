/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-playout.h"

#define MS    ((gint64) GST_MSECOND)
#define FRAME (33 * MS)

/* Pictures that take @late, one way or the other. */
static gint64
show (SightPlayout *self,
      gint64        late,
      gint64        trembling,
      guint         n)
{
  static GRand *rand = NULL;
  gint64 delay = 0;

  if (rand == NULL)
    rand = g_rand_new_with_seed (1);
  for (guint i = 0; i < n; i++)
    {
      gint64 time = self->n * FRAME;

      delay = sight_playout_take (self, time, time + late + (trembling > 0 ? g_rand_int_range (rand, 0, trembling) : 0));
    }

  return delay;
}

/* On a good path hardly anything is waited for. */
static void
test_good_path (void)
{
  SightPlayout self = { 0 };
  gint64 delay = show (&self, 2 * MS, 3 * MS, 300);

  g_assert_cmpint (delay, >=, 2 * MS);
  g_assert_cmpint (delay, <=, 6 * MS);
}

/* On a bad one as long as nearly all pictures take. */
static void
test_trembling_path (void)
{
  SightPlayout self = { 0 };
  gint64 delay;

  show (&self, 2 * MS, 3 * MS, 300);
  delay = show (&self, 2 * MS, 60 * MS, 300);
  g_assert_cmpint (delay, >=, 45 * MS);
  g_assert_cmpint (delay, <=, 63 * MS);

  /* It is good again: not at once, and then as before. */
  g_assert_cmpint (show (&self, 2 * MS, 3 * MS, 30), >=, 30 * MS);
  g_assert_cmpint (show (&self, 2 * MS, 3 * MS, 300), <=, 6 * MS);
}

/* One that comes late is shown late, and nothing else changes. */
static void
test_one_late (void)
{
  SightPlayout self = { 0 };
  gint64 before = show (&self, 2 * MS, 0, 200);

  show (&self, 300 * MS, 0, 1);
  g_assert_cmpint (show (&self, 2 * MS, 0, 10), ==, before);
}

/* The first ones were held up, and all others come before their time. */
static void
test_early (void)
{
  SightPlayout self = { 0 };
  gint64 delay;

  show (&self, 0, 0, 2);
  delay = show (&self, -40 * MS, 3 * MS, 400);
  g_assert_cmpint (delay, <=, -36 * MS);
}

static void
test_bound (void)
{
  SightPlayout self = { 0 };

  g_assert_cmpint (show (&self, 30 * 1000 * MS, 0, 200), <=, 500 * MS);
  g_assert_cmpint (show (&self, G_MININT32 * MS, 0, 2000), >=, -500 * MS);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/playout/good-path", test_good_path);
  g_test_add_func ("/media/playout/trembling-path", test_trembling_path);
  g_test_add_func ("/media/playout/one-late", test_one_late);
  g_test_add_func ("/media/playout/early", test_early);
  g_test_add_func ("/media/playout/bound", test_bound);

  return g_test_run ();
}
