/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gst/gst.h>
#include <string.h>

#include "media/sight-data-channel-private.h"
#include "media/sight-media-error.h"
#include "media/sight-media.h"
#include "media/sight-peer-connection-private.h"
#include "peer-fixture.h"

/* SIGHT_TEST_RUNS=100 runs each case as often. */
#define RUNS_DEFAULT 3

/* What stands instead of the true fingerprint. */
typedef enum
{
  TAMPERED, /* one digit is another */
  MISSING,  /* all zeros: the fields of a description cannot be left out */
  REHASHED, /* of the same certificate, by another function */
  SWAPPED,  /* the reader's own */
  N_FORGERIES,
} Forgery;

static const char * const forgery_names[N_FORGERIES] = { "tampered", "missing", "rehashed", "swapped" };

typedef struct
{
  Pair   *pair;
  Side    forged; /* whose description it is */
  Forgery forgery;
} Case;

/* Everything that could leak is counted where it would come out. */
typedef struct
{
  gint  sent;     /* packets behind the valves, atomic */
  gint  decoded;  /* packets in front of decoders, atomic */
  guint messages;
  guint opened;
} Leaks;

static void
forge (Side              side,
       SightDescription *description,
       gpointer          data)
{
  Case *test = data;
  g_autofree char *rehashed = NULL;

  if (side != test->forged)
    return;

  switch (test->forgery)
    {
    case TAMPERED:
      description->fingerprint[63] = description->fingerprint[63] == '0' ? '1' : '0';
      break;

    case MISSING:
      memset (description->fingerprint, '0', SIGHT_FINGERPRINT_HEX);
      break;

    case REHASHED:
      rehashed = g_compute_checksum_for_string (G_CHECKSUM_SHA256, description->fingerprint, -1);
      g_strlcpy (description->fingerprint, rehashed, sizeof description->fingerprint);
      break;

    case SWAPPED:
      g_strlcpy (description->fingerprint,
                 sight_dtls_certificate_get_fingerprint (test->pair->certificates[!side]),
                 sizeof description->fingerprint);
      break;

    case N_FORGERIES:
    default:
      g_assert_not_reached ();
    }
}

static GstPadProbeReturn
on_packet (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         counter)
{
  g_atomic_int_inc ((gint *) counter);

  return GST_PAD_PROBE_OK;
}

static void
watch_pad (GstElement *element,
           const char *name,
           gint       *counter)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_packet, counter, NULL);
}

static void
on_element_added (GstBin     *pipeline,
                  GstBin     *bin,
                  GstElement *element,
                  gpointer    user_data)
{
  Leaks *leaks = user_data;

  if (g_str_has_prefix (GST_OBJECT_NAME (element), "decoder-"))
    watch_pad (element, "sink", &leaks->decoded);
}

static void
count_message (SightDataChannel *channel,
               GBytes           *bytes,
               Leaks            *leaks)
{
  leaks->messages++;
}

static void
count_open (SightDataChannel *channel,
            GParamSpec       *pspec,
            Leaks            *leaks)
{
  leaks->opened += sight_data_channel_is_open (channel);
}

/* As soon as the side has a pipeline, which is when its description is ready:
 * long before a packet can be there.
 */
static void
watch_pipeline (SightPeerConnection *peer,
                gpointer             description,
                Leaks               *leaks)
{
  SightPeerPipeline *pipeline = sight_peer_connection_get_pipeline (peer);
  GstElement *element = sight_peer_pipeline_get_element (pipeline);

  g_signal_connect (element, "deep-element-added", G_CALLBACK (on_element_added), leaks);
  for (guint line = 0; line < SIGHT_N_LINES; line++)
    {
      g_autofree char *name = g_strdup_printf ("valve-%u", line);
      g_autoptr(GstElement) valve = gst_bin_get_by_name (GST_BIN (element), name);

      watch_pad (valve, "src", &leaks->sent);
    }
}

