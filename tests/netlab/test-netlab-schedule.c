/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netlab-schedule.h"

static NetlabSchedule *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  NetlabSchedule *schedule = netlab_schedule_parse (text, &error);

  g_assert_no_error (error);

  return schedule;
}

static void
test_shapes (void)
{
  g_autoptr(NetlabSchedule) schedule = parse ("# the path\n"
                                              "0   both delay=50 queue=200\n"
                                              "0   a>b  rate=1000 loss=5 burst=3\n"
                                              "1.5 a>b  rate=2500 outage=1\n"
                                              "2   b>a  reorder=10 held=20\n"
                                              "3   end\n");
  NetlabShape shape;

  netlab_schedule_get_shape (schedule, NETLAB_A_TO_B, 0, &shape);
  g_assert_cmpuint (shape.rate, ==, 1000000);
  g_assert_cmpint (shape.delay, ==, 50 * NETLAB_MS);
  g_assert_cmpint (shape.queue, ==, 200 * NETLAB_MS);
  g_assert_cmpfloat (shape.loss, ==, 0.05);
  g_assert_cmpfloat (shape.burst, ==, 3);
  g_assert_false (shape.outage);

  netlab_schedule_get_shape (schedule, NETLAB_A_TO_B, 2 * NETLAB_SECOND, &shape);
  g_assert_cmpuint (shape.rate, ==, 2500000);
  g_assert_cmpint (shape.delay, ==, 50 * NETLAB_MS);
  g_assert_true (shape.outage);

  netlab_schedule_get_shape (schedule, NETLAB_B_TO_A, 2 * NETLAB_SECOND, &shape);
  g_assert_cmpuint (shape.rate, ==, 0);
  g_assert_cmpfloat (shape.loss, ==, 0);
  g_assert_cmpfloat (shape.reorder, ==, 0.1);
  g_assert_cmpint (shape.held, ==, 20 * NETLAB_MS);

  g_assert_cmpint (netlab_schedule_get_next (schedule, NETLAB_A_TO_B, 0), ==, 1500 * NETLAB_MS);
  g_assert_cmpint (netlab_schedule_get_next (schedule, NETLAB_B_TO_A, 0), ==, 2 * NETLAB_SECOND);
  g_assert_cmpint (netlab_schedule_get_next (schedule, NETLAB_B_TO_A, 2 * NETLAB_SECOND), ==, NETLAB_NEVER);
  g_assert_cmpint (netlab_schedule_get_end (schedule), ==, 3 * NETLAB_SECOND);
}

static void
test_empty (void)
{
  g_autoptr(NetlabSchedule) schedule = parse ("");
  NetlabShape shape;

  netlab_schedule_get_shape (schedule, NETLAB_B_TO_A, 0, &shape);
  g_assert_cmpuint (shape.rate, ==, 0);
  g_assert_cmpint (shape.delay, ==, 0);
  g_assert_cmpint (netlab_schedule_get_end (schedule), ==, NETLAB_NEVER);
}

static void
test_refused (void)
{
  static const char * const refused[] = {
    "0 both",
    "0 c>d rate=1",
    "both rate=1",
    "0 both speed=1",
    "0 both rate",
    "0 both rate=",
    "0 both rate=-1",
    "0 both rate=nan",
    "0 both loss=101",
    "0 both delay=5ms",
    "5000 both rate=1",
    "2 both rate=1; 1 both rate=2",
    "1 end; 2 both rate=1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_null (netlab_schedule_parse (refused[i], &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    }
}

/* Those that are in the tree. */
static void
test_files (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "netlab", "schedules", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  for (; (name = g_dir_read_name (dir)) != NULL; n++)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autoptr(NetlabSchedule) schedule = NULL;

      g_test_message ("%s", name);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      schedule = parse (text);
      g_assert_cmpint (netlab_schedule_get_end (schedule), <, NETLAB_NEVER);
    }
  g_assert_cmpuint (n, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/netlab/schedule/shapes", test_shapes);
  g_test_add_func ("/netlab/schedule/empty", test_empty);
  g_test_add_func ("/netlab/schedule/refused", test_refused);
  g_test_add_func ("/netlab/schedule/files", test_files);

  return g_test_run ();
}
