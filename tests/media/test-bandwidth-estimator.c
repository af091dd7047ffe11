/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gst/gst.h>

#include "media/sight-packet-feedback.h"
#include "path-simulator.h"

/* The paths below are made up, their time too: what is asserted is not how fast
 * this machine is but what the arithmetic does.
 */

static void
simulate (const PathPhase *phases,
          guint            n_phases,
          double           end,
          guint            queue_ms,
          PathResult      *result)
{
  const PathCase path = {
    .phases = phases,
    .n_phases = n_phases,
    .end = end,
    .queue_ms = queue_ms,
    .noise = 0.4,
    .start = 400000,
    .most = 4000000,
  };

  path_simulate (&path, result);
}

/* RFC 8867, 5.1. */
static void
test_variable_capacity (void)
{
  static const PathPhase phases[] = {
    { 0, 1000000, 50, 0 }, { 40, 2500000, 50, 0 }, { 60, 600000, 50, 0 }, { 80, 1000000, 50, 0 },
  };
  static const double used[] = { 0.90, 0.80, 0.90, 0.85 };
  PathResult result;

  simulate (phases, G_N_ELEMENTS (phases), 100, 300, &result);
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      g_assert_cmpfloat (result.used[i], >=, used[i]);
      g_assert_cmpfloat (result.queue_mean[i], <, 50);
      g_assert_cmpfloat (result.queue_95[i], <, 120);
      g_assert_cmpfloat (result.loss[i], <, 0.02);
    }
  g_assert_cmpfloat (result.rise[1], >, 0);
  g_assert_cmpfloat (result.rise[1], <, 5);
  g_assert_cmpfloat (result.drain[2], >=, 0);
  g_assert_cmpfloat (result.drain[2], <, 1.5);
}

/* A radio link that loses packets is not a narrow one. */
static void
test_natural_loss (void)
{
  static const PathPhase phases[] = { { 0, 2500000, 25, 0 }, { 20, 2500000, 25, 0.1 }, { 40, 2500000, 25, 0.2 } };
  PathResult result;

  simulate (phases, G_N_ELEMENTS (phases), 70, 300, &result);
  g_assert_cmpfloat (result.used[1], >=, 0.9 * 0.75);
  g_assert_cmpfloat (result.used[2], >=, 0.8 * 0.65);
  g_assert_cmpfloat (result.queue_mean[2], <, 50);
}

/* Next to no queue: what is too much is thrown away at once. */
static void
test_shallow_queue (void)
{
  static const PathPhase phases[] = { { 0, 1000000, 30, 0 }, { 30, 500000, 30, 0 } };
  PathResult result;

  simulate (phases, G_N_ELEMENTS (phases), 60, 40, &result);
  g_assert_cmpfloat (result.used[0], >=, 0.75);
  g_assert_cmpfloat (result.used[1], >=, 0.75);
  g_assert_cmpuint (result.last[0], <, 1400000);
  g_assert_cmpuint (result.last[1], <, 700000);
  g_assert_cmpfloat (result.loss[1], <, 0.15);
}

/* A longer way, by another network or a relay, looks like a queue at first. */
static void
test_longer_way (void)
{
  static const PathPhase phases[] = { { 0, 1500000, 50, 0 }, { 20, 1500000, 250, 0 }, { 40, 1500000, 50, 0 } };
  PathResult result;

  simulate (phases, G_N_ELEMENTS (phases), 60, 300, &result);
  g_assert_cmpfloat (result.used[1], >=, 0.7);
  g_assert_cmpfloat (result.used[2], >=, 0.8);
}

/* Who sends little does not learn that there is much, and takes no more than some
 * steps ahead of what it needs.
 */
static void
test_little_to_send (void)
{
  static const PathPhase phases[] = { { 0, 20000000, 20, 0 } };
  const PathCase path = { .phases = phases, .n_phases = 1, .end = 30, .queue_ms = 300,
                          .content = 300000, .start = 400000, .most = 8000000 };
  PathResult result;

  path_simulate (&path, &result);
  g_assert_cmpuint (result.last[0], >=, 360000);
  g_assert_cmpuint (result.last[0], <, 1200000);
}

static void
test_wide_path (void)
{
  static const PathPhase phases[] = { { 0, 20000000, 20, 0 } };
  PathResult result;

  simulate (phases, G_N_ELEMENTS (phases), 15, 300, &result);
  g_assert_cmpuint (result.last[0], ==, 4000000);
}

