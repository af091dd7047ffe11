/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <time.h>

#include "bench-histogram.h"

G_BEGIN_DECLS

/* What one run shall do: set once, before the workers are forked. */
typedef struct
{
  const char *dialect;
  guint       members;     /* an even number: rooms of two */
  guint       workers;
  guint       in_flight;   /* handshakes at a time, of all workers together */
  guint       payload;     /* bytes of every message */
  guint       rate;        /* messages a second, of all members together */
  double      idle;        /* seconds between the last join and the look at the memory */
  double      warmup;      /* seconds of load that are not measured */
  double      seconds;     /* seconds of load that are */
  gboolean    collect;     /* have garbage collected before memory is read */
  gboolean    restart;     /* kill the server and see everyone come back */
  guint       seed;
} BenchPlan;

typedef enum
{
  BENCH_PHASE_WAIT,
  BENCH_PHASE_CONNECT,
  BENCH_PHASE_LOAD,
  BENCH_PHASE_STOP,
} BenchPhase;

/* What one worker has done. It alone writes, and the parent only reads, so
 * relaxed order is enough; counters only grow.
 */
typedef struct
{
  _Atomic guint64 joins;       /* a member that comes back counts again */
  _Atomic guint64 paired;      /* members that have met the other of their room */
  _Atomic gint64  last_join;   /* monotonic ns */
  _Atomic guint64 closed;      /* connections that the server ended or refused */
  _Atomic guint64 sent;        /* messages */
  _Atomic guint64 received;
  _Atomic guint64 repeated;    /* numbered at or below what came before */
  _Atomic guint64 skipped;     /* numbers that were jumped over */
  _Atomic guint64 errors;      /* what the server complained about */
  _Atomic guint64 stalls;      /* messages that had to wait for a full socket */
  BenchHistogram  latency;     /* from when it should have been sent to its arrival */
  BenchHistogram  lag;         /* from when it should have been sent to when it was */
} BenchTally;

/* Lies in memory that parent and workers share. */
typedef struct
{
  _Atomic int    phase;         /* BenchPhase */
  _Atomic guint  port;
  _Atomic gint64 load_starts;   /* monotonic ns; set before BENCH_PHASE_LOAD */
  _Atomic gint64 window_starts; /* what should be sent from here on is measured */
  _Atomic gint64 load_ends;
  BenchTally     tallies[];     /* one for each worker */
} BenchShared;

static inline gint64
bench_now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);

  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static inline void
bench_count (_Atomic guint64 *counter,
             guint64          times)
{
  atomic_store_explicit (counter,
                         atomic_load_explicit (counter, memory_order_relaxed) + times,
                         memory_order_relaxed);
}

G_END_DECLS
