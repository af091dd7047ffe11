/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "call/sight-statistics-log.h"
#include "call/sight-statistics-writer.h"
#include "protocol/sight-json.h"

#define SECOND G_USEC_PER_SEC
#define START  (1000 * SECOND)

static const SightId ana = { "AAAAAAAAAAAAAAAA" };
static const SightId boris = { "BBBBBBBBBBBBBBBB" };

/* A good connection, after so many seconds. */
static SightPeerStatistics
make_good (guint seconds)
{
  SightPeerStatistics statistics = {
    .monotonic_time = START + seconds * SECOND,
    .real_time = 1700000000 * (gint64) SECOND + seconds * SECOND,
    .state = SIGHT_PEER_STATE_LIVE,
    .generation = 1,
    .beat_round_trip = 20,
    .rtcp_round_trip = 21.5,
    .estimate = 2000000,
    .path = { .is_known = TRUE },
  };

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      SightLineStatistics *line = &statistics.lines[i];

      line->codec = i % 3 == 0 ? SIGHT_CODEC_OPUS : SIGHT_CODEC_VP8;
      line->sent.packets = line->received.packets = 50 * seconds;
      line->sent.bitrate = line->received.bitrate = 100000;
      line->sent.round_trip = line->sent.jitter = line->received.jitter = line->received.buffered = -1;
    }

  return statistics;
}

static void
assert_verdict (const SightPeerStatistics *now,
                SightVerdict               verdict)
{
  SightPeerStatistics before = make_good (10);

  g_assert_cmpstr (sight_verdict_to_name (sight_verdict_judge (SIGHT_PAIR_LIVE, &before, now)), ==,
                   sight_verdict_to_name (verdict));
}

static void
test_states (void)
{
  SightPeerStatistics now = make_good (15);

  g_assert_cmpint (sight_verdict_judge (SIGHT_PAIR_CONNECTING, NULL, &now), ==, SIGHT_VERDICT_CONNECTING);
  g_assert_cmpint (sight_verdict_judge (SIGHT_PAIR_STALLED, NULL, &now), ==, SIGHT_VERDICT_RECONNECTING);
  g_assert_cmpint (sight_verdict_judge (SIGHT_PAIR_FAILED, NULL, &now), ==, SIGHT_VERDICT_ENDED);
  g_assert_cmpint (sight_verdict_judge (SIGHT_PAIR_LIVE, NULL, &now), ==, SIGHT_VERDICT_GOOD);
  now.generation = 2;
  g_assert_cmpint (sight_verdict_judge (SIGHT_PAIR_NEGOTIATING, NULL, &now), ==, SIGHT_VERDICT_RECONNECTING);
  for (SightVerdict verdict = SIGHT_VERDICT_ENDED; verdict <= SIGHT_VERDICT_GOOD; verdict++)
    g_assert_cmpuint (strlen (sight_verdict_to_sentence (verdict)), >, 3);
}

static void
test_losses (void)
{
  SightPeerStatistics now = make_good (15);

  assert_verdict (&now, SIGHT_VERDICT_GOOD);
  /* 4 % of the 1000 packets since then, and 6 %. */
  now.lines[SIGHT_LINE_CAMERA].sent.lost = 40;
  assert_verdict (&now, SIGHT_VERDICT_GOOD);
  now.lines[SIGHT_LINE_MICROPHONE].sent.lost = 20;
  assert_verdict (&now, SIGHT_VERDICT_UPLOAD);
  now.lines[SIGHT_LINE_CAMERA].received.lost = 80;
  assert_verdict (&now, SIGHT_VERDICT_PATH);
  now.lines[SIGHT_LINE_MICROPHONE].sent.lost = 0;
  assert_verdict (&now, SIGHT_VERDICT_THEIR_UPLOAD);
  /* Counts of another connection are no difference. */
  now = make_good (1);
  now.generation = 2;
  now.monotonic_time = START + 15 * SECOND;
  assert_verdict (&now, SIGHT_VERDICT_GOOD);
}