/* The peer is gone, or all that it says gets lost. */
static void
test_silence (void)
{
  g_autoptr(SightBandwidthEstimator) estimator = sight_bandwidth_estimator_new (1000000, 40000, 4000000);
  const SightPacketReport report = { 1000000, 2000000, 1200 };
  SightBandwidth bandwidth;

  /* Nothing was ever reported: nothing is known. */
  sight_bandwidth_estimator_tick (estimator, 60000000);
  sight_bandwidth_estimator_get (estimator, &bandwidth);
  g_assert_cmpuint (bandwidth.estimate, ==, 1000000);

  sight_bandwidth_estimator_report (estimator, &report, 1, 60000000);
  for (gint64 now = 60000000; now < 61000000; now += 100000)
    sight_bandwidth_estimator_tick (estimator, now);
  sight_bandwidth_estimator_get (estimator, &bandwidth);
  g_assert_cmpuint (bandwidth.estimate, <, 800000);
  for (gint64 now = 61000000; now < 90000000; now += 100000)
    sight_bandwidth_estimator_tick (estimator, now);
  sight_bandwidth_estimator_get (estimator, &bandwidth);
  g_assert_cmpuint (bandwidth.estimate, ==, 40000);
}

/* Whatever the peer reports, the arithmetic stays in its bounds. */
static void
test_lies (void)
{
  g_autoptr(SightBandwidthEstimator) estimator = sight_bandwidth_estimator_new (1000000, 40000, 4000000);
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  SightBandwidth bandwidth;

  for (guint i = 0; i < 20000; i++)
    {
      SightPacketReport report = {
        .sent = 1000000 + i * 1000,
        .received = g_rand_int_range (rand, 0, 4) == 0 ? SIGHT_PACKET_LOST
                                                       : ((gint64) g_rand_int (rand) << g_rand_int_range (rand, 0, 30)),
        .size = g_rand_int (rand) & 0xffff,
      };

      sight_bandwidth_estimator_report (estimator, &report, 1, 1000000 + i * 1000);
      sight_bandwidth_estimator_get (estimator, &bandwidth);
      g_assert_cmpuint (bandwidth.estimate, >=, 40000);
      g_assert_cmpuint (bandwidth.estimate, <=, 4000000);
    }
}

/* What a real path said when it became a quarter as wide. The recording does not
 * answer to what is estimated here, so it ends soon after.
 */

typedef struct
{
  SightBandwidthEstimator *estimator;
  GArray                  *reports; /* of one time */
  gint64                   now;
  guint                    before;  /* the estimate while the path was wide */
  guint                    least;   /* and the least afterwards */
} Replay;

static void
replay_reports (Replay *self)
{
  SightBandwidth bandwidth;

  if (self->reports->len == 0)
    return;

  sight_bandwidth_estimator_report (self->estimator, (const SightPacketReport *) self->reports->data,
                                    self->reports->len, self->now);
  g_array_set_size (self->reports, 0);
  sight_bandwidth_estimator_get (self->estimator, &bandwidth);
  if (bandwidth.queue_us < 50000 && self->least == G_MAXUINT)
    self->before = bandwidth.estimate;
  else
    self->least = MIN (self->least, bandwidth.estimate);
}

static void
replay_line (Replay     *self,
             const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);
  SightPacketReport report;
  gint64 now;

  if (line[0] == '#' || g_strv_length (words) != 4)
    return;

  now = g_ascii_strtoll (words[0], NULL, 10);
  if (now != self->now)
    replay_reports (self);
  self->now = now;
  report.sent = g_ascii_strtoll (words[1], NULL, 10);
  report.received = g_str_equal (words[2], "lost") ? SIGHT_PACKET_LOST : g_ascii_strtoll (words[2], NULL, 10);
  report.size = g_ascii_strtoull (words[3], NULL, 10);
  g_array_append_val (self->reports, report);
}

static void
test_recorded_drop (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "media", "feedback-drop.txt", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;
  Replay self = { .least = G_MAXUINT };
  SightBandwidth bandwidth;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  self.estimator = sight_bandwidth_estimator_new (2300000, 40000, 8000000);
  self.reports = g_array_new (FALSE, FALSE, sizeof (SightPacketReport));
  for (guint i = 0; lines[i] != NULL; i++)
    replay_line (&self, lines[i]);
  replay_reports (&self);

  sight_bandwidth_estimator_get (self.estimator, &bandwidth);
  g_test_message ("before %u, least %u, in the end %u", self.before, self.least, bandwidth.estimate);
  g_assert_cmpuint (self.before, >, 2000000);
  g_assert_cmpuint (self.before, <, 2900000);
  /* Room for the queue to drain, and then what the path carries. */
  g_assert_cmpuint (self.least, <, 400000);
  g_assert_cmpuint (bandwidth.estimate, >, 520000);
  g_assert_cmpuint (bandwidth.estimate, <, 640000);

  g_array_unref (self.reports);
  sight_bandwidth_estimator_free (self.estimator);
}

