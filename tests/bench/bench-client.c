/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench-dialect.h"
#include "bench-run.h"

static BenchPlan plan = {
  .dialect = "sightline",
  .members = 100,
  .workers = 1,
  .in_flight = 256,
  .payload = 1024,
  .rate = 0,
  .idle = 0,
  .warmup = 1,
  .seconds = 5,
  .seed = 1,
};
static gboolean tap = FALSE;
static char **command = NULL;

static const GOptionEntry entries[] = {
  { "dialect", 0, 0, G_OPTION_ARG_STRING, &plan.dialect, "What the server speaks: sightline, rooms, peerjs or echo", "NAME" },
  { "members", 0, 0, G_OPTION_ARG_INT, &plan.members, "Members, in rooms of two (100)", "N" },
  { "workers", 0, 0, G_OPTION_ARG_INT, &plan.workers, "Processes that they are spread over (1)", "N" },
  { "in-flight", 0, 0, G_OPTION_ARG_INT, &plan.in_flight, "Members that join at a time (256)", "N" },
  { "payload", 0, 0, G_OPTION_ARG_INT, &plan.payload, "Bytes in every message (1024)", "BYTES" },
  { "rate", 0, 0, G_OPTION_ARG_INT, &plan.rate, "Messages a second, of all together; 0: stay idle (0)", "N" },
  { "idle", 0, 0, G_OPTION_ARG_DOUBLE, &plan.idle, "Wait before the memory is read (0)", "SECONDS" },
  { "collect", 0, 0, G_OPTION_ARG_NONE, &plan.collect, "Send SIGUSR2 before the memory is read; the server collects garbage", NULL },
  { "warmup", 0, 0, G_OPTION_ARG_DOUBLE, &plan.warmup, "Load before it is measured (1)", "SECONDS" },
  { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &plan.seconds, "Load that is measured (5)", "SECONDS" },
  { "restart", 0, 0, G_OPTION_ARG_NONE, &plan.restart, "Kill the server, start it again and wait for all to be back", NULL },
  { "seed", 0, 0, G_OPTION_ARG_INT, &plan.seed, "Of the random schedule (1)", "N" },
  { "tap", 0, 0, G_OPTION_ARG_NONE, &tap, "Say as a test whether every message arrived once and in order", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &command, NULL, "-- SERVER [ARGUMENT…]" },
  { NULL }
};

static gboolean
check_plan (GError **error)
{
  guint files = bench_procfs_raise_files ();
  const char *wrong = NULL;

  if (bench_dialect_find (plan.dialect) == NULL)
    wrong = "--dialect is one of sightline, rooms, peerjs and echo";
  else if (plan.members < 2 || plan.members % 2 != 0)
    wrong = "--members is an even number, since a room has two";
  else if (plan.workers < 1 || plan.workers > plan.members / 2)
    wrong = "--workers is at least 1 and at most one for each room";
  else if (plan.payload < BENCH_BOX_MIN || plan.payload > 45000 || plan.payload % 4 != 0)
    wrong = "--payload is a multiple of 4 from 40 to 45000";
  else if (plan.members / plan.workers + 64 > files)
    wrong = "A worker may not open that many sockets: raise --workers or `ulimit -n`";
  else if (plan.warmup < 0 || plan.seconds <= 0 || plan.idle < 0)
    wrong = "Times are not negative, and --seconds is more than nothing";
  else if (command == NULL)
    wrong = "The server's command is missing; it holds {port}";

  if (wrong != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, wrong);

  return wrong == NULL;
}

static double
per_member (guint64 before,
            guint64 after)
{
  return ((double) after - (double) before) / plan.members;
}

static void
print_histogram (const char           *name,
                 const BenchHistogram *histogram)
{
  static const struct { const char *name; double fraction; } points[] = {
    { "p50", 0.5 }, { "p99", 0.99 }, { "p999", 0.999 }, { "max", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (points); i++)
    printf (", \"%s_%s_us\": %.1f", name, points[i].name,
            (double) bench_histogram_quantile (histogram, points[i].fraction) / 1e3);
}

/* One line of JSON, so that whoever compares runs need not parse sentences. */
static void
print_result (const BenchResult *result)
{
  double window = (double) result->window / 1e9;
  double relayed = (double) MAX (result->relayed, 1);

  printf ("{\"dialect\": \"%s\", \"members\": %u, \"rate\": %u", plan.dialect, plan.members, plan.rate);
  printf (", \"join_s\": %.4f, \"empty_pss\": %" G_GUINT64_FORMAT, (double) result->join_time / 1e9, result->empty.pss);
  printf (", \"full_pss\": %" G_GUINT64_FORMAT ", \"slab_per_member\": %.1f, \"sockets_per_member\": %.1f",
          result->full.pss,
          per_member (result->empty.slab, result->full.slab),
          per_member (result->empty.sockets, result->full.sockets));
  if (result->idle_time > 0)
    printf (", \"idle_us\": %.3f",
            (double) result->idle_cpu / 1e3 / plan.members / ((double) result->idle_time / 1e9));
  if (plan.rate > 0)
    {
      printf (", \"achieved\": %.1f, \"cpu_us\": %.3f, \"server_cores\": %.3f, \"generator_cores\": %.3f",
              (double) result->relayed / window,
              (double) result->server_cpu / 1e3 / relayed,
              (double) result->server_cpu / (double) result->window,
              (double) result->generator_cpu / (double) result->window);
      print_histogram ("latency", &result->latency);
      print_histogram ("lag", &result->lag);
    }
  if (plan.restart)
    printf (", \"listen_s\": %.4f, \"restart_s\": %.4f",
            (double) result->listen_time / 1e9, (double) result->restart_time / 1e9);
  printf (", \"sent\": %" G_GUINT64_FORMAT ", \"received\": %" G_GUINT64_FORMAT
          ", \"repeated\": %" G_GUINT64_FORMAT ", \"skipped\": %" G_GUINT64_FORMAT
          ", \"errors\": %" G_GUINT64_FORMAT ", \"closed\": %" G_GUINT64_FORMAT
          ", \"stalls\": %" G_GUINT64_FORMAT "}\n",
          result->sent, result->received, result->repeated, result->skipped,
          result->errors, result->closed, result->stalls);
}

static void
print_check (gboolean    good,
             guint       number,
             const char *what)
{
  printf ("%sok %u - %s\n", good ? "" : "not ", number, what);
}

static void
print_checks (const BenchResult *result)
{
  guint expected_joins = plan.members * (plan.restart ? 2 : 1);

  printf ("1..5\n");
  print_check (result->joins == expected_joins, 1, "every member joined");
  print_check (result->sent > 0, 2, "messages were sent");
  print_check (result->received == result->sent && result->skipped == 0, 3, "every message arrived");
  print_check (result->repeated == 0, 4, "none arrived twice or out of order");
  print_check (result->errors == 0, 5, "the server complained about none");
  printf ("# ");
  print_result (result);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree BenchResult *result = g_new0 (BenchResult, 1);
  BenchSubject subject = { .log = -1 };

  setlocale (LC_ALL, "C");
  g_option_context_set_summary (context, "Drives a signaling server with members in rooms of two, and says what it cost.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !check_plan (&error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }

  subject.command = command;
  if (!bench_run (&plan, &subject, result, &error))
    {
      fprintf (tap ? stdout : stderr, "%s%s\n", tap ? "Bail out! " : "", error->message);
      return EXIT_FAILURE;
    }

  if (tap)
    print_checks (result);
  else
    print_result (result);

  return EXIT_SUCCESS;
}
