/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gst/gst.h>

#include "media/sight-media.h"
#include "media/sight-peer-connection-private.h"
#include "media/sight-peer-statistics.h"
#include "peer-fixture.h"

/* Of this many packets from the network one is lost: 5 %. */
#define LOSS_EVERY 20

typedef struct
{
  gint packets;  /* streaming thread */
  gint feedback; /* atomic */
} Network;

static GstPadProbeReturn
on_packet (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         user_data)
{
  Network *network = user_data;

  return ++network->packets % LOSS_EVERY == 0 ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

static void
lose_packets (SightPeerConnection *peer,
              Network             *network)
{
  g_autoptr(GstElement) source = peer_find_element (peer, "nicesrc");
  g_autoptr(GstPad) pad = gst_element_get_static_pad (source, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_packet, network, NULL);
}

static SightPeerStatistics
read_statistics (SightPeerConnection *peer)
{
  SightPeerStatistics statistics;

  g_assert_true (sight_peer_connection_get_statistics (peer, &statistics));

  return statistics;
}

/* What one side noticed and mended, and what the other side was told of it. */
static gboolean
knows_losses (Pair *pair)
{
  SightPeerStatistics here = read_statistics (pair->peers[ANSWERER]);
  SightPeerStatistics there = read_statistics (pair->peers[OFFERER]);

  return here.lines[SIGHT_LINE_CAMERA].received.repaired >= 5 && here.lines[SIGHT_LINE_SCREEN].received.repaired >= 5 &&
         here.lines[SIGHT_LINE_MICROPHONE].received.lost > 0 && there.lines[SIGHT_LINE_CAMERA].sent.lost >= 5 &&
         there.lines[SIGHT_LINE_MICROPHONE].sent.lost > 0 && there.rtcp_round_trip >= 0;
}

static void
assert_losses (Pair *pair)
{
  SightPeerStatistics here = read_statistics (pair->peers[ANSWERER]);
  SightPeerStatistics there = read_statistics (pair->peers[OFFERER]);

  for (guint i = SIGHT_LINE_MICROPHONE; i <= SIGHT_LINE_SCREEN; i++)
    {
      const SightReceiveStatistics *received = &here.lines[i].received;
      const SightSendStatistics *sent = &there.lines[i].sent;

      g_test_message ("Line %u: of %" G_GUINT64_FORMAT " packets %" G_GUINT64_FORMAT " lost, %" G_GUINT64_FORMAT
                      " asked for, %" G_GUINT64_FORMAT " repaired, %" G_GUINT64_FORMAT " missed; the sender knows of %"
                      G_GINT64_FORMAT ", sent %" G_GUINT64_FORMAT " again; round trip %g",
                      i, received->packets, received->lost, received->nacked, received->repaired, received->missed,
                      sent->lost, sent->repeated, sent->round_trip);
      /* 5 % of everything; a line has its share, more or less. */
      g_assert_cmpuint (received->lost, <, (received->packets + received->lost) / 5);
      g_assert_true ((received->repaired > 0) == (i != SIGHT_LINE_MICROPHONE));
      g_assert_true ((received->nacked > 0) == (i != SIGHT_LINE_MICROPHONE));
      g_assert_true ((sent->repeated > 0) == (i != SIGHT_LINE_MICROPHONE));
      g_assert_true ((sent->nacked > 0) == (i != SIGHT_LINE_MICROPHONE));
    }
  g_test_message ("Of the sound %g were made up", here.lines[SIGHT_LINE_MICROPHONE].received.concealed);
  g_assert_cmpfloat (here.lines[SIGHT_LINE_MICROPHONE].received.concealed, >, 0);
  g_assert_cmpfloat (here.lines[SIGHT_LINE_MICROPHONE].received.concealed, <, 0.2);
  g_assert_cmpuint (here.lines[SIGHT_LINE_SCREEN_SOUND].received.lost, ==, 0);
}

static GstPadProbeReturn
on_event (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  Network *network = user_data;
  const GstStructure *structure = gst_event_get_structure (GST_PAD_PROBE_INFO_EVENT (info));

  if (structure != NULL && gst_structure_has_name (structure, "RTPTWCCPackets"))
    g_atomic_int_inc (&network->feedback);

  return GST_PAD_PROBE_OK;
}

static void
watch_feedback (SightPeerConnection *peer,
                SightLine            line,
                Network             *network)
{
  SightPeerPipeline *pipeline = sight_peer_connection_get_pipeline (peer);

  gst_pad_add_probe (sight_sender_get_pad (sight_peer_pipeline_get_sender (pipeline, line)),
                     GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_event, network, NULL);
}

/* What is lost is asked for and comes again, on the lines of pictures only. */
static void
test_repair (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  Source *tone = source_new_tone (440);
  Network network = { 0 };
  gint number;

  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, picture->feed);
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_SCREEN, picture->feed);
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_MICROPHONE, tone->feed);
  pair_start (pair);
  pair_wait_live (pair);
  wait_for (SOON, sink_get_number (pair->sinks[ANSWERER][SIGHT_LINE_CAMERA]) >= 0);
  wait_for (SOON, sink_get_number (pair->sinks[ANSWERER][SIGHT_LINE_SCREEN]) >= 0);
  wait_for (SOON, sink_hears (pair->sinks[ANSWERER][SIGHT_LINE_MICROPHONE], 440));

  lose_packets (pair->peers[ANSWERER], &network);
  wait_for (2 * SOON, knows_losses (pair));
  assert_losses (pair);

  number = sink_get_number (pair->sinks[ANSWERER][SIGHT_LINE_SCREEN]);
  wait_for (SOON, sink_get_number (pair->sinks[ANSWERER][SIGHT_LINE_SCREEN]) > number);
  g_assert_cmpint (sight_peer_connection_get_state (pair->peers[ANSWERER]), ==, SIGHT_PEER_STATE_LIVE);

  pair_free (pair);
  source_free (picture);
  source_free (tone);
}

static gboolean
measures_sound (SightPeerConnection *peer)
{
  SightBandwidth bandwidth;

  return sight_peer_connection_get_bandwidth (peer, &bandwidth) &&
         bandwidth.received > 10000 && bandwidth.received < 200000 && bandwidth.estimate >= bandwidth.received;
}

/* The feedback that an estimator lives on comes for sound alone as well. */
static void
test_feedback (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *tone = source_new_tone (440);
  Network network = { 0 };

  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_MICROPHONE, tone->feed);
  pair_start (pair);
  pair_wait_live (pair);
  watch_feedback (pair->peers[OFFERER], SIGHT_LINE_MICROPHONE, &network);
  wait_for (SOON, g_atomic_int_get (&network.feedback) >= 20);
  wait_for (SOON, measures_sound (pair->peers[OFFERER]));

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

  g_test_add_func ("/media/peer-loss/repair", test_repair);
  g_test_add_func ("/media/peer-loss/feedback", test_feedback);

  return g_test_run ();
}
