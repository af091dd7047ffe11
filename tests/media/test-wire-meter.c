/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "media/sight-frame-meter.h"
#include "media/sight-ice-path.h"
#include "media/sight-peer-plan.h"
#include "media/sight-rtcp-reader.h"
#include "media/sight-wire-meter.h"

#define MS     G_TIME_SPAN_MILLISECOND
#define SECOND G_USEC_PER_SEC
/* Any moment. */
#define START  (1000 * SECOND)

typedef struct
{
  SightWireMeter      meter;
  SightDescription    local;
  SightDescription    remote;
  SightPeerStatistics statistics;
} Scene;

static Scene *
scene_new (void)
{
  Scene *scene = g_new0 (Scene, 1);

  sight_peer_plan_offer (&scene->local, SIGHT_CODEC_VP8);
  sight_peer_plan_answer (&scene->remote, &scene->local);
  scene->local.lines[SIGHT_LINE_CAMERA].rtx_ssrc = 1;
  scene->remote.lines[SIGHT_LINE_CAMERA].rtx_ssrc = 2;
  sight_wire_meter_set_local (&scene->meter, &scene->local);
  sight_wire_meter_set_remote (&scene->meter, &scene->remote);

  return scene;
}

static const SightLineStatistics *
scene_read (Scene     *scene,
            SightLine  line,
            gint64     now)
{
  sight_wire_meter_read (&scene->meter, now, &scene->statistics);

  return &scene->statistics.lines[line];
}

static void
put_32 (guint8  *bytes,
        guint32  number)
{
  guint32 big = GUINT32_TO_BE (number);

  memcpy (bytes, &big, sizeof big);
}

static void
make_header (guint8  header[SIGHT_RTP_HEADER_SIZE],
             guint32 ssrc,
             guint16 sequence,
             guint32 timestamp)
{
  header[0] = 0x80;
  header[1] = 96;
  header[2] = sequence >> 8;
  header[3] = sequence & 0xff;
  put_32 (header + 4, timestamp);
  put_32 (header + 8, ssrc);
}

static void
receive (Scene     *scene,
         SightLine  line,
         guint16    sequence,
         guint32    timestamp,
         gint64     now)
{
  guint8 header[SIGHT_RTP_HEADER_SIZE];

  make_header (header, scene->remote.lines[line].ssrc, sequence, timestamp);
  sight_wire_meter_received_rtp (&scene->meter, header, 1000, now);
}

static void
test_sliding_sum (void)
{
  SightSlidingSum sum = { 0 };

  g_assert_cmpint (sight_sliding_sum_get (&sum, START), ==, 0);
  for (guint i = 0; i < 30; i++)
    sight_sliding_sum_add (&sum, START + i * 100 * MS, 10);
  g_assert_cmpint (sight_sliding_sum_get (&sum, START + 3000 * MS), ==, 100);
  /* The same for everyone, however often they ask. */
  g_assert_cmpint (sight_sliding_sum_get (&sum, START + 3099 * MS), ==, 100);
  g_assert_cmpint (sight_sliding_sum_get (&sum, START + 3500 * MS), ==, 50);
  g_assert_cmpint (sight_sliding_sum_get (&sum, START + 5000 * MS), ==, 0);
  sight_sliding_sum_add (&sum, START + 60 * SECOND, 7);
  g_assert_cmpint (sight_sliding_sum_get (&sum, START + 60 * SECOND + 100 * MS), ==, 7);
}

/* Lost, out of order, twice, and around the wrap of the numbers. */
static void
test_sequence (void)
{
  static const guint16 numbers[] = { 65533, 65534, 0, 65535, 1, 1, 4, 3, 6 };
  Scene *scene = scene_new ();
  const SightLineStatistics *line;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    receive (scene, SIGHT_LINE_CAMERA, numbers[i], 3000 * i, START + i * 10 * MS);
  line = scene_read (scene, SIGHT_LINE_CAMERA, START + 200 * MS);
  g_assert_cmpuint (line->received.packets, ==, 8);
  g_assert_cmpuint (line->received.bytes, ==, 8000);
  g_assert_cmpuint (line->received.bitrate, ==, 64000);
  g_assert_cmpuint (line->received.duplicated, ==, 1);
  g_assert_cmpuint (line->received.lost, ==, 2); /* 2 and 5 */
  g_assert_cmpfloat_with_epsilon (line->received.fraction_lost, 0.2, 1e-9);

  /* Another stream under the same SSRC has lost nothing. */
  receive (scene, SIGHT_LINE_CAMERA, 30000, 0, START + 300 * MS);
  receive (scene, SIGHT_LINE_CAMERA, 30001, 0, START + 310 * MS);
  line = scene_read (scene, SIGHT_LINE_CAMERA, START + 400 * MS);
  g_assert_cmpuint (line->received.lost, ==, 2);
  g_assert_cmpuint (scene->statistics.lines[SIGHT_LINE_SCREEN].received.packets, ==, 0);
  g_free (scene);
}