static void
watch_leaks (SightPeerConnection *peer,
             Leaks               *leaks)
{
  g_signal_connect (peer, "description", G_CALLBACK (watch_pipeline), leaks);
  for (guint id = 0; id < SIGHT_N_DATA_CHANNELS; id++)
    {
      SightDataChannel *channel = sight_peer_connection_get_channel (peer, id);

      g_signal_connect (channel, "message", G_CALLBACK (count_message), leaks);
      g_signal_connect (channel, "notify::open", G_CALLBACK (count_open), leaks);
    }
}

static void
send_words (SightPeerConnection *peer)
{
  for (guint id = 0; id < SIGHT_N_DATA_CHANNELS; id++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static ("secret", 6);

      sight_data_channel_send (sight_peer_connection_get_channel (peer, id), bytes, NULL);
    }
}

/* Packets in such numbers that a gate which opens for a moment lets some through. */
typedef struct
{
  SightFeed *feed;
  GThread   *thread;
  gint       stops; /* atomic */
} Flood;

static gpointer
push_packets (gpointer data)
{
  Flood *flood = data;
  g_autoptr(GstCaps) caps = gst_caps_from_string ("audio/x-opus,rate=48000,channels=1,channel-mapping-family=0,"
                                                  "stream-count=1,coupled-count=0");
  g_autoptr(GstClock) clock = gst_system_clock_obtain ();

  while (!g_atomic_int_get (&flood->stops))
    {
      g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate (NULL, 3, NULL);
      g_autoptr(GstSample) sample = NULL;

      /* Silence, as Opus says it. */
      gst_buffer_fill (buffer, 0, "\xf8\xff\xfe", 3);
      GST_BUFFER_PTS (buffer) = gst_clock_get_time (clock);
      sample = gst_sample_new (buffer, caps, NULL, NULL);
      sight_feed_push (flood->feed, sample);
      g_usleep (200);
    }

  return NULL;
}

static void
flood_start (Flood *flood)
{
  flood->feed = sight_feed_new ();
  g_atomic_int_set (&flood->stops, FALSE);
  flood->thread = g_thread_new ("flood", push_packets, flood);
}

static void
flood_stop (Flood *flood)
{
  g_atomic_int_set (&flood->stops, TRUE);
  g_thread_join (flood->thread);
  g_assert_finalize_object (flood->feed);
}

/* The side that was lied to has failed, sent nothing and got nothing; so the
 * other one got nothing either.
 */
static void
assert_sealed (Pair  *pair,
               Side   deceived,
               Leaks *leaks)
{
  SightPeerConnection *peer = pair->peers[deceived];

  g_assert_cmpint (sight_peer_connection_get_state (peer), ==, SIGHT_PEER_STATE_FAILED);
  g_assert_error (sight_peer_connection_get_error (peer), SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_SECURITY);
  g_assert_cmpint (g_atomic_int_get (&leaks[deceived].sent), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&leaks[deceived].decoded), ==, 0);
  g_assert_cmpuint (leaks[deceived].messages, ==, 0);
  g_assert_cmpuint (leaks[deceived].opened, ==, 0);
  g_assert_cmpint (g_atomic_int_get (&leaks[!deceived].decoded), ==, 0);
  g_assert_cmpuint (leaks[!deceived].messages, ==, 0);
  for (guint side = 0; side < N_SIDES; side++)
    for (guint line = 0; line < SIGHT_N_LINES; line++)
      g_assert_cmpuint (sight_frame_counter_get_count (pair->sinks[side][line]), ==, 0);
}

