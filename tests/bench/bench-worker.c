/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-worker.h"

#include <math.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bench-dialect.h"
#include "bench-member.h"

#define EVENTS          128
#define SECOND          G_GINT64_CONSTANT (1000000000)
#define MILLISECOND     G_GINT64_CONSTANT (1000000)
#define LONGEST_WAIT    (5 * MILLISECOND)   /* how late a change of phase is seen */
#define RETRY_AFTER     (10 * MILLISECOND)  /* a connection that was refused */

typedef struct
{
  const BenchPlan    *plan;
  BenchShared        *shared;
  BenchTally         *tally;
  const BenchDialect *dialect;

  int          epoll;
  BenchMember *members;
  guint        n_members;

  GQueue       waiting;        /* BenchMembers that want to connect */
  guint        in_flight;
  guint        in_flight_max;
  gint64       connect_after;

  gboolean     loading;
  double       interval;       /* ns between two messages of this worker, on average */
  gint64       next_message;
  GRand       *random;
  char        *box;

  gint64       next_keepalive;
  guint        keepalive_at;

  GString     *scratch;
} BenchWorker;

static BenchPhase
get_phase (BenchWorker *self)
{
  return (BenchPhase) atomic_load_explicit (&self->shared->phase, memory_order_acquire);
}

static void
lose_member (BenchWorker *self,
             BenchMember *member)
{
  if (member->state == BENCH_MEMBER_CLOSED)
    return;

  if (member->state != BENCH_MEMBER_JOINED)
    self->in_flight--;
  if (member->paired)
    bench_count (&self->tally->paired, (guint64) -1);

  bench_count (&self->tally->closed, 1);
  bench_member_close (member);
  g_queue_push_tail (&self->waiting, member);
  self->connect_after = MAX (self->connect_after, bench_now () + RETRY_AFTER);
}

static void
say_or_lose (BenchWorker *self,
             BenchMember *member)
{
  if (self->scratch->len > 0 && !bench_member_say (member, self->scratch, self->epoll))
    lose_member (self, member);
}

static void
keep_alive (BenchWorker *self,
            BenchMember *member)
{
  g_string_truncate (self->scratch, 0);
  self->dialect->append_keepalive (self->scratch, &member->voice);
  member->voice.unacknowledged = 0;
  say_or_lose (self, member);
}

static void
hear_relay (BenchWorker *self,
            BenchMember *member,
            const char  *text,
            gsize        length)
{
  const char *box = bench_dialect_find_box (text, length);
  gint64 intended;
  guint32 number;

  if (box == NULL || !bench_box_read (box, (gsize) (text + length - box), &intended, &number))
    {
      bench_count (&self->tally->errors, 1);
      return;
    }

  if (number <= member->voice.heard)
    bench_count (&self->tally->repeated, 1);
  else
    bench_count (&self->tally->skipped, number - member->voice.heard - 1);

  member->voice.heard = MAX (member->voice.heard, number);
  member->voice.unacknowledged++;
  bench_count (&self->tally->received, 1);

  if (intended >= atomic_load_explicit (&self->shared->window_starts, memory_order_relaxed))
    bench_histogram_add (&self->tally->latency, (guint64) MAX (0, bench_now () - intended), 1);
}

static void
hear_joined (BenchWorker *self,
             BenchMember *member)
{
  if (member->state == BENCH_MEMBER_JOINED)
    return;

  member->state = BENCH_MEMBER_JOINED;
  self->in_flight--;
  atomic_store_explicit (&self->tally->last_join, bench_now (), memory_order_relaxed);
  bench_count (&self->tally->joins, 1);
}

static void
hear_partner (BenchWorker *self,
              BenchMember *member)
{
  if (member->paired)
    return;

  member->paired = TRUE;
  bench_count (&self->tally->paired, 1);
}

static void
hear_opened (BenchWorker *self,
             BenchMember *member)
{
  g_string_truncate (self->scratch, 0);
  self->dialect->append_opening (self->scratch, &member->voice);
  say_or_lose (self, member);

  /* A dialect without ids is one of a server that echoes. */
  if (self->scratch->len == 0 && g_strcmp0 (self->dialect->name, "echo") == 0)
    {
      hear_joined (self, member);
      hear_partner (self, member);
    }
}