static void
test_repairs (void)
{
  Scene *scene = scene_new ();
  guint8 header[SIGHT_RTP_HEADER_SIZE];

  make_header (header, scene->remote.lines[SIGHT_LINE_CAMERA].rtx_ssrc, 1, 1);
  sight_wire_meter_received_rtp (&scene->meter, header, 500, START);
  make_header (header, scene->local.lines[SIGHT_LINE_CAMERA].rtx_ssrc, 1, 1);
  sight_wire_meter_sent_rtp (&scene->meter, header, 250, START);
  make_header (header, 0, 1, 1);
  sight_wire_meter_sent_rtp (&scene->meter, header, 250, START);
  sight_wire_meter_received_rtp (&scene->meter, header, 250, START);
  scene_read (scene, SIGHT_LINE_CAMERA, START + 500 * MS);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      g_assert_cmpuint (scene->statistics.lines[i].received.packets, ==, 0);
      g_assert_cmpuint (scene->statistics.lines[i].sent.packets, ==, 0);
      g_assert_cmpuint (scene->statistics.lines[i].sent.repeated, ==, i == SIGHT_LINE_CAMERA ? 1 : 0);
    }
  g_assert_cmpuint (scene->statistics.received.repair_bitrate, ==, 4000);
  g_assert_cmpuint (scene->statistics.sent.repair_bitrate, ==, 2000);
  g_free (scene);
}

static void
test_jitter (void)
{
  Scene *scene = scene_new ();
  guint8 header[SIGHT_RTP_HEADER_SIZE];
  const SightLineStatistics *line = scene_read (scene, SIGHT_LINE_MICROPHONE, START);

  g_assert_cmpfloat (line->received.jitter, ==, -1);
  g_assert_cmpfloat (line->received.buffered, ==, -1);
  /* Every second packet is 8 ms late, and every packet waits for 20 ms. */
  for (guint i = 0; i < 200; i++)
    {
      receive (scene, SIGHT_LINE_MICROPHONE, i, i * 960, START + i * 20 * MS + (i % 2) * 8 * MS);
      make_header (header, scene->remote.lines[SIGHT_LINE_MICROPHONE].ssrc, i, i * 960);
      sight_wire_meter_played (&scene->meter, SIGHT_LINE_MICROPHONE, header, START + (i + 1) * 20 * MS + (i % 2) * 8 * MS);
    }
  line = scene_read (scene, SIGHT_LINE_MICROPHONE, START + 200 * 20 * MS);
  g_assert_cmpfloat_with_epsilon (line->received.jitter, 8, 0.1);
  g_assert_cmpfloat_with_epsilon (line->received.buffered, 20, 0.1);
  g_free (scene);
}

/* Time that the sender left out is told from packets that are missing. */
static void
test_pause (void)
{
  Scene *scene = scene_new ();

  receive (scene, SIGHT_LINE_CAMERA, 1, 0, START);
  receive (scene, SIGHT_LINE_CAMERA, 2, 45000, START + 500 * MS);
  g_assert_cmpint (sight_wire_meter_get_paused (&scene->meter, SIGHT_LINE_CAMERA), ==, 0);
  receive (scene, SIGHT_LINE_CAMERA, 3, 45000 + 5 * 90000, START + 5500 * MS);
  g_assert_cmpint (sight_wire_meter_get_paused (&scene->meter, SIGHT_LINE_CAMERA), ==, 5 * SECOND);
  receive (scene, SIGHT_LINE_CAMERA, 5, 45000 + 10 * 90000, START + 10500 * MS);
  g_assert_cmpint (sight_wire_meter_get_paused (&scene->meter, SIGHT_LINE_CAMERA), ==, 5 * SECOND);
  g_free (scene);
}

/* Reports */

static gsize
make_sender_report (guint8  *bytes,
                    guint32  ssrc,
                    guint32  ntp)
{
  memset (bytes, 0, 28);
  bytes[0] = 0x80;
  bytes[1] = 200;
  bytes[3] = 6;
  put_32 (bytes + 4, ssrc);
  put_32 (bytes + 8, ntp >> 16);
  put_32 (bytes + 12, ntp << 16);

  return 28;
}

