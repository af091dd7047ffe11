/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "bench-plan.h"

G_BEGIN_DECLS

/* The life of one worker process: it serves the members whose rooms are its
 * own until the phase is BENCH_PHASE_STOP.
 */
void bench_worker_run (const BenchPlan *plan,
                       BenchShared     *shared,
                       guint            number);

G_END_DECLS
