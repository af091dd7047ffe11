/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gst/gst.h>

#include "media/sight-media.h"
#include "media/sight-peer-connection-private.h"
#include "peer-fixture.h"

/* Of this many packets from the network one is lost: 5 %. */
#define LOSS_EVERY 20

typedef struct
{
  gint    packets;   /* streaming thread */
  gint    feedback;  /* atomic */
  guint64 asked;
  guint64 repaired;
  guint   repairing; /* lines that ask for what is lost */
  guint   others;
} Network;

static GstPadProbeReturn
on_packet (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         user_data)
{
  Network *network = user_data;

  return ++network->packets % LOSS_EVERY == 0 ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

static gboolean
is_made_by (GstElement *element,
            const char *factory)
{
  GstElementFactory *maker = gst_element_get_factory (element);

  return maker != NULL && g_str_equal (GST_OBJECT_NAME (maker), factory);
}

static void
visit (SightPeerConnection *peer,
       const char          *factory,
       void               (*func) (GstElement *element,
                                   Network    *network),
       Network             *network)
{
  GstElement *webrtc = sight_peer_pipeline_get_webrtc (sight_peer_connection_get_pipeline (peer));
  g_autoptr(GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (webrtc));
  g_auto(GValue) item = G_VALUE_INIT;

  while (gst_iterator_next (elements, &item) == GST_ITERATOR_OK)
    {
      GstElement *element = g_value_get_object (&item);

      if (is_made_by (element, factory))
        func (element, network);
      g_value_reset (&item);
    }
}

static void
lose_packets (GstElement *source,
              Network    *network)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (source, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_packet, network, NULL);
}

static void
read_statistics (GstElement *jitterbuffer,
                 Network    *network)
{
  g_autoptr(GstStructure) statistics = NULL;
  gboolean repairs;
  guint64 number;

  g_object_get (jitterbuffer, "stats", &statistics, "do-retransmission", &repairs, NULL);
  if (gst_structure_get_uint64 (statistics, "rtx-count", &number))
    network->asked += number;
  if (gst_structure_get_uint64 (statistics, "rtx-success-count", &number))
    network->repaired += number;
  if (repairs)
    network->repairing++;
  else
    network->others++;
}

static void
update_statistics (SightPeerConnection *peer,
                   Network             *network)
{
  network->asked = network->repaired = 0;
  network->repairing = network->others = 0;
  visit (peer, "rtpjitterbuffer", read_statistics, network);
}

static gboolean
has_repaired (SightPeerConnection *peer,
              Network             *network,
              guint64              number)
{
  update_statistics (peer, network);

  return network->repaired >= number;
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

  visit (pair->peers[ANSWERER], "nicesrc", lose_packets, &network);
  wait_for (2 * SOON, has_repaired (pair->peers[ANSWERER], &network, 10));
  g_assert_cmpuint (network.repairing, ==, 2);
  g_assert_cmpuint (network.others, >=, 1);
  g_test_message ("Asked for %" G_GUINT64_FORMAT ", got %" G_GUINT64_FORMAT, network.asked, network.repaired);

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
