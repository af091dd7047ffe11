/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-histogram.h"

static void
test_exact_below_256 (void)
{
  for (guint value = 0; value < 256; value++)
    {
      g_assert_cmpuint (bench_histogram_index (value), ==, value);
      g_assert_cmpuint (bench_histogram_edge (value), ==, value);
    }
}

/* Every bucket begins one above the edge of the one before: no value is
 * counted twice and none falls between two.
 */
static void
test_buckets_meet (void)
{
  for (guint i = 0; i + 1 < BENCH_HISTOGRAM_BUCKETS; i++)
    {
      guint64 edge = bench_histogram_edge (i);

      g_assert_cmpuint (bench_histogram_index (edge), ==, i);
      g_assert_cmpuint (bench_histogram_index (edge + 1), ==, i + 1);
    }
}

static void
test_precision (void)
{
  for (guint64 value = 1; value < G_GUINT64_CONSTANT (1) << 39; value += value / 3 + 1)
    {
      guint64 edge = bench_histogram_edge (bench_histogram_index (value));

      g_assert_cmpuint (edge, >=, value);
      g_assert_cmpuint (edge - value, <=, value / 128);
    }
}

static void
test_too_large (void)
{
  g_assert_cmpuint (bench_histogram_index (G_MAXUINT64), ==, BENCH_HISTOGRAM_BUCKETS - 1);
}

static void
test_quantiles (void)
{
  g_autofree BenchHistogram *histogram = g_new0 (BenchHistogram, 1);

  g_assert_cmpuint (bench_histogram_quantile (histogram, 0.5), ==, 0);

  for (guint value = 1; value <= 200; value++)
    bench_histogram_add (histogram, value, 1);

  g_assert_cmpuint (bench_histogram_quantile (histogram, 0), ==, 1);
  g_assert_cmpuint (bench_histogram_quantile (histogram, 0.5), ==, 100);
  g_assert_cmpuint (bench_histogram_quantile (histogram, 0.99), ==, 198);
  g_assert_cmpuint (bench_histogram_quantile (histogram, 0.999), ==, 200);
  g_assert_cmpuint (bench_histogram_quantile (histogram, 1), ==, 200);
}

/* The edge of a bucket may lie above all that was seen; the answer never does. */
static void
test_largest (void)
{
  g_autofree BenchHistogram *histogram = g_new0 (BenchHistogram, 1);

  bench_histogram_add (histogram, 1000001, 3);

  g_assert_cmpuint (bench_histogram_edge (bench_histogram_index (1000001)), >, 1000001);
  g_assert_cmpuint (bench_histogram_quantile (histogram, 1), ==, 1000001);
}

static void
test_merge (void)
{
  g_autofree BenchHistogram *one = g_new0 (BenchHistogram, 1);
  g_autofree BenchHistogram *other = g_new0 (BenchHistogram, 1);

  bench_histogram_add (one, 10, 90);
  bench_histogram_add (other, 200, 10);
  bench_histogram_merge (one, other);

  g_assert_cmpuint (one->total, ==, 100);
  g_assert_cmpuint (bench_histogram_quantile (one, 0.90), ==, 10);
  g_assert_cmpuint (bench_histogram_quantile (one, 0.91), ==, 200);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bench/histogram/exact-below-256", test_exact_below_256);
  g_test_add_func ("/bench/histogram/buckets-meet", test_buckets_meet);
  g_test_add_func ("/bench/histogram/precision", test_precision);
  g_test_add_func ("/bench/histogram/too-large", test_too_large);
  g_test_add_func ("/bench/histogram/quantiles", test_quantiles);
  g_test_add_func ("/bench/histogram/largest", test_largest);
  g_test_add_func ("/bench/histogram/merge", test_merge);

  return g_test_run ();
}
