/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-histogram.h"

#include <math.h>

#define SUB_BUCKETS (1u << BENCH_HISTOGRAM_SUB_BITS)
#define VALUE_MAX   ((G_GUINT64_CONSTANT (1) << BENCH_HISTOGRAM_MAX_BITS) - 1)

guint
bench_histogram_index (guint64 value)
{
  guint bits, shift;

  value = MIN (value, VALUE_MAX);
  bits = value == 0 ? 0 : 63 - __builtin_clzll (value);
  shift = bits > BENCH_HISTOGRAM_SUB_BITS ? bits - BENCH_HISTOGRAM_SUB_BITS : 0;

  return (shift << BENCH_HISTOGRAM_SUB_BITS) + (guint) (value >> shift);
}

guint64
bench_histogram_edge (guint index)
{
  guint shift;
  guint64 part;

  if (index < 2 * SUB_BUCKETS)
    return index;

  shift = (index >> BENCH_HISTOGRAM_SUB_BITS) - 1;
  part = index - (shift << BENCH_HISTOGRAM_SUB_BITS);

  return ((part + 1) << shift) - 1;
}

void
bench_histogram_add (BenchHistogram *self,
                     guint64         value,
                     guint64         times)
{
  if (times == 0)
    return;

  self->counts[bench_histogram_index (value)] += times;
  self->total += times;
  self->largest = MAX (self->largest, value);
}

void
bench_histogram_merge (BenchHistogram       *self,
                       const BenchHistogram *other)
{
  for (guint i = 0; i < BENCH_HISTOGRAM_BUCKETS; i++)
    self->counts[i] += other->counts[i];

  self->total += other->total;
  self->largest = MAX (self->largest, other->largest);
}

guint64
bench_histogram_quantile (const BenchHistogram *self,
                          double                fraction)
{
  guint64 wanted, seen = 0;

  wanted = MAX (1, (guint64) ceil (fraction * (double) self->total));

  for (guint i = 0; i < BENCH_HISTOGRAM_BUCKETS; i++)
    {
      seen += self->counts[i];
      if (seen >= wanted)
        return MIN (bench_histogram_edge (i), self->largest);
    }

  return self->largest;
}