static void
on_member_heard (BenchMember *member,
                 const char  *text,
                 gsize        length,
                 gpointer     user_data)
{
  BenchWorker *self = user_data;
  BenchHeard heard;

  if (text == NULL)
    {
      hear_opened (self, member);
      return;
    }

  heard = self->dialect->hear (&member->voice, text, length);
  if (heard & BENCH_HEARD_RELAY)
    hear_relay (self, member, text, length);
  if (heard & BENCH_HEARD_JOINED)
    hear_joined (self, member);
  if (heard & BENCH_HEARD_PARTNER)
    hear_partner (self, member);
  if (heard & BENCH_HEARD_ERROR)
    bench_count (&self->tally->errors, 1);

  if (heard & BENCH_HEARD_REPLY)
    {
      g_string_truncate (self->scratch, 0);
      self->dialect->append_reply (self->scratch, &member->voice);
      say_or_lose (self, member);
    }
  else if (self->dialect->acknowledge > 0 && member->voice.unacknowledged >= self->dialect->acknowledge)
    {
      keep_alive (self, member);
    }
}

/* As many at a time as the plan says: more would fill the listener's backlog
 * and measure how long TCP waits before it tries again.
 */
static void
connect_waiting (BenchWorker *self,
                 gint64       now)
{
  guint port = atomic_load_explicit (&self->shared->port, memory_order_relaxed);

  if (now < self->connect_after)
    return;

  while (self->in_flight < self->in_flight_max && !g_queue_is_empty (&self->waiting))
    {
      BenchMember *member = g_queue_peek_head (&self->waiting);

      if (!bench_member_connect (member, port, self->epoll))
        {
          self->connect_after = now + RETRY_AFTER;
          return;
        }

      g_queue_pop_head (&self->waiting);
      self->in_flight++;
      if (!bench_member_upgrade (member, self->dialect, port, self->epoll))
        lose_member (self, member);
    }
}

static void
send_message (BenchWorker *self,
              BenchMember *member,
              gint64       intended)
{
  if (member->state != BENCH_MEMBER_JOINED || !member->paired)
    return;

  member->voice.sent++;
  bench_box_stamp (self->box, intended, member->voice.sent);
  g_string_truncate (self->scratch, 0);
  self->dialect->append_relay (self->scratch, &member->voice, self->box, self->plan->payload);

  if (member->out != NULL)
    bench_count (&self->tally->stalls, 1);
  bench_count (&self->tally->sent, 1);
  if (intended >= atomic_load_explicit (&self->shared->window_starts, memory_order_relaxed))
    bench_histogram_add (&self->tally->lag, (guint64) MAX (0, bench_now () - intended), 1);
  say_or_lose (self, member);
}

/* The schedule goes on whatever the server does: a message that could not be
 * sent in time keeps its intended time, and its wait is part of its latency.
 */
static void
send_due (BenchWorker *self,
          gint64       now)
{
  gint64 end = atomic_load_explicit (&self->shared->load_ends, memory_order_relaxed);

  for (guint i = 0; i < EVENTS && self->next_message <= now && self->next_message < end; i++)
    {
      guint which = (guint) g_rand_int_range (self->random, 0, (gint32) self->n_members);

      send_message (self, &self->members[which], self->next_message);
      self->next_message += (gint64) (-log (1 - g_rand_double (self->random)) * self->interval);
    }
}

static void
start_load (BenchWorker *self)
{
  double share = (double) self->n_members / self->plan->members;

  self->loading = TRUE;
  self->interval = (double) SECOND / (self->plan->rate * share);
  self->next_message = atomic_load_explicit (&self->shared->load_starts, memory_order_relaxed);
}

