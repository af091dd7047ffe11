/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-run.h"

#include <errno.h>
#include <gio/gio.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench-worker.h"

#define SECOND        G_GINT64_CONSTANT (1000000000)
#define LOOK_EVERY    2000             /* us */
#define SETTLE        (G_USEC_PER_SEC) /* until a server that has just started is at rest */
#define JOIN_WITHIN   (180 * SECOND)
#define DRAIN_WITHIN  (5 * SECOND)
#define LOAD_BEGINS   (SECOND / 10)    /* so that all workers know of it before */

typedef struct
{
  const BenchPlan *plan;
  BenchShared     *shared;
  gsize            shared_size;
  pid_t           *workers;
  BenchSubject    *subject;
  BenchResult     *result;
} BenchRun;

typedef guint64 (*BenchCounter) (BenchTally *tally);

static guint64
count_joins (BenchTally *tally)
{
  return atomic_load_explicit (&tally->joins, memory_order_relaxed);
}

static guint64
count_paired (BenchTally *tally)
{
  return atomic_load_explicit (&tally->paired, memory_order_relaxed);
}

static guint64
count_sent (BenchTally *tally)
{
  return atomic_load_explicit (&tally->sent, memory_order_relaxed);
}

static guint64
count_received (BenchTally *tally)
{
  return atomic_load_explicit (&tally->received, memory_order_relaxed);
}

static guint64
add_up (BenchRun     *self,
        BenchCounter  counter)
{
  guint64 sum = 0;

  for (guint i = 0; i < self->plan->workers; i++)
    sum += counter (&self->shared->tallies[i]);

  return sum;
}

static gint64
get_last_join (BenchRun *self)
{
  gint64 last = 0;

  for (guint i = 0; i < self->plan->workers; i++)
    last = MAX (last, atomic_load_explicit (&self->shared->tallies[i].last_join, memory_order_relaxed));

  return last;
}

static void
set_phase (BenchRun   *self,
           BenchPhase  phase)
{
  atomic_store_explicit (&self->shared->phase, phase, memory_order_release);
}

static gboolean
wait_for (BenchRun      *self,
          BenchCounter   counter,
          guint64        wanted,
          gint64         within,
          const char    *what,
          GError       **error)
{
  gint64 deadline = bench_now () + within;

  while (add_up (self, counter) < wanted)
    {
      if (waitpid (self->subject->pid, NULL, WNOHANG) != 0 || bench_now () > deadline)
        {
          g_autofree char *words = bench_subject_words (self->subject);

          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                       "Only %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " %s. The server said:\n%s",
                       add_up (self, counter), wanted, what, words);
          return FALSE;
        }
      g_usleep (LOOK_EVERY);
    }

  return TRUE;
}

static gboolean
start_workers (BenchRun  *self,
               GError   **error)
{
  self->shared_size = sizeof (BenchShared) + self->plan->workers * sizeof (BenchTally);
  self->shared = mmap (NULL, self->shared_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (self->shared == MAP_FAILED)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "Cannot share memory with the workers: %s", g_strerror (errno));
      return FALSE;
    }

  self->workers = g_new0 (pid_t, self->plan->workers);
  for (guint i = 0; i < self->plan->workers; i++)
    {
      pid_t pid = fork ();

      if (pid < 0)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                       "Cannot start a worker: %s", g_strerror (errno));
          return FALSE;
        }
      if (pid == 0)
        {
          prctl (PR_SET_PDEATHSIG, SIGKILL);
          bench_worker_run (self->plan, self->shared, i);
          _exit (0);
        }
      self->workers[i] = pid;
    }

  return TRUE;
}

static void
stop_workers (BenchRun *self)
{
  if (self->shared == NULL || self->shared == MAP_FAILED)
    return;

  set_phase (self, BENCH_PHASE_STOP);
  for (guint i = 0; self->workers != NULL && i < self->plan->workers; i++)
    {
      if (self->workers[i] > 0)
        waitpid (self->workers[i], NULL, 0);
    }
}

static void
read_memory (BenchRun    *self,
             BenchMemory *memory)
{
  if (self->plan->collect)
    {
      kill (self->subject->pid, SIGUSR2);
      g_usleep (SETTLE);
    }
  bench_procfs_memory (self->subject->pid, memory);
}

/* Long enough, it shows what keeping members alive costs. The first second
 * belongs to the joins: who came is still being told to the others.
 */
static void
rest (BenchRun *self)
{
  BenchResult *result = self->result;
  gulong idle = (gulong) (self->plan->idle * G_USEC_PER_SEC);
  guint64 cpu;
  gint64 begin;

  g_usleep (MIN (idle, SETTLE));
  if (idle <= SETTLE)
    return;

  begin = bench_now ();
  cpu = bench_procfs_cpu (self->subject->pid);
  g_usleep (idle - SETTLE);
  result->idle_cpu = bench_procfs_cpu (self->subject->pid) - cpu;
  result->idle_time = bench_now () - begin;
}

