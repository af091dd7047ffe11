/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-statistics-words.h"

#include <string.h>

#include "app/sight-person-words.h"

static void
expect_path (SightPathStatistics  path,
             const char          *expected)
{
  g_autofree char *words = sight_path_to_words (&path);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_path (void)
{
  expect_path ((SightPathStatistics) { 0 }, "Not known yet");
  expect_path ((SightPathStatistics) { .is_known = TRUE, .is_ipv6 = TRUE },
               "Direct, from computer to computer, over UDP and IPv6");
  expect_path ((SightPathStatistics) { .is_known = TRUE, .remote = SIGHT_CANDIDATE_SRFLX,
                                       .transport = SIGHT_TRANSPORT_TCP },
               "Direct, through a router, over TCP and IPv4");
  expect_path ((SightPathStatistics) { .is_known = TRUE, .local = SIGHT_CANDIDATE_RELAY,
                                       .local_relay = SIGHT_RELAY_TCP },
               "Through a relay on your side, reached over TCP");
  expect_path ((SightPathStatistics) { .is_known = TRUE, .remote = SIGHT_CANDIDATE_RELAY,
                                       .remote_relay = SIGHT_RELAY_UNKNOWN },
               "Through a relay on their side");
  expect_path ((SightPathStatistics) { .is_known = TRUE, .local = SIGHT_CANDIDATE_RELAY,
                                       .remote = SIGHT_CANDIDATE_RELAY, .local_relay = SIGHT_RELAY_UDP },
               "Through a relay on each side, reached over UDP");
}

static void
append (const char *section,
        const char *name,
        const char *value,
        gpointer    data)
{
  g_string_append_printf (data, "%s/%s=%s\n", section, name, value);
}

static char *
to_text (const SightStatisticsRecord *record)
{
  GString *text = g_string_new (NULL);

  sight_statistics_to_words (record, append, text);

  return g_string_free (text, FALSE);
}

static SightStatisticsRecord
make_record (void)
{
  SightStatisticsRecord record = { .state = SIGHT_PAIR_LIVE };

  record.statistics.rtcp_round_trip = -1;
  record.statistics.beat_round_trip = -1;

  return record;
}

/* Nothing is said of what is not there. */
static void
test_empty (void)
{
  SightStatisticsRecord record = make_record ();
  g_autofree char *text = to_text (&record);

  g_assert_cmpstr (text, ==, "Connection/Round trip=–\nConnection/Sent=0 bit/s\nConnection/Received=0 bit/s\n");
  g_assert_cmpfloat (sight_statistics_get_sent_loss (&record.statistics), <, 0);
  g_assert_cmpfloat (sight_statistics_get_received_loss (&record.statistics), <, 0);
}

static void
test_camera (void)
{
  SightStatisticsRecord record = make_record ();
  SightLineStatistics *camera = &record.statistics.lines[SIGHT_LINE_CAMERA];
  g_autofree char *text = NULL;

  record.statistics.beat_round_trip = 12;
  record.statistics.estimate = 2000000;
  record.statistics.target = 1500000;
  camera->codec = SIGHT_CODEC_VP8;
  camera->received = (SightReceiveStatistics) {
    .packets = 100, .bitrate = 1200000, .fraction_lost = 0.02, .jitter = 3.5, .buffered = 40,
    .width = 1280, .height = 720, .frame_rate = 29.7, .freezes = 2, .frozen_ms = 1500,
  };
  text = to_text (&record);

  g_assert_cmpstr (text, ==,
                   "Connection/Round trip=12 ms\n"
                   "Connection/Sent=0 bit/s\n"
                   "Connection/Received=0 bit/s\n"
                   "Connection/Estimated capacity=2.0 Mbit/s\n"
                   "Connection/Target=1.5 Mbit/s\n"
                   "Their Camera/Bitrate=1.2 Mbit/s\n"
                   "Their Camera/Picture=1280 × 720\n"
                   "Their Camera/Frame rate=30 fps\n"
                   "Their Camera/Codec=VP8\n"
                   "Their Camera/Lost=2.0 %\n"
                   "Their Camera/Jitter=3.5 ms\n"
                   "Their Camera/Held back=40 ms\n"
                   "Their Camera/Freezes=2, 1.5 s in all\n");
  g_assert_cmpfloat (sight_statistics_get_received_loss (&record.statistics), ==, 0.02);
}

/* Of sound nobody looks for an encoder, nor for a size. */
static void
test_microphone (void)
{
  SightStatisticsRecord record = make_record ();
  SightLineStatistics *microphone = &record.statistics.lines[SIGHT_LINE_MICROPHONE];
  g_autofree char *text = NULL;

  microphone->codec = SIGHT_CODEC_OPUS;
  microphone->sent = (SightSendStatistics) {
    .packets = 10, .bitrate = 32000, .has_report = TRUE, .fraction_lost = 0.1, .jitter = 2,
  };
  text = to_text (&record);

  g_assert_nonnull (strstr (text, "\nYour Microphone/Bitrate=32 kbit/s\nYour Microphone/Codec=Opus\n"
                                  "Your Microphone/Lost=10 %\nYour Microphone/Jitter=2.0 ms\n"));
  g_assert_null (strstr (text, "Encoder"));
  g_assert_null (strstr (text, "Picture"));
  g_assert_cmpfloat (sight_statistics_get_sent_loss (&record.statistics), ==, 0.1);
}

/* Every state has words, and no two that mean different things have the same. */
static void
test_states (void)
{
  for (SightPairState state = SIGHT_PAIR_IDLE; state <= SIGHT_PAIR_CLOSED; state++)
    {
      g_assert_cmpstr (sight_person_state_to_words (state, FALSE), !=, "");
      g_assert_cmpstr (sight_person_state_to_words (state, TRUE), !=, "");
    }

  g_assert_cmpstr (sight_person_state_to_words (SIGHT_PAIR_LIVE, FALSE), ==, "Connected");
  g_assert_cmpstr (sight_person_state_to_words (SIGHT_PAIR_STALLED, FALSE), ==, "Reconnecting");
  g_assert_cmpstr (sight_person_state_to_words (SIGHT_PAIR_FAILED, TRUE), ==, "Not connected");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/statistics-words/path", test_path);
  g_test_add_func ("/statistics-words/empty", test_empty);
  g_test_add_func ("/statistics-words/camera", test_camera);
  g_test_add_func ("/statistics-words/microphone", test_microphone);
  g_test_add_func ("/person-words/states", test_states);

  return g_test_run ();
}
