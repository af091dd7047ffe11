/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gst/gst.h>

#include "media/sight-media.h"
#include "media/sight-peer-connection-private.h"
#include "media/sight-peer-statistics.h"
#include "peer-fixture.h"

static SightPeerStatistics
read_statistics (SightPeerConnection *peer)
{
  SightPeerStatistics statistics;

  g_assert_true (sight_peer_connection_get_statistics (peer, &statistics));

  return statistics;
}

static gboolean
is_picture (guint line)
{
  return line == SIGHT_LINE_CAMERA || line == SIGHT_LINE_SCREEN;
}

/* Each line counts what is its own, in both directions. */
static void
assert_line (const SightPeerStatistics *sender,
             const SightPeerStatistics *receiver,
             guint                      line)
{
  const SightSendStatistics *sent = &sender->lines[line].sent;
  const SightReceiveStatistics *received = &receiver->lines[line].received;

  g_test_message ("Line %u: %" G_GUINT64_FORMAT " packets, %" G_GUINT64_FORMAT " frames, %u bit/s, %g/s; received "
                  "%" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT ", %u, %g; waited %g, jitter %g",
                  line, sent->packets, sent->frames, sent->bitrate, sent->frame_rate,
                  received->packets, received->frames, received->bitrate, received->frame_rate,
                  received->buffered, received->jitter);
  g_assert_cmpint (sender->lines[line].codec, ==, is_picture (line) ? SIGHT_CODEC_VP8 : SIGHT_CODEC_OPUS);
  g_assert_cmpuint (sent->ssrc, ==, received->ssrc);
  /* What is on its way, at most. */
  g_assert_cmpuint (received->packets, <=, sent->packets);
  g_assert_cmpuint (received->packets, >, sent->packets / 2);
  g_assert_cmpuint (received->bytes, >, sent->bytes / 2);
  g_assert_cmpuint (received->lost, ==, 0);
  g_assert_cmpuint (sent->frames, >, 0);
  g_assert_cmpuint (received->frames, >, 0);
  g_assert_true ((sent->key_frames > 0) == is_picture (line));
  g_assert_true ((received->key_frames > 0) == is_picture (line));
  g_assert_cmpuint (sent->width, ==, is_picture (line) ? 320 : 0);
  g_assert_cmpuint (received->height, ==, is_picture (line) ? 240 : 0);
  g_assert_cmpfloat (received->jitter, >=, 0);
  g_assert_cmpfloat (received->buffered, >=, 0);
  g_assert_cmpuint (sent->bitrate, >, 0);
}

static gboolean
flows (Pair *pair)
{
  for (guint side = 0; side < N_SIDES; side++)
    {
      SightPeerStatistics now = read_statistics (pair->peers[side]);

      for (guint line = 0; line < SIGHT_N_LINES; line++)
        if (now.lines[line].received.frames < 20 || now.lines[line].received.bitrate == 0 ||
            !now.lines[line].sent.has_report || now.lines[line].sent.round_trip < 0)
          return FALSE;
    }

  return TRUE;
}

static void
assert_connection (const SightPeerStatistics *now)
{
  g_assert_cmpint (now->state, ==, SIGHT_PEER_STATE_LIVE);
  g_assert_cmpfloat (now->rtcp_round_trip, >=, 0);
  g_assert_cmpfloat (now->rtcp_round_trip, <, 1000);
  g_assert_true (now->path.is_known);
  g_assert_cmpint (now->path.local, ==, SIGHT_CANDIDATE_HOST);
  g_assert_cmpint (now->path.transport, ==, SIGHT_TRANSPORT_UDP);
  g_assert_cmpint (now->path.local_relay, ==, SIGHT_RELAY_NONE);
  g_assert_false (now->path.is_ipv6);
  g_assert_cmpstr (now->srtp, ==, "AES_CM_128_HMAC_SHA1_80");
  g_assert_cmpuint (now->sent.rtcp_bitrate, >, 0);
  g_assert_cmpuint (now->received.rtcp_bitrate, >, 0);
  g_assert_cmpuint (now->sent.bitrate, >, now->lines[SIGHT_LINE_CAMERA].sent.bitrate + now->lines[SIGHT_LINE_SCREEN].sent.bitrate);
}

static void
test_lines (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  Source *tone = source_new_tone (440);
  SightPeerStatistics now[N_SIDES];

  g_assert_false (sight_peer_connection_get_statistics (pair->peers[OFFERER], &now[OFFERER]));
  g_assert_cmpint (now[OFFERER].state, ==, SIGHT_PEER_STATE_NEW);
  for (guint side = 0; side < N_SIDES; side++)
    for (guint line = 0; line < SIGHT_N_LINES; line++)
      sight_peer_connection_set_feed (pair->peers[side], line, is_picture (line) ? picture->feed : tone->feed);
  pair_start (pair);
  pair_wait_live (pair);
  wait_for (SOON, flows (pair));

  for (guint side = 0; side < N_SIDES; side++)
    now[side] = read_statistics (pair->peers[side]);
  for (guint side = 0; side < N_SIDES; side++)
    {
      assert_connection (&now[side]);
      for (guint line = 0; line < SIGHT_N_LINES; line++)
        assert_line (&now[side], &now[!side], line);
    }

  pair_free (pair);
  source_free (picture);
  source_free (tone);
}

static GstPadProbeReturn
on_dropped (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  g_atomic_int_inc ((gint *) user_data);

  return GST_PAD_PROBE_DROP;
}

static void
drop_all (SightPeerConnection *peer,
          const char          *factory,
          const char          *name,
          gint                *dropped)
{
  g_autoptr(GstElement) element = peer_find_element (peer, factory);
  g_autoptr(GstPad) pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_dropped, dropped, NULL);
}

/* Nothing is sent to us and no beat comes: what the other side reports of our
 * own sound tells that it lives.
 */
static void
test_reports_are_heard (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *tone = source_new_tone (440);
  gint64 end;
  gint beats = 0;
  gint packets = 0;

  sight_peer_connection_set_feed (pair->peers[ANSWERER], SIGHT_LINE_MICROPHONE, tone->feed);
  pair_start (pair);
  pair_wait_live (pair);
  drop_all (pair->peers[ANSWERER], "sctpdec", "sink", &beats);
  end = g_get_monotonic_time () + (SIGHT_PEER_STALLED_MS + 2000) * G_TIME_SPAN_MILLISECOND;
  while (g_get_monotonic_time () < end)
    {
      wait_a_little ();
      g_assert_cmpint (sight_peer_connection_get_state (pair->peers[ANSWERER]), ==, SIGHT_PEER_STATE_LIVE);
    }
  g_assert_cmpint (g_atomic_int_get (&beats), >, 0);
  g_assert_cmpuint (read_statistics (pair->peers[ANSWERER]).lines[SIGHT_LINE_MICROPHONE].received.packets, ==, 0);

  drop_all (pair->peers[ANSWERER], "nicesrc", "src", &packets);
  wait_for (SOON, sight_peer_connection_get_state (pair->peers[ANSWERER]) == SIGHT_PEER_STATE_STALLED);

  pair_free (pair);
  source_free (tone);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/peer-statistics/lines", test_lines);
  g_test_add_func ("/media/peer-statistics/reports-are-heard", test_reports_are_heard);

  return g_test_run ();
}
