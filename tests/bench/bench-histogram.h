/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each power of two is cut into 128 equal buckets, so a value is known to
 * better than 0.8 %; below 256 it is known exactly. 2^40 ns are 18 minutes.
 */
#define BENCH_HISTOGRAM_SUB_BITS 7
#define BENCH_HISTOGRAM_MAX_BITS 40
#define BENCH_HISTOGRAM_BUCKETS \
  ((BENCH_HISTOGRAM_MAX_BITS - BENCH_HISTOGRAM_SUB_BITS + 1) << BENCH_HISTOGRAM_SUB_BITS)

/**
 * BenchHistogram:
 *
 * Log-linear counts of nanoseconds. A plain block without pointers: it lies in
 * memory that several processes share, and zeroes are an empty one.
 */
typedef struct
{
  guint64 total;
  guint64 largest;
  guint64 counts[BENCH_HISTOGRAM_BUCKETS];
} BenchHistogram;

guint   bench_histogram_index      (guint64               value);
/* The largest value that falls into the bucket. */
guint64 bench_histogram_edge       (guint                 index);
void    bench_histogram_add        (BenchHistogram       *self,
                                    guint64               value,
                                    guint64               times);
void    bench_histogram_merge      (BenchHistogram       *self,
                                    const BenchHistogram *other);
/* The value that @fraction of all are not above, 0 for an empty histogram. */
guint64 bench_histogram_quantile   (const BenchHistogram *self,
                                    double                fraction);

G_END_DECLS