static void
run_case (Side    forged,
          Forgery forgery,
          Source *picture,
          Flood  *flood)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Case test = { pair, forged, forgery };
  Leaks leaks[N_SIDES] = { 0 };
  Side deceived = !forged;

  pair->tamper = forge;
  pair->tamper_data = &test;
  for (guint side = 0; side < N_SIDES; side++)
    {
      watch_leaks (pair->peers[side], &leaks[side]);
      sight_peer_connection_set_feed (pair->peers[side], SIGHT_LINE_MICROPHONE, flood->feed);
      sight_peer_connection_set_feed (pair->peers[side], SIGHT_LINE_CAMERA, picture->feed);
      send_words (pair->peers[side]);
    }

  pair_start (pair);
  wait_for (SOON, sight_peer_connection_get_state (pair->peers[deceived]) >= SIGHT_PEER_STATE_LIVE);
  assert_sealed (pair, deceived, leaks);

  pair_free (pair);
  g_assert_cmpint (g_atomic_int_get (&leaks[deceived].sent), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&leaks[deceived].decoded), ==, 0);
  g_assert_cmpuint (leaks[deceived].messages, ==, 0);
}

static guint
get_runs (void)
{
  const char *runs = g_getenv ("SIGHT_TEST_RUNS");

  return runs != NULL ? MAX (1, atoi (runs)) : RUNS_DEFAULT;
}

static void
test_forged (gconstpointer data)
{
  Side forged = GPOINTER_TO_UINT (data) / N_FORGERIES;
  Forgery forgery = GPOINTER_TO_UINT (data) % N_FORGERIES;
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  Flood flood;

  flood_start (&flood);
  for (guint run = 0; run < get_runs (); run++)
    run_case (forged, forgery, picture, &flood);

  flood_stop (&flood);
  source_free (picture);
}

/* Both sides at once are lied to. */
static void
forge_both (Side              side,
            SightDescription *description,
            gpointer          data)
{
  description->fingerprint[0] = description->fingerprint[0] == 'a' ? 'b' : 'a';
}

static void
test_both (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Leaks leaks[N_SIDES] = { 0 };

  pair->tamper = forge_both;
  for (guint side = 0; side < N_SIDES; side++)
    {
      watch_leaks (pair->peers[side], &leaks[side]);
      send_words (pair->peers[side]);
    }
  pair_start (pair);
  wait_for (SOON, sight_peer_connection_get_state (pair->peers[OFFERER]) == SIGHT_PEER_STATE_FAILED ||
                  sight_peer_connection_get_state (pair->peers[ANSWERER]) == SIGHT_PEER_STATE_FAILED);
  for (guint side = 0; side < N_SIDES; side++)
    {
      g_assert_cmpint (sight_peer_connection_get_state (pair->peers[side]), !=, SIGHT_PEER_STATE_LIVE);
      g_assert_cmpuint (leaks[side].messages + leaks[side].opened, ==, 0);
      g_assert_cmpint (leaks[side].sent + leaks[side].decoded, ==, 0);
    }
  pair_free (pair);
}

/* The probes see what there is to see: without a forgery they count. */
static void
test_honest (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Flood flood;
  Leaks leaks[N_SIDES] = { 0 };

  flood_start (&flood);
  for (guint side = 0; side < N_SIDES; side++)
    {
      watch_leaks (pair->peers[side], &leaks[side]);
      sight_peer_connection_set_feed (pair->peers[side], SIGHT_LINE_MICROPHONE, flood.feed);
      send_words (pair->peers[side]);
    }
  pair_start (pair);
  pair_wait_live (pair);
  for (guint side = 0; side < N_SIDES; side++)
    {
      wait_for (SOON, g_atomic_int_get (&leaks[side].sent) > 0 && g_atomic_int_get (&leaks[side].decoded) > 0);
      wait_for (SOON, leaks[side].messages >= 2 && leaks[side].opened == SIGHT_N_DATA_CHANNELS);
    }

  pair_free (pair);
  flood_stop (&flood);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/peer-security/honest", test_honest);
  for (guint side = 0; side < N_SIDES; side++)
    for (guint forgery = 0; forgery < N_FORGERIES; forgery++)
      {
        g_autofree char *path = g_strdup_printf ("/media/peer-security/%s-%s", forgery_names[forgery],
                                                 side == OFFERER ? "offer" : "answer");

        g_test_add_data_func (path, GUINT_TO_POINTER (side * N_FORGERIES + forgery), test_forged);
      }
  g_test_add_func ("/media/peer-security/both", test_both);

  return g_test_run ();
}