static gsize
make_receiver_report (guint8  *bytes,
                      guint32  ssrc,
                      guint32  last_report,
                      guint32  delay)
{
  memset (bytes, 0, 32);
  bytes[0] = 0x81;
  bytes[1] = 201;
  bytes[3] = 7;
  put_32 (bytes + 4, 12345);
  put_32 (bytes + 8, ssrc);
  put_32 (bytes + 12, 0x40fffffe); /* a quarter, and two fewer than none */
  put_32 (bytes + 20, 4800);
  put_32 (bytes + 24, last_report);
  put_32 (bytes + 28, delay);

  return 32;
}

static gsize
make_feedback (guint8  *bytes,
               guint    type,
               guint    format,
               guint32  ssrc,
               guint32  entry)
{
  bytes[0] = 0x80 | format;
  bytes[1] = type;
  bytes[2] = 0;
  bytes[3] = 3;
  put_32 (bytes + 4, 12345);
  put_32 (bytes + 8, ssrc);
  put_32 (bytes + 12, entry);

  return 16;
}

static void
test_round_trip (void)
{
  Scene *scene = scene_new ();
  guint32 ssrc = scene->local.lines[SIGHT_LINE_MICROPHONE].ssrc;
  const SightLineStatistics *line;
  guint8 bytes[64];

  sight_wire_meter_sent_rtcp (&scene->meter, bytes, make_sender_report (bytes, ssrc, 0xabcd1234), START);
  /* It answers what was never said, and what comes before it could. */
  sight_wire_meter_received_rtcp (&scene->meter, bytes, make_receiver_report (bytes, ssrc, 0xabcd1235, 0), START + 50 * MS);
  line = scene_read (scene, SIGHT_LINE_MICROPHONE, START + 100 * MS);
  g_assert_true (line->sent.has_report);
  g_assert_cmpfloat (line->sent.round_trip, ==, -1);
  sight_wire_meter_received_rtcp (&scene->meter, bytes, make_receiver_report (bytes, ssrc, 0xabcd1234, 65536), START + 50 * MS);
  line = scene_read (scene, SIGHT_LINE_MICROPHONE, START + 100 * MS);
  g_assert_cmpfloat (line->sent.round_trip, ==, -1);
  g_assert_cmpfloat (scene->statistics.rtcp_round_trip, ==, -1);

  sight_wire_meter_received_rtcp (&scene->meter, bytes, make_receiver_report (bytes, ssrc, 0xabcd1234, 65536), START + 1070 * MS);
  line = scene_read (scene, SIGHT_LINE_MICROPHONE, START + 1100 * MS);
  g_assert_cmpfloat_with_epsilon (line->sent.round_trip, 70, 0.01);
  g_assert_cmpfloat_with_epsilon (scene->statistics.rtcp_round_trip, 70, 0.01);
  g_assert_cmpfloat (line->sent.fraction_lost, ==, 0.25);
  g_assert_cmpint (line->sent.lost, ==, -2);
  g_assert_cmpfloat_with_epsilon (line->sent.jitter, 100, 0.01);
  g_assert_false (scene->statistics.lines[SIGHT_LINE_SCREEN_SOUND].sent.has_report);
  g_free (scene);
}

static void
test_requests (void)
{
  Scene *scene = scene_new ();
  guint32 ours = scene->local.lines[SIGHT_LINE_CAMERA].ssrc;
  guint32 theirs = scene->remote.lines[SIGHT_LINE_CAMERA].ssrc;
  const SightLineStatistics *line;
  guint8 bytes[64];
  gsize length;

  length = make_feedback (bytes, 205, 1, ours, 0x00070101);
  length += make_feedback (bytes + length, 206, 1, ours, 0);
  sight_wire_meter_received_rtcp (&scene->meter, bytes, length, START);
  sight_wire_meter_sent_rtcp (&scene->meter, bytes, make_feedback (bytes, 205, 1, theirs, 0x0007ffff), START);
  length = make_feedback (bytes, 206, 4, 0, theirs);
  bytes[3] = 4;
  put_32 (bytes + 16, 1 << 24);
  sight_wire_meter_sent_rtcp (&scene->meter, bytes, length + 4, START);
  line = scene_read (scene, SIGHT_LINE_CAMERA, START + 500 * MS);
  g_assert_cmpuint (line->sent.nacked, ==, 3);
  g_assert_cmpuint (line->sent.key_requests, ==, 1);
  g_assert_cmpuint (line->received.nacked, ==, 17);
  g_assert_cmpuint (line->received.key_requests, ==, 1);
  g_assert_cmpuint (scene->statistics.received.rtcp_bitrate, ==, 32 * 8);
  g_free (scene);
}

static void
count_item (const SightRtcpItem *item,
            gpointer             data)
{
  (*(guint *) data)++;
}