/* What GStreamer makes of the peer's reports. */

static void
add_packet (GValueArray *packets,
            guint64      sent,
            guint64      received,
            guint        size,
            gboolean     lost)
{
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, gst_structure_new ("RTPTWCCPacket", "seqnum", G_TYPE_UINT, 1,
                                                 "local-ts", G_TYPE_UINT64, sent, "remote-ts", G_TYPE_UINT64, received,
                                                 "payload-type", G_TYPE_UCHAR, 96, "size", G_TYPE_UINT, size,
                                                 "lost", G_TYPE_BOOLEAN, lost, NULL));
G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  g_value_array_append (packets, &value);
G_GNUC_END_IGNORE_DEPRECATIONS
}

static GstStructure *
make_feedback (guint64 received)
{
G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  GValueArray *packets = g_value_array_new (3);
  GstStructure *structure;

  add_packet (packets, 5 * GST_SECOND, received, 1000, FALSE);
  add_packet (packets, 6 * GST_SECOND, GST_CLOCK_TIME_NONE, 500, TRUE);
  add_packet (packets, GST_CLOCK_TIME_NONE, received, 500, FALSE);
  structure = gst_structure_new ("RTPTWCCPackets", "packets", g_value_array_get_type (), packets, NULL);
  g_value_array_free (packets);
G_GNUC_END_IGNORE_DEPRECATIONS

  return structure;
}

static void
test_feedback (void)
{
  const guint64 wrap = (G_GUINT64_CONSTANT (1) << 24) * 64 * GST_MSECOND;
  const guint64 times[] = { wrap - GST_SECOND, wrap - GST_SECOND / 2, GST_SECOND, wrap - GST_SECOND / 4, 2 * GST_SECOND };
  const gint64 read[] = { -1000000, -500000, 1000000, -250000, 2000000 };
  g_autoptr(GArray) reports = g_array_new (FALSE, FALSE, sizeof (SightPacketReport));
  g_autoptr(GstStructure) other = gst_structure_new_empty ("GstForceKeyUnit");
  g_autoptr(GstStructure) empty = gst_structure_new_empty ("RTPTWCCPackets");
  SightPacketFeedback feedback = { 0 };

  g_assert_false (sight_packet_feedback_read (&feedback, NULL, reports));
  g_assert_false (sight_packet_feedback_read (&feedback, other, reports));
  g_assert_false (sight_packet_feedback_read (&feedback, empty, reports));
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(GstStructure) structure = make_feedback (times[i]);
      const SightPacketReport *report;

      g_array_set_size (reports, 0);
      g_assert_true (sight_packet_feedback_read (&feedback, structure, reports));
      g_assert_cmpuint (reports->len, ==, 2);
      report = (const SightPacketReport *) reports->data;
      g_assert_cmpint (report[0].received, ==, (gint64) (wrap / 1000) + read[i]);
      g_assert_cmpint (report[0].sent, ==, 5000000);
      g_assert_cmpuint (report[0].size, ==, 1000 + SIGHT_PACKET_OVERHEAD);
      g_assert_true (report[1].received == SIGHT_PACKET_LOST);
    }
}

int
main (int   argc,
      char *argv[])
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/bandwidth/variable-capacity", test_variable_capacity);
  g_test_add_func ("/media/bandwidth/natural-loss", test_natural_loss);
  g_test_add_func ("/media/bandwidth/shallow-queue", test_shallow_queue);
  g_test_add_func ("/media/bandwidth/longer-way", test_longer_way);
  g_test_add_func ("/media/bandwidth/little-to-send", test_little_to_send);
  g_test_add_func ("/media/bandwidth/wide-path", test_wide_path);
  g_test_add_func ("/media/bandwidth/silence", test_silence);
  g_test_add_func ("/media/bandwidth/lies", test_lies);
  g_test_add_func ("/media/bandwidth/recorded-drop", test_recorded_drop);
  g_test_add_func ("/media/bandwidth/feedback", test_feedback);

  return g_test_run ();
}
