/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "bench-plan.h"
#include "bench-procfs.h"
#include "bench-subject.h"

G_BEGIN_DECLS

/* What a run has found. Times are in ns, and 0 where nothing was measured. */
typedef struct
{
  BenchMemory    empty;          /* before the first member */
  BenchMemory    full;           /* with all members, idle */
  guint64        joins;
  gint64         join_time;      /* from the first connect to the last join */
  guint64        idle_cpu;       /* of all members at rest, from the second second on */
  gint64         idle_time;
  gint64         listen_time;    /* from SIGKILL until the next process listens */
  gint64         restart_time;   /* from SIGKILL until all members are back */
  gint64         window;         /* how long the load was measured */
  guint64        relayed;        /* messages that arrived in the window */
  guint64        server_cpu;     /* in the window */
  guint64        generator_cpu;
  guint64        sent;           /* from here on in the whole run */
  guint64        received;
  guint64        repeated;
  guint64        skipped;
  guint64        errors;
  guint64        closed;
  guint64        stalls;
  BenchHistogram latency;
  BenchHistogram lag;
} BenchResult;

gboolean bench_run (const BenchPlan  *plan,
                    BenchSubject     *subject,
                    BenchResult      *result,
                    GError          **error);

G_END_DECLS