/* What does not hold together tells nothing, not even its first half. */
static void
test_bad_rtcp (void)
{
  guint8 bytes[64];
  gsize good = make_sender_report (bytes, 1, 1);
  gsize length = good + make_receiver_report (bytes + good, 1, 0, 0);
  guint n = 0;

  g_assert_true (sight_rtcp_read (bytes, length, count_item, &n));
  g_assert_cmpuint (n, ==, 2);
  n = 0;
  for (gsize cut = 0; cut < length; cut++)
    g_assert_true (sight_rtcp_read (bytes, cut, count_item, &n) == (cut == good));
  g_assert_cmpuint (n, ==, 1);

  n = 0;
  bytes[good] = 0x9f; /* 31 blocks in a packet for one */
  g_assert_false (sight_rtcp_read (bytes, length, count_item, &n));
  bytes[good] = 0xa1;
  bytes[length - 1] = 33; /* more padding than packet */
  g_assert_false (sight_rtcp_read (bytes, length, count_item, &n));
  bytes[good] = 0x41; /* of another version */
  g_assert_false (sight_rtcp_read (bytes, length, count_item, &n));
  g_assert_cmpuint (n, ==, 0);
}

/* Frames */

static void
test_freezes (void)
{
  SightFrameMeter meter = { 0 };
  gint64 now = START;

  for (guint i = 0; i < 40; i++, now += 50 * MS)
    sight_frame_meter_show (&meter, 0, now);
  now += 140 * MS; /* 190 ms after the last: more than 3 x 50, less than 50 + 150 */
  sight_frame_meter_show (&meter, 0, now);
  g_assert_cmpuint (meter.freezes, ==, 0);
  now += 300 * MS;
  sight_frame_meter_show (&meter, 0, now);
  g_assert_cmpuint (meter.freezes, ==, 1);
  g_assert_cmpint (meter.frozen, ==, 300 * MS);
  /* The camera was off for ten seconds. */
  now += 10 * SECOND;
  sight_frame_meter_show (&meter, 10 * SECOND - 50 * MS, now);
  g_assert_cmpuint (meter.freezes, ==, 1);
  now += 1000 * MS;
  sight_frame_meter_show (&meter, 10 * SECOND - 50 * MS, now);
  g_assert_cmpuint (meter.freezes, ==, 2);
  g_assert_cmpint (meter.frozen, ==, 1300 * MS);
}

static void
test_frame_rate (void)
{
  SightFrameMeter meter = { 0 };
  gint64 now = START;

  for (guint i = 0; i < 60; i++, now += 40 * MS)
    sight_frame_meter_add (&meter, i % 30 == 0, now);
  g_assert_cmpfloat (sight_frame_meter_get_rate (&meter, now), ==, 25);
  g_assert_cmpuint (meter.frames, ==, 60);
  g_assert_cmpuint (meter.key_frames, ==, 2);
  g_assert_cmpfloat (sight_frame_meter_get_rate (&meter, now + 2 * SECOND), ==, 0);
}

static void
test_relay (void)
{
  /* A relay of libnice over UDP and TCP, of Chromium over UDP, a host. */
  g_assert_cmpint (sight_ice_path_guess_relay (30u << 24 | 0xffffff), ==, SIGHT_RELAY_UDP);
  g_assert_cmpint (sight_ice_path_guess_relay (20u << 24), ==, SIGHT_RELAY_TCP);
  g_assert_cmpint (sight_ice_path_guess_relay (41885439), ==, SIGHT_RELAY_UDP);
  g_assert_cmpint (sight_ice_path_guess_relay (126u << 24), ==, SIGHT_RELAY_UNKNOWN);
  g_assert_cmpstr (sight_relay_transport_to_name (SIGHT_RELAY_TCP), ==, "tcp");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/wire-meter/sliding-sum", test_sliding_sum);
  g_test_add_func ("/media/wire-meter/sequence", test_sequence);
  g_test_add_func ("/media/wire-meter/repairs", test_repairs);
  g_test_add_func ("/media/wire-meter/jitter", test_jitter);
  g_test_add_func ("/media/wire-meter/pause", test_pause);
  g_test_add_func ("/media/wire-meter/round-trip", test_round_trip);
  g_test_add_func ("/media/wire-meter/requests", test_requests);
  g_test_add_func ("/media/wire-meter/bad-rtcp", test_bad_rtcp);
  g_test_add_func ("/media/wire-meter/freezes", test_freezes);
  g_test_add_func ("/media/wire-meter/frame-rate", test_frame_rate);
  g_test_add_func ("/media/wire-meter/relay", test_relay);

  return g_test_run ();
}
