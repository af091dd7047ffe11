/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-format.h"

#include <locale.h>

/* Numbers have their units behind spaces that do not break. */
static void
expect (char       *text,
        const char *expected)
{
  g_autofree char *owned = text;
  g_auto(GStrv) parts = g_strsplit (text, "\u00a0", -1);
  g_autofree char *plain = g_strjoinv (" ", parts);

  g_assert_cmpstr (plain, ==, expected);
}

static void
test_sizes (void)
{
  expect (sight_format_size (0), "0 bytes");
  expect (sight_format_size (-5), "0 bytes");
  expect (sight_format_size (1), "1 byte");
  expect (sight_format_size (1500), "1.5 kB");
  expect (sight_format_size (2400000), "2.4 MB");
  expect (sight_format_progress (2300000, 10000000), "2.3 MB of 10.0 MB");
  expect (sight_format_speed (1200000), "1.2 MB/s");
}

static void
test_time_left (void)
{
  expect (sight_format_time_left (1000, 1000), "1 second left");
  expect (sight_format_time_left (59000, 1000), "59 seconds left");
  expect (sight_format_time_left (61000, 1000), "2 minutes left");
  expect (sight_format_time_left (2 * 3600 * 1000, 1000), "2 hours left");
  g_assert_null (sight_format_time_left (1000, 0));
  g_assert_null (sight_format_time_left (1000, -1));
  g_assert_null (sight_format_time_left (0, 1000));
  g_assert_null (sight_format_time_left (G_MAXINT64, 1));
}

static void
test_bitrates (void)
{
  expect (sight_format_bitrate (0), "0 bit/s");
  expect (sight_format_bitrate (999), "999 bit/s");
  expect (sight_format_bitrate (32000), "32 kbit/s");
  expect (sight_format_bitrate (999499), "999 kbit/s");
  expect (sight_format_bitrate (999500), "1.0 Mbit/s");
  expect (sight_format_bitrate (1530000), "1.5 Mbit/s");
  expect (sight_format_bitrate (G_MAXUINT), "4295.0 Mbit/s");
}

static void
test_measures (void)
{
  expect (sight_format_ms (-1), "–");
  expect (sight_format_ms (0), "0 ms");
  expect (sight_format_ms (0.42), "0.4 ms");
  expect (sight_format_ms (35.4), "35 ms");
  expect (sight_format_percent (0), "0 %");
  expect (sight_format_percent (0.0001), "under 0.1 %");
  expect (sight_format_percent (0.0123), "1.2 %");
  expect (sight_format_percent (0.25), "25 %");
  expect (sight_format_percent (7), "100 %");
}

static void
test_clock (void)
{
  expect (sight_format_clock (G_GINT64_CONSTANT (1700000100000)), "22:15");
  expect (sight_format_clock (G_MAXINT64), "");
}

/* The decimal point is the one of the locale, where that locale is there. */
static void
test_locale (void)
{
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL && setlocale (LC_NUMERIC, "es_ES.UTF-8") == NULL)
    {
      g_test_skip ("Neither de_DE.UTF-8 nor es_ES.UTF-8 is installed");
      return;
    }

  expect (sight_format_bitrate (1530000), "1,5 Mbit/s");
  expect (sight_format_size (1500), "1,5 kB");
  setlocale (LC_NUMERIC, "C");
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/format/sizes", test_sizes);
  g_test_add_func ("/format/time-left", test_time_left);
  g_test_add_func ("/format/bitrates", test_bitrates);
  g_test_add_func ("/format/measures", test_measures);
  g_test_add_func ("/format/clock", test_clock);
  g_test_add_func ("/format/locale", test_locale);

  return g_test_run ();
}