static void
test_limits (void)
{
  SightPeerStatistics now = make_good (15);

  now.estimate = 100000;
  assert_verdict (&now, SIGHT_VERDICT_UPLOAD);
  /* Sound alone needs no more. */
  now.lines[SIGHT_LINE_CAMERA].sent.bitrate = now.lines[SIGHT_LINE_SCREEN].sent.bitrate = 0;
  assert_verdict (&now, SIGHT_VERDICT_GOOD);
  now.rtcp_round_trip = 500;
  assert_verdict (&now, SIGHT_VERDICT_FAR);
  now.lines[SIGHT_LINE_CAMERA].received.frozen_ms = 600;
  assert_verdict (&now, SIGHT_VERDICT_UNEVEN);

  now = make_good (15);
  now.path.remote = SIGHT_CANDIDATE_RELAY;
  now.path.remote_relay = SIGHT_RELAY_UDP;
  assert_verdict (&now, SIGHT_VERDICT_RELAYED);
  now.path.remote_relay = SIGHT_RELAY_TCP;
  assert_verdict (&now, SIGHT_VERDICT_RELAYED_TCP);
}

static void
count_record (const SightStatisticsRecord *record,
              gpointer                     data)
{
  (*(guint *) data)++;
}

static guint
count_all (SightStatisticsLog *log,
           const SightId      *id)
{
  guint n = 0;

  sight_statistics_log_foreach (log, id, count_record, &n);

  return n;
}

/* Two minutes of each, also of who left; a new id is the same person. */
static void
test_log (void)
{
  g_autoptr(SightStatisticsLog) log = sight_statistics_log_new ();
  int keys[2];
  guint n = 0;

  for (guint i = 0; i < 300; i++)
    {
      SightPeerStatistics now = make_good (i);

      sight_statistics_log_add (log, &keys[0], i < 150 ? &ana : &boris, i < 10 ? NULL : "Ana", SIGHT_PAIR_LIVE, &now);
    }
  g_assert_cmpuint (count_all (log, NULL), ==, 121);
  g_assert_cmpuint (count_all (log, &boris), ==, 121);
  g_assert_null (sight_statistics_log_get (log, &ana));
  g_assert_cmpint (sight_statistics_log_get (log, &boris)->statistics.monotonic_time, ==, START + 299 * SECOND);
  g_assert_cmpstr (sight_statistics_log_get (log, &boris)->name, ==, "Ana");

  sight_statistics_log_part (log, &keys[0]);
  g_assert_null (sight_statistics_log_get (log, &boris));
  sight_statistics_log_newest (log, count_record, &n);
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (count_all (log, &boris), ==, 121);
  sight_statistics_log_expire (log, START + 400 * SECOND);
  g_assert_cmpuint (count_all (log, NULL), ==, 20);
  sight_statistics_log_expire (log, START + 500 * SECOND);
  g_assert_cmpuint (count_all (log, NULL), ==, 0);
}

/* The verdict compares with five seconds ago, not with a second. */
static void
test_log_verdict (void)
{
  g_autoptr(SightStatisticsLog) log = sight_statistics_log_new ();
  int key;

  for (guint i = 0; i < 30; i++)
    {
      SightPeerStatistics now = make_good (i);

      now.lines[SIGHT_LINE_CAMERA].received.lost = i < 20 ? 0 : 200;
      sight_statistics_log_add (log, &key, &ana, "Ana", SIGHT_PAIR_LIVE, &now);
      g_assert_cmpint (sight_statistics_log_get (log, &ana)->verdict, ==,
                       i >= 20 && i < 25 ? SIGHT_VERDICT_THEIR_UPLOAD : SIGHT_VERDICT_GOOD);
    }
}

static SightStatisticsRecord
make_record (const char *name)
{
  SightStatisticsRecord record = { ana, name, SIGHT_PAIR_LIVE, SIGHT_VERDICT_RELAYED_TCP, make_good (15) };

  record.statistics.lines[SIGHT_LINE_CAMERA].received.lost = 7;
  record.statistics.lines[SIGHT_LINE_CAMERA].received.frame_rate = 29.5;
  g_strlcpy (record.statistics.srtp, "AES", sizeof record.statistics.srtp);

  return record;
}