static gboolean
gather (BenchRun  *self,
        GError   **error)
{
  BenchResult *result = self->result;
  gint64 begin;

  g_usleep (SETTLE);
  read_memory (self, &result->empty);

  begin = bench_now ();
  atomic_store (&self->shared->port, self->subject->port);
  set_phase (self, BENCH_PHASE_CONNECT);
  if (!wait_for (self, count_joins, self->plan->members, JOIN_WITHIN, "members have joined", error) ||
      !wait_for (self, count_paired, self->plan->members, JOIN_WITHIN, "members have met the other", error))
    return FALSE;
  result->join_time = get_last_join (self) - begin;

  rest (self);
  read_memory (self, &result->full);

  return TRUE;
}

static guint64
get_generator_cpu (BenchRun *self)
{
  guint64 sum = 0;

  for (guint i = 0; i < self->plan->workers; i++)
    sum += bench_procfs_cpu (self->workers[i]);

  return sum;
}

static void
sleep_until (gint64 time)
{
  gint64 now = bench_now ();

  if (time > now)
    g_usleep ((gulong) ((time - now) / 1000));
}

static void
measure_load (BenchRun *self)
{
  BenchResult *result = self->result;
  gint64 start = bench_now () + LOAD_BEGINS;
  gint64 window = start + (gint64) (self->plan->warmup * SECOND);
  gint64 end = window + (gint64) (self->plan->seconds * SECOND);
  guint64 server, generator, received;
  gint64 begin;

  atomic_store (&self->shared->window_starts, window);
  atomic_store (&self->shared->load_ends, end);
  atomic_store (&self->shared->load_starts, start);
  set_phase (self, BENCH_PHASE_LOAD);

  /* What was read is what counts, not when it should have been read. */
  sleep_until (window);
  begin = bench_now ();
  server = bench_procfs_cpu (self->subject->pid);
  generator = get_generator_cpu (self);
  received = add_up (self, count_received);

  sleep_until (end);
  result->window = bench_now () - begin;
  result->server_cpu = bench_procfs_cpu (self->subject->pid) - server;
  result->generator_cpu = get_generator_cpu (self) - generator;
  result->relayed = add_up (self, count_received) - received;
}

static void
drain (BenchRun *self)
{
  gint64 deadline = bench_now () + DRAIN_WITHIN;

  /* The workers stop sending a moment after the end, so it has to be seen twice. */
  g_usleep (20 * LOOK_EVERY);
  while (add_up (self, count_received) < add_up (self, count_sent) && bench_now () < deadline)
    g_usleep (LOOK_EVERY);
}

static gboolean
measure_restart (BenchRun  *self,
                 GError   **error)
{
  BenchResult *result = self->result;
  guint64 before = add_up (self, count_joins);
  gint64 begin = bench_now ();

  bench_subject_kill (self->subject);
  if (!bench_subject_start (self->subject, self->subject->port, error))
    return FALSE;
  result->listen_time = bench_now () - begin;

  if (!wait_for (self, count_joins, before + self->plan->members, JOIN_WITHIN, "members are back", error))
    return FALSE;
  result->restart_time = get_last_join (self) - begin;

  return TRUE;
}

static void
collect (BenchRun *self)
{
  BenchResult *result = self->result;

  for (guint i = 0; i < self->plan->workers; i++)
    {
      BenchTally *tally = &self->shared->tallies[i];

      result->joins += tally->joins;
      result->sent += tally->sent;
      result->received += tally->received;
      result->repeated += tally->repeated;
      result->skipped += tally->skipped;
      result->errors += tally->errors;
      result->closed += tally->closed;
      result->stalls += tally->stalls;
      bench_histogram_merge (&result->latency, &tally->latency);
      bench_histogram_merge (&result->lag, &tally->lag);
    }

  /* A message that never came has waited for longer than any that did. */
  if (result->lag.total > result->latency.total)
    bench_histogram_add (&result->latency,
                         (guint64) (self->plan->seconds * SECOND) + DRAIN_WITHIN,
                         result->lag.total - result->latency.total);
}

static gboolean
run_phases (BenchRun  *self,
            GError   **error)
{
  if (!bench_subject_start (self->subject, 0, error) ||
      !start_workers (self, error) ||
      !gather (self, error))
    return FALSE;

  if (self->plan->rate > 0)
    {
      measure_load (self);
      drain (self);
    }

  return !self->plan->restart || measure_restart (self, error);
}

gboolean
bench_run (const BenchPlan  *plan,
           BenchSubject     *subject,
           BenchResult      *result,
           GError          **error)
{
  BenchRun self = { .plan = plan, .subject = subject, .result = result };
  gboolean done = run_phases (&self, error);

  stop_workers (&self);
  if (done)
    collect (&self);
  bench_subject_kill (subject);

  g_free (self.workers);
  if (self.shared != NULL && self.shared != MAP_FAILED)
    munmap (self.shared, self.shared_size);

  return done;
}