/* Members keep alive one after the other, evenly over the dialect's interval. */
static void
keep_due_alive (BenchWorker *self,
                gint64       now)
{
  gint64 step;

  if (self->dialect->keepalive <= 0)
    return;

  step = (gint64) (self->dialect->keepalive * SECOND / self->n_members);
  while (self->next_keepalive <= now)
    {
      BenchMember *member = &self->members[self->keepalive_at];

      if (member->state == BENCH_MEMBER_JOINED)
        keep_alive (self, member);
      self->keepalive_at = (self->keepalive_at + 1) % self->n_members;
      self->next_keepalive += step;
    }
}

static void
serve_event (BenchWorker              *self,
             const struct epoll_event *event)
{
  BenchMember *member = event->data.ptr;
  gboolean alive = TRUE;

  if (member->fd < 0)
    return;

  if (event->events & EPOLLOUT)
    alive = bench_member_write (member, self->epoll);
  if (alive && event->events & (EPOLLIN | EPOLLHUP | EPOLLERR))
    alive = bench_member_read (member, self->epoll, on_member_heard, self);
  if (!alive)
    lose_member (self, member);
}

static gint64
get_wait (BenchWorker *self,
          gint64       now)
{
  gint64 until = now + LONGEST_WAIT;

  if (self->dialect->keepalive > 0)
    until = MIN (until, self->next_keepalive);
  if (self->loading &&
      self->next_message < atomic_load_explicit (&self->shared->load_ends, memory_order_relaxed))
    until = MIN (until, self->next_message);

  return MAX (0, until - now);
}

static void
turn (BenchWorker *self)
{
  struct epoll_event events[EVENTS];
  gint64 now = bench_now ();
  BenchPhase phase = get_phase (self);
  struct timespec wait = { 0 };
  int n;

  if (phase >= BENCH_PHASE_CONNECT)
    connect_waiting (self, now);
  if (phase == BENCH_PHASE_LOAD && !self->loading)
    start_load (self);
  if (self->loading)
    send_due (self, now);
  keep_due_alive (self, now);

  /* Milliseconds are too coarse for a schedule of 10 000 messages a second. */
  wait.tv_nsec = get_wait (self, bench_now ());
  n = epoll_pwait2 (self->epoll, events, EVENTS, &wait, NULL);
  for (int i = 0; i < n; i++)
    serve_event (self, &events[i]);
}

static void
prepare_members (BenchWorker *self,
                 guint        number)
{
  guint rooms = self->plan->members / 2;
  guint first = rooms * number / self->plan->workers;
  guint end = rooms * (number + 1) / self->plan->workers;

  self->n_members = 2 * (end - first);
  self->members = g_new (BenchMember, self->n_members);
  for (guint i = 0; i < self->n_members; i++)
    {
      bench_member_init (&self->members[i], 2 * first + i);
      g_queue_push_tail (&self->waiting, &self->members[i]);
    }
}

void
bench_worker_run (const BenchPlan *plan,
                  BenchShared     *shared,
                  guint            number)
{
  BenchWorker self = {
    .plan = plan,
    .shared = shared,
    .tally = &shared->tallies[number],
    .dialect = bench_dialect_find (plan->dialect),
    .waiting = G_QUEUE_INIT,
    .in_flight_max = MAX (1, plan->in_flight / plan->workers),
    .next_keepalive = bench_now (),
  };

  /* The kernel would otherwise wake a waiter up to 50 us late. */
  prctl (PR_SET_TIMERSLACK, 1L);

  self.epoll = epoll_create1 (EPOLL_CLOEXEC);
  self.random = g_rand_new_with_seed (plan->seed + number);
  self.scratch = g_string_sized_new (plan->payload + 256);
  self.box = g_malloc (plan->payload);
  memset (self.box, 'A', plan->payload);
  prepare_members (&self, number);

  while (self.n_members > 0 && get_phase (&self) != BENCH_PHASE_STOP)
    turn (&self);

  for (guint i = 0; i < self.n_members; i++)
    bench_member_close (&self.members[i]);
  g_queue_clear (&self.waiting);
  g_free (self.members);
  g_free (self.box);
  g_string_free (self.scratch, TRUE);
  g_rand_free (self.random);
  close (self.epoll);
}