static void
test_json (void)
{
  SightStatisticsRecord record = make_record ("An \"A\"\n");
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(SightJson) json = NULL;
  g_autoptr(GError) error = NULL;
  const SightJsonValue *root;
  const SightJsonValue *received;
  double rate;
  gint64 number;

  sight_statistics_write_json (&record, text);
  json = sight_json_parse (text->str, text->len, &error);
  g_assert_no_error (error);
  root = sight_json_get_root (json);
  g_assert_true (sight_json_value_get_int (sight_json_value_get (root, "time"), &number));
  g_assert_cmpint (number, ==, 1700000015000);
  g_assert_cmpstr (sight_json_value_get_string (sight_json_value_get (root, "peer"), NULL), ==, ana.text);
  g_assert_cmpstr (sight_json_value_get_string (sight_json_value_get (root, "name"), NULL), ==, record.name);
  g_assert_cmpstr (sight_json_value_get_string (sight_json_value_get (root, "verdict"), NULL), ==, "relayed-tcp");
  g_assert_cmpstr (sight_json_value_get_string (sight_json_value_get (root, "srtp"), NULL), ==, "AES");
  received = sight_json_value_get (sight_json_value_get (root, "camera"), "received");
  g_assert_true (sight_json_value_get_int (sight_json_value_get (received, "lost"), &number));
  g_assert_cmpint (number, ==, 7);
  g_assert_true (sight_json_value_get_double (sight_json_value_get (received, "frame_rate"), &rate));
  g_assert_cmpfloat (rate, ==, 29.5);
  g_assert_cmpint (sight_json_value_get_type (sight_json_value_get (received, "jitter")), ==, SIGHT_JSON_NULL);
  g_assert_nonnull (sight_json_value_get (sight_json_value_get (root, "screen_sound"), "sent"));

  /* One that has no name and no path yet. */
  record = make_record (NULL);
  record.statistics.path.is_known = FALSE;
  g_string_truncate (text, 0);
  sight_statistics_write_json (&record, text);
  g_assert_nonnull (strstr (text->str, "\"name\":null,"));
  g_assert_nonnull (strstr (text->str, "\"path\":{\"local\":null,"));
}

/* The columns of a table as RFC 4180 has it, without line breaks in cells. */
static char **
split_row (const char *row)
{
  g_autoptr(GStrvBuilder) cells = g_strv_builder_new ();
  g_autoptr(GString) cell = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *at = row; *at != '\0'; at++)
    if (quoted && at[0] == '"' && at[1] == '"')
      g_string_append_c (cell, *at++);
    else if (*at == '"')
      quoted = !quoted;
    else if (*at == ',' && !quoted)
      {
        g_strv_builder_add (cells, cell->str);
        g_string_truncate (cell, 0);
      }
    else
      g_string_append_c (cell, *at);
  g_strv_builder_add (cells, cell->str);

  return g_strv_builder_end (cells);
}

static const char *
find_cell (char       **header,
           char       **row,
           const char  *name)
{
  for (guint i = 0; header[i] != NULL; i++)
    if (g_str_equal (header[i], name))
      return row[i];

  return NULL;
}

static void
test_csv (void)
{
  SightStatisticsRecord record = make_record ("=1,\"A\"");
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(GStrv) lines = NULL;
  g_auto(GStrv) header = NULL;
  g_auto(GStrv) row = NULL;

  sight_statistics_write_csv_header (text);
  sight_statistics_write_csv (&record, text);
  lines = g_strsplit (text->str, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[2], ==, "");
  header = split_row (lines[0]);
  row = split_row (lines[1]);
  g_assert_cmpuint (g_strv_length (header), ==, g_strv_length (row));
  g_assert_cmpstr (header[0], ==, "time");
  g_assert_cmpstr (find_cell (header, row, "name"), ==, "'=1,\"A\"");
  g_assert_cmpstr (find_cell (header, row, "camera_received_lost"), ==, "7");
  g_assert_cmpstr (find_cell (header, row, "camera_received_frame_rate"), ==, "29.5000");
  g_assert_cmpstr (find_cell (header, row, "screen_sound_codec"), ==, "opus");
  g_assert_cmpstr (find_cell (header, row, "screen_sound_sent_packets"), ==, "750");
  g_assert_cmpstr (find_cell (header, row, "screen_received_jitter"), ==, "");
  g_assert_cmpstr (find_cell (header, row, "path_local"), ==, "host");
  for (guint i = 0; header[i] != NULL; i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (header[i], !=, header[j]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/statistics/states", test_states);
  g_test_add_func ("/call/statistics/losses", test_losses);
  g_test_add_func ("/call/statistics/limits", test_limits);
  g_test_add_func ("/call/statistics/log", test_log);
  g_test_add_func ("/call/statistics/log-verdict", test_log_verdict);
  g_test_add_func ("/call/statistics/json", test_json);
  g_test_add_func ("/call/statistics/csv", test_csv);

  return g_test_run ();
}
