/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-picture-fit.h"

#define SECOND G_GUINT64_CONSTANT (1000000000)

static void
assert_size (guint box_width,
             guint box_height,
             guint width,
             guint height,
             guint out_width,
             guint out_height)
{
  SightPictureFit fit;

  sight_picture_fit_init (&fit, box_width, box_height, 30);
  g_assert_true (sight_picture_fit_set_input (&fit, width, height, 1, 1));
  g_assert_cmpuint (fit.out_width, ==, out_width);
  g_assert_cmpuint (fit.out_height, ==, out_height);
}

static void
test_size (void)
{
  assert_size (1280, 720, 640, 360, 640, 360);
  assert_size (640, 360, 1280, 720, 640, 360);
  assert_size (640, 360, 640, 480, 480, 360);
  assert_size (640, 360, 720, 1280, 360, 640);
  assert_size (320, 180, 1366, 768, 320, 180);
  assert_size (1280, 720, 641, 361, 642, 362);
  assert_size (320, 180, 4000, 10, 320, 16);
}

static void
test_pixels_that_are_not_square (void)
{
  SightPictureFit fit;

  sight_picture_fit_init (&fit, 1280, 720, 30);
  sight_picture_fit_set_input (&fit, 720, 576, 16, 15);
  g_assert_cmpuint (fit.out_width, ==, 768);
  g_assert_cmpuint (fit.out_height, ==, 576);
}

/* Only what changes the outcome is a change. */
static void
test_changes (void)
{
  SightPictureFit fit;

  sight_picture_fit_init (&fit, 1280, 720, 30);
  g_assert_false (sight_picture_fit_set_box (&fit, 1280, 720));
  g_assert_true (sight_picture_fit_set_input (&fit, 640, 360, 1, 1));
  g_assert_false (sight_picture_fit_set_input (&fit, 640, 360, 1, 1));
  g_assert_false (sight_picture_fit_set_box (&fit, 960, 540));
  g_assert_true (sight_picture_fit_set_box (&fit, 320, 180));
  g_assert_false (sight_picture_fit_set_input (&fit, 1280, 720, 1, 1));
}

static guint
count_taken (guint rate,
             guint wanted,
             guint trembling_us)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  SightPictureFit fit;
  guint taken = 0;

  sight_picture_fit_init (&fit, 1280, 720, wanted);
  for (guint i = 0; i < 10 * rate; i++)
    {
      gint64 offset = trembling_us > 0 ? g_rand_int_range (rand, 0, trembling_us) * 1000 : 0;

      taken += sight_picture_fit_takes (&fit, 5 * SECOND + i * SECOND / rate + offset);
    }

  return taken;
}

static void
test_rate (void)
{
  g_assert_cmpuint (count_taken (30, 30, 0), ==, 300);
  g_assert_cmpuint (count_taken (15, 30, 0), ==, 150);
  g_assert_cmpuint (count_taken (30, 15, 0), ==, 150);
  g_assert_cmpint (ABS ((int) count_taken (30, 20, 0) - 200), <=, 2);
  g_assert_cmpint (ABS ((int) count_taken (60, 25, 0) - 250), <=, 2);
  g_assert_cmpint (ABS ((int) count_taken (30, 30, 6000) - 300), <=, 3);
}

static void
test_pause (void)
{
  SightPictureFit fit;

  sight_picture_fit_init (&fit, 1280, 720, 10);
  g_assert_true (sight_picture_fit_takes (&fit, 100 * SECOND));
  g_assert_false (sight_picture_fit_takes (&fit, 100 * SECOND + SECOND / 20));
  /* At once, and no burst to make up for it. */
  g_assert_true (sight_picture_fit_takes (&fit, 160 * SECOND));
  g_assert_false (sight_picture_fit_takes (&fit, 160 * SECOND + SECOND / 20));
  /* A clock that goes back. */
  g_assert_true (sight_picture_fit_takes (&fit, SECOND));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/picture-fit/size", test_size);
  g_test_add_func ("/media/picture-fit/pixels-that-are-not-square", test_pixels_that_are_not_square);
  g_test_add_func ("/media/picture-fit/changes", test_changes);
  g_test_add_func ("/media/picture-fit/rate", test_rate);
  g_test_add_func ("/media/picture-fit/pause", test_pause);

  return g_test_run ();
}
