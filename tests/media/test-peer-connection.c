/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gst/gst.h>
#include <string.h>

#include "media/sight-decoder.h"
#include "media/sight-media-error.h"
#include "media/sight-media.h"
#include "media/sight-peer-connection-private.h"
#include "media/sight-peer-plan.h"
#include "peer-fixture.h"

static const guint tones[N_SIDES][SIGHT_N_LINES] = {
  { 440, 0, 0, 1000 },
  { 700, 0, 0, 1700 },
};

/* Opus, VP8, its retransmission, and the id of the feedback extension. */
static const guint chromium[] = { 111, 96, 97, 3 };
static const guint firefox[] = { 109, 120, 124, 7 };

static gboolean
is_video (guint line)
{
  return line == SIGHT_LINE_CAMERA || line == SIGHT_LINE_SCREEN;
}

static gboolean
has_content (Pair *pair,
             Side  side,
             guint line,
             Side  from)
{
  if (is_video (line))
    return sink_get_number (pair->sinks[side][line]) >= 0;

  return sink_hears (pair->sinks[side][line], tones[from][line]);
}

/* Every line in both directions, with the right content on the right line. */
static void
test_lines (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *sources[N_SIDES][SIGHT_N_LINES];

  for (guint side = 0; side < N_SIDES; side++)
    for (guint line = 0; line < SIGHT_N_LINES; line++)
      {
        sources[side][line] = is_video (line) ? source_new_video (SIGHT_CODEC_VP8) : source_new_tone (tones[side][line]);
        sight_peer_connection_set_feed (pair->peers[side], line, sources[side][line]->feed);
      }
  pair_start (pair);
  pair_wait_live (pair);

  for (guint side = 0; side < N_SIDES; side++)
    for (guint line = 0; line < SIGHT_N_LINES; line++)
      {
        wait_for (SOON, has_content (pair, side, line, !side));
        g_test_message ("Side %u has line %u", side, line);
      }
  g_assert_cmpuint (pair->candidates[OFFERER], >, 0);
  g_assert_cmpuint (pair->candidates[ANSWERER], >, 0);
  wait_for (SOON, pair->ends[OFFERER] == 1 && pair->ends[ANSWERER] == 1);
  g_assert_cmpuint (pair->line_errors[OFFERER] + pair->line_errors[ANSWERER], ==, 0);

  pair_free (pair);
  for (guint side = 0; side < N_SIDES; side++)
    for (guint line = 0; line < SIGHT_N_LINES; line++)
      source_free (sources[side][line]);
}

static guint64
count_frames (Pair *pair,
              Side  side,
              guint line)
{
  return sight_frame_counter_get_count (pair->sinks[side][line]);
}

/* Lines that are fed only later, in any order: no negotiation, and a picture
 * that begins with a key frame though the encoder has run for long.
 */
static void
test_late_feed (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  Source *tone = source_new_tone (1000);
  gsize said[N_SIDES];

  pair_start (pair);
  pair_wait_live (pair);
  for (guint side = 0; side < N_SIDES; side++)
    said[side] = pair->described[side]->len;

  sight_peer_connection_set_feed (pair->peers[ANSWERER], SIGHT_LINE_SCREEN_SOUND, tone->feed);
  wait_for (SOON, sink_hears (pair->sinks[OFFERER][SIGHT_LINE_SCREEN_SOUND], 1000));
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_SCREEN, picture->feed);
  wait_for (SOON, sink_get_number (pair->sinks[ANSWERER][SIGHT_LINE_SCREEN]) >= 0);
  g_assert_cmpuint (picture->keys_asked, >, 0);
  for (guint side = 0; side < N_SIDES; side++)
    g_assert_cmpuint (pair->described[side]->len, ==, said[side]);
  g_assert_cmpuint (count_frames (pair, ANSWERER, SIGHT_LINE_CAMERA), ==, 0);
  g_assert_cmpuint (count_frames (pair, OFFERER, SIGHT_LINE_SCREEN), ==, 0);

  pair_free (pair);
  source_free (picture);
  source_free (tone);
}

/* Waits until nothing has come for half a second. */
static void
wait_quiet (SightFrameCounter *sink)
{
  gint64 end = g_get_monotonic_time () + SOON * G_USEC_PER_SEC;
  gint64 quiet = g_get_monotonic_time ();
  guint64 seen = sight_frame_counter_get_count (sink);

  while (g_get_monotonic_time () - quiet < G_USEC_PER_SEC / 2)
    {
      wait_a_little ();
      if (sight_frame_counter_get_count (sink) != seen)
        quiet = g_get_monotonic_time ();
      seen = sight_frame_counter_get_count (sink);
      g_assert_cmpint (g_get_monotonic_time (), <, end);
    }
}

/* Muting is taking the feed away. What comes after it is new, and comes on the
 * same line.
 */
static void
test_mute (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  Source *tones_of[2] = { source_new_tone (440), source_new_tone (1200) };
  SightFrameCounter *seen = pair->sinks[ANSWERER][SIGHT_LINE_CAMERA];
  SightFrameCounter *heard = pair->sinks[ANSWERER][SIGHT_LINE_MICROPHONE];

  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, picture->feed);
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_MICROPHONE, tones_of[0]->feed);
  pair_start (pair);
  pair_wait_live (pair);
  wait_for (SOON, sink_get_number (seen) >= 0 && sink_hears (heard, 440));

  for (guint round = 1; round <= 3; round++)
    {
      gint number;

      sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, NULL);
      sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_MICROPHONE, NULL);
      g_assert_false (sight_feed_is_taken (picture->feed));
      wait_quiet (seen);
      number = sink_get_number (seen);
      g_assert_cmpint (sight_peer_connection_get_state (pair->peers[ANSWERER]), ==, SIGHT_PEER_STATE_LIVE);

      sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, picture->feed);
      sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_MICROPHONE, tones_of[round % 2]->feed);
      wait_for (SOON, sink_get_number (seen) > number);
      wait_for (SOON, sink_hears (heard, round % 2 ? 1200 : 440));
    }
  g_assert_cmpuint (pair->line_errors[ANSWERER], ==, 0);

  pair_free (pair);
  source_free (picture);
  source_free (tones_of[0]);
  source_free (tones_of[1]);
}

static guint64
count_decoded (Pair *pair)
{
  SightPeerStatistics now;

  g_assert_true (sight_peer_connection_get_statistics (pair->peers[ANSWERER], &now));

  return now.lines[SIGHT_LINE_CAMERA].received.frames;
}

static guint64
count_packets (Pair *pair)
{
  SightPeerStatistics now;

  g_assert_true (sight_peer_connection_get_statistics (pair->peers[ANSWERER], &now));

  return now.lines[SIGHT_LINE_CAMERA].received.packets;
}

/* What nobody sees is not decoded, and it is no freeze when it is seen again. */
static void
test_hidden (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  SightFrameCounter *seen = pair->sinks[ANSWERER][SIGHT_LINE_CAMERA];
  SightPeerStatistics now;
  guint64 decoded, packets;
  gint64 hidden;
  gint number;

  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, picture->feed);
  pair_start (pair);
  pair_wait_live (pair);
  wait_for (SOON, sight_frame_counter_get_count (seen) > 20);
  hidden = g_get_monotonic_time ();

  sight_peer_connection_set_sink (pair->peers[ANSWERER], SIGHT_LINE_CAMERA, NULL);
  packets = count_packets (pair);
  wait_for (SOON, count_packets (pair) > packets + 30);
  decoded = count_decoded (pair);
  packets = count_packets (pair);
  wait_for (SOON, count_packets (pair) > packets + 60);
  g_assert_cmpuint (count_decoded (pair), ==, decoded);
  hidden = g_get_monotonic_time () - hidden;

  number = sink_get_number (seen);
  sight_peer_connection_set_sink (pair->peers[ANSWERER], SIGHT_LINE_CAMERA, SIGHT_SINK (seen));
  wait_for (SOON, sink_get_number (seen) > number && count_decoded (pair) > decoded + 10);
  g_assert_true (sight_peer_connection_get_statistics (pair->peers[ANSWERER], &now));
  /* A machine that does other things may have some of its own. */
  g_test_message ("Frozen for %" G_GUINT64_FORMAT " ms, hidden for %" G_GINT64_FORMAT " ms",
                  (guint64) now.lines[SIGHT_LINE_CAMERA].received.frozen_ms, hidden / 1000);
  g_assert_cmpuint (now.lines[SIGHT_LINE_CAMERA].received.frozen_ms, <, hidden / 1000);

  pair_free (pair);
  source_free (picture);
}

/* The other side's wish for a key frame reaches the feed of the right line. */
static void
test_key_frame (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *camera = source_new_video (SIGHT_CODEC_VP8);
  Source *screen = source_new_video (SIGHT_CODEC_VP8);
  guint asked;

  sight_peer_connection_set_feed (pair->peers[ANSWERER], SIGHT_LINE_CAMERA, camera->feed);
  sight_peer_connection_set_feed (pair->peers[ANSWERER], SIGHT_LINE_SCREEN, screen->feed);
  pair_start (pair);
  pair_wait_live (pair);
  wait_for (SOON, sink_get_number (pair->sinks[OFFERER][SIGHT_LINE_CAMERA]) >= 0 &&
                  sink_get_number (pair->sinks[OFFERER][SIGHT_LINE_SCREEN]) >= 0);
  wait_quiet (pair->sinks[OFFERER][SIGHT_LINE_MICROPHONE]);

  asked = screen->keys_asked;
  camera->keys_asked = 0;
  sight_peer_connection_request_key_frame (pair->peers[OFFERER], SIGHT_LINE_CAMERA);
  wait_for (SOON, camera->keys_asked > 0);
  g_assert_cmpuint (screen->keys_asked, ==, asked);

  pair_free (pair);
  source_free (camera);
  source_free (screen);
}

static void
test_h264 (void)
{
  Pair *pair;
  Source *picture;
  g_autoptr(GstElementFactory) encoder = gst_element_factory_find ("openh264enc");

  if (encoder == NULL || !sight_decoder_is_available (SIGHT_CODEC_H264))
    {
      g_test_skip ("There is no H.264 encoder and decoder here");
      return;
    }

  pair = pair_new (SIGHT_CODEC_H264);
  picture = source_new_video (SIGHT_CODEC_H264);
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, picture->feed);
  sight_peer_connection_set_feed (pair->peers[ANSWERER], SIGHT_LINE_SCREEN, picture->feed);
  pair_start (pair);
  pair_wait_live (pair);
  g_assert_nonnull (strstr (pair->described[ANSWERER]->str, "\"h264\":\"42e01f\""));
  wait_for (SOON, sink_get_number (pair->sinks[ANSWERER][SIGHT_LINE_CAMERA]) >= 0);
  wait_for (SOON, sink_get_number (pair->sinks[OFFERER][SIGHT_LINE_SCREEN]) >= 0);

  pair_free (pair);
  source_free (picture);
}

/* A line takes of a feed what it can carry, and rather nothing than another codec. */
static void
test_other_codec (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  g_autoptr(SightFeed) other = sight_feed_new ();

  sight_feed_set_codec (picture->feed, SIGHT_CODEC_VP8);
  sight_feed_set_codec (other, SIGHT_CODEC_H264);
  g_assert_null (sight_feed_find (other, SIGHT_CODEC_VP8));
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, other);
  pair_start (pair);
  pair_wait_live (pair);
  g_assert_false (sight_feed_is_taken (other));

  sight_feed_set_alternative (other, picture->feed);
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, NULL);
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, other);
  g_assert_true (sight_feed_is_taken (picture->feed));
  g_assert_false (sight_feed_is_taken (other));
  wait_for (SOON, sink_get_number (pair->sinks[ANSWERER][SIGHT_LINE_CAMERA]) >= 0);

  pair_free (pair);
  sight_feed_set_alternative (other, NULL);
  source_free (picture);
}

/* Numbers that browsers choose, in an offer of ours. */
static void
test_numbers (gconstpointer data)
{
  const guint *numbers = data;
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  Source *tone = source_new_tone (440);
  SightDescription plan;
  const SightDescription *answer;

  sight_peer_plan_offer (&plan, SIGHT_CODEC_VP8);
  for (guint line = 0; line < SIGHT_N_LINES; line++)
    plan.lines[line].payload_type = numbers[is_video (line)];
  plan.twcc_id = numbers[3];
  plan.mid_id = numbers[3] + 1;
  sight_peer_connection_set_plan (pair->peers[OFFERER], &plan);

  for (guint side = 0; side < N_SIDES; side++)
    {
      sight_peer_connection_set_feed (pair->peers[side], SIGHT_LINE_SCREEN, picture->feed);
      sight_peer_connection_set_feed (pair->peers[side], SIGHT_LINE_MICROPHONE, tone->feed);
    }
  pair_start (pair);
  pair_wait_live (pair);
  answer = sight_peer_connection_get_local (pair->peers[ANSWERER]);
  g_assert_cmpuint (answer->lines[SIGHT_LINE_MICROPHONE].payload_type, ==, numbers[0]);
  g_assert_cmpuint (answer->lines[SIGHT_LINE_CAMERA].payload_type, ==, numbers[1]);
  g_assert_cmpuint (answer->twcc_id, ==, numbers[3]);
  g_assert_cmpuint (answer->mid_id, ==, numbers[3] + 1);
  for (guint side = 0; side < N_SIDES; side++)
    {
      wait_for (SOON, sink_get_number (pair->sinks[side][SIGHT_LINE_SCREEN]) >= 0);
      wait_for (SOON, sink_hears (pair->sinks[side][SIGHT_LINE_MICROPHONE], 440));
    }

  pair_free (pair);
  source_free (picture);
  source_free (tone);
}

static void
keep_description (SightPeerConnection *peer,
                  SightDescription    *description,
                  SightDescription    *kept)
{
  *kept = *description;
}

/* The offer of a browser, word for word: the answer repeats its numbers, also
 * those of retransmission.
 */
static void
test_browser_offer (gconstpointer data)
{
  const guint *numbers = data;
  g_autoptr(SightDtlsCertificate) certificate = sight_dtls_certificate_new (NULL);
  SightPeerConfig config = { .certificate = certificate };
  g_autoptr(SightPeerConnection) peer = sight_peer_connection_new (&config);
  g_autoptr(GError) error = NULL;
  SightDescription offer;
  SightDescription answer = { 0 };

  sight_peer_plan_offer (&offer, SIGHT_CODEC_VP8);
  for (guint line = 0; line < SIGHT_N_LINES; line++)
    offer.lines[line].payload_type = numbers[is_video (line)];
  for (guint line = SIGHT_LINE_CAMERA; line <= SIGHT_LINE_SCREEN; line++)
    {
      offer.lines[line].rtx_payload_type = numbers[2];
      offer.lines[line].rtx_ssrc = 77 + line;
    }
  offer.twcc_id = numbers[3];
  g_strlcpy (offer.ufrag, "4ZcD", sizeof offer.ufrag);
  g_strlcpy (offer.pwd, "2/1muCWoOi3uLifh0NuRHlXA", sizeof offer.pwd);
  g_strlcpy (offer.fingerprint, sight_dtls_certificate_get_fingerprint (certificate), sizeof offer.fingerprint);
  offer.setup = SIGHT_SETUP_ACTPASS;
  offer.data_message_max = SIGHT_DATA_MESSAGE_MAX;

  g_signal_connect (peer, "description", G_CALLBACK (keep_description), &answer);
  sight_peer_connection_start (peer);
  g_assert_true (sight_peer_connection_set_remote (peer, &offer, &error));
  g_assert_no_error (error);
  wait_for (SOON, answer.ufrag[0] != '\0');
  g_assert_true (sight_description_is_valid (&answer, FALSE));
  g_assert_true (sight_description_answers (&answer, &offer));
  for (guint line = 0; line < SIGHT_N_LINES; line++)
    {
      g_assert_cmpuint (answer.lines[line].rtx_payload_type, ==, offer.lines[line].rtx_payload_type);
      g_assert_cmpuint (answer.lines[line].ssrc, !=, offer.lines[line].ssrc);
    }

  /* A second one is refused, and changes nothing. */
  g_assert_false (sight_peer_connection_set_remote (peer, &offer, &error));
  g_assert_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION);
  g_assert_cmpint (sight_peer_connection_get_state (peer), <, SIGHT_PEER_STATE_FAILED);
}

/* What does not fit ends the connection with a reason, and nothing else. */
static void
forge_codec (Side              side,
             SightDescription *description,
             gpointer          data)
{
  if (side == ANSWERER)
    description->lines[SIGHT_LINE_CAMERA].payload_type = 126;
}

static void
test_misfit (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);

  pair->tamper = forge_codec;
  pair_start (pair);
  wait_for (SOON, sight_peer_connection_get_state (pair->peers[OFFERER]) == SIGHT_PEER_STATE_FAILED);
  g_assert_error (sight_peer_connection_get_error (pair->peers[OFFERER]),
                  SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION);
  pair_free (pair);
}

static GstPadProbeReturn
fail_once (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         user_data)
{
  g_autoptr(GstElement) element = gst_pad_get_parent_element (pad);

  GST_ELEMENT_ERROR (element, STREAM, DECODE, (NULL), ("The test broke it"));
  gst_buffer_unref (GST_PAD_PROBE_INFO_BUFFER (info));
  info->data = NULL;
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_ERROR;

  return GST_PAD_PROBE_HANDLED;
}

static GstElement *
find_decoder (Pair *pair,
              Side  side,
              guint line)
{
  SightPeerPipeline *pipeline = sight_peer_connection_get_pipeline (pair->peers[side]);
  g_autofree char *name = g_strdup_printf ("decoder-%u", line);

  return gst_bin_get_by_name (GST_BIN (sight_peer_pipeline_get_element (pipeline)), name);
}

static gboolean
has_other_decoder (Pair       *pair,
                   Side        side,
                   guint       line,
                   GstElement *old)
{
  g_autoptr(GstElement) now = find_decoder (pair, side, line);

  return now != NULL && now != old;
}

/* Returns what was broken. (transfer full) */
static GstElement *
break_decoder (Pair *pair,
               Side  side,
               guint line)
{
  GstElement *decoder = find_decoder (pair, side, line);
  g_autoptr(GstElement) frames = gst_bin_get_by_name (GST_BIN (decoder), "frames");
  g_autoptr(GstPad) pad = gst_element_get_static_pad (frames, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, fail_once, NULL, NULL);
  return decoder;
}

/* A decoder that fails is started again; no other line and no channel notices. */
static void
test_branch_error (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  Source *tone = source_new_tone (440);
  SightFrameCounter *camera = pair->sinks[ANSWERER][SIGHT_LINE_CAMERA];
  SightFrameCounter *screen = pair->sinks[ANSWERER][SIGHT_LINE_SCREEN];
  g_autoptr(GstElement) broken = NULL;
  guint64 others;
  gint number;

  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, picture->feed);
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_SCREEN, picture->feed);
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_MICROPHONE, tone->feed);
  pair_start (pair);
  pair_wait_live (pair);
  wait_for (SOON, sink_get_number (camera) >= 0 && sink_get_number (screen) >= 0);

  broken = break_decoder (pair, ANSWERER, SIGHT_LINE_CAMERA);
  wait_for (SOON, pair->line_errors[ANSWERER] == 1);
  wait_for (SOON, has_other_decoder (pair, ANSWERER, SIGHT_LINE_CAMERA, broken));
  number = sink_get_number (camera);
  others = sight_frame_counter_get_count (screen);
  wait_for (SOON, sink_get_number (camera) > number);
  wait_for (SOON, sight_frame_counter_get_count (screen) > others);
  wait_for (SOON, sink_hears (pair->sinks[ANSWERER][SIGHT_LINE_MICROPHONE], 440));
  g_assert_cmpint (sight_peer_connection_get_state (pair->peers[ANSWERER]), ==, SIGHT_PEER_STATE_LIVE);
  g_assert_cmpint (sight_peer_connection_get_state (pair->peers[OFFERER]), ==, SIGHT_PEER_STATE_LIVE);
  g_assert_cmpuint (pair->line_errors[ANSWERER], ==, 1);

  pair_free (pair);
  source_free (picture);
  source_free (tone);
}

/* One that fails for ever is given up, and the rest goes on. */
static void
test_branch_given_up (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  Source *tone = source_new_tone (440);
  guint errors = 0;
  guint64 count;

  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_CAMERA, picture->feed);
  sight_peer_connection_set_feed (pair->peers[OFFERER], SIGHT_LINE_MICROPHONE, tone->feed);
  pair_start (pair);
  pair_wait_live (pair);

  wait_for (SOON, sink_get_number (pair->sinks[ANSWERER][SIGHT_LINE_CAMERA]) >= 0);
  while (errors < 6)
    {
      g_autoptr(GstElement) broken = break_decoder (pair, ANSWERER, SIGHT_LINE_CAMERA);

      wait_for (SOON, pair->line_errors[ANSWERER] > errors);
      errors++;
      if (errors < 6)
        wait_for (SOON, has_other_decoder (pair, ANSWERER, SIGHT_LINE_CAMERA, broken));
    }
  wait_for (SOON, pair->line_errors[ANSWERER] == 7);
  count = count_frames (pair, ANSWERER, SIGHT_LINE_MICROPHONE);
  wait_for (SOON, count_frames (pair, ANSWERER, SIGHT_LINE_MICROPHONE) > count + 50);
  g_assert_cmpint (sight_peer_connection_get_state (pair->peers[ANSWERER]), ==, SIGHT_PEER_STATE_LIVE);

  pair_free (pair);
  source_free (picture);
  source_free (tone);
}

/* What is encoded once reaches two others, and one that leaves disturbs nobody. */
static void
test_mesh (void)
{
  Pair *pairs[2] = { pair_new (SIGHT_CODEC_VP8), pair_new (SIGHT_CODEC_VP8) };
  Source *picture = source_new_video (SIGHT_CODEC_VP8);
  gint number;

  for (guint i = 0; i < 2; i++)
    {
      sight_peer_connection_set_feed (pairs[i]->peers[OFFERER], SIGHT_LINE_CAMERA, picture->feed);
      pair_start (pairs[i]);
      pair_wait_live (pairs[i]);
      wait_for (SOON, sink_get_number (pairs[i]->sinks[ANSWERER][SIGHT_LINE_CAMERA]) >= 0);
    }

  pair_free (pairs[0]);
  g_assert_true (sight_feed_is_taken (picture->feed));
  number = sink_get_number (pairs[1]->sinks[ANSWERER][SIGHT_LINE_CAMERA]);
  wait_for (SOON, sink_get_number (pairs[1]->sinks[ANSWERER][SIGHT_LINE_CAMERA]) > number + 10);

  pair_free (pairs[1]);
  g_assert_false (sight_feed_is_taken (picture->feed));
  source_free (picture);
}

/* Where no path is, it says so and ends. */
static void
test_no_path (void)
{
  g_autoptr(SightDtlsCertificate) certificate = sight_dtls_certificate_new (NULL);
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  SightPeerConfig config = { .is_offerer = TRUE, .certificate = certificate, .video_codec = SIGHT_CODEC_VP8, .timeout_ms = 1000 };

  pair->holds_candidates = TRUE;
  g_signal_handlers_disconnect_by_data (pair->peers[OFFERER], pair);
  g_object_unref (pair->peers[OFFERER]);
  pair->peers[OFFERER] = sight_peer_connection_new (&config);
  pair_connect (pair, OFFERER);
  pair_start (pair);
  wait_for (SOON, sight_peer_connection_get_state (pair->peers[OFFERER]) >= SIGHT_PEER_STATE_LIVE);
  g_assert_cmpint (sight_peer_connection_get_state (pair->peers[OFFERER]), ==, SIGHT_PEER_STATE_FAILED);
  g_assert_error (sight_peer_connection_get_error (pair->peers[OFFERER]), SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ICE);

  pair_free (pair);
}

/* Only a relay may be used, and there is none: that is said at once. */
static void
test_no_relay (void)
{
  g_autoptr(SightDtlsCertificate) certificate = sight_dtls_certificate_new (NULL);
  g_autoptr(SightIceConfig) ice = sight_ice_config_new ();
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  SightPeerConfig config = { .is_offerer = TRUE, .certificate = certificate, .video_codec = SIGHT_CODEC_VP8, .ice = ice };

  sight_ice_config_set_relay_only (ice, TRUE);
  g_signal_handlers_disconnect_by_data (pair->peers[OFFERER], pair);
  g_object_unref (pair->peers[OFFERER]);
  pair->peers[OFFERER] = sight_peer_connection_new (&config);
  pair_connect (pair, OFFERER);
  pair_start (pair);
  wait_for (SOON, sight_peer_connection_get_state (pair->peers[OFFERER]) >= SIGHT_PEER_STATE_LIVE);
  g_assert_cmpint (sight_peer_connection_get_state (pair->peers[OFFERER]), ==, SIGHT_PEER_STATE_FAILED);
  g_assert_error (sight_peer_connection_get_error (pair->peers[OFFERER]), SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_RELAY);

  pair_free (pair);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/peer-connection/lines", test_lines);
  g_test_add_func ("/media/peer-connection/late-feed", test_late_feed);
  g_test_add_func ("/media/peer-connection/mute", test_mute);
  g_test_add_func ("/media/peer-connection/hidden", test_hidden);
  g_test_add_func ("/media/peer-connection/key-frame", test_key_frame);
  g_test_add_func ("/media/peer-connection/h264", test_h264);
  g_test_add_func ("/media/peer-connection/other-codec", test_other_codec);
  g_test_add_data_func ("/media/peer-connection/numbers-firefox", firefox, test_numbers);
  g_test_add_data_func ("/media/peer-connection/offer-chromium", chromium, test_browser_offer);
  g_test_add_data_func ("/media/peer-connection/offer-firefox", firefox, test_browser_offer);
  g_test_add_func ("/media/peer-connection/misfit", test_misfit);
  g_test_add_func ("/media/peer-connection/branch-error", test_branch_error);
  g_test_add_func ("/media/peer-connection/branch-given-up", test_branch_given_up);
  g_test_add_func ("/media/peer-connection/mesh", test_mesh);
  g_test_add_func ("/media/peer-connection/no-path", test_no_path);
  g_test_add_func ("/media/peer-connection/no-relay", test_no_relay);

  return g_test_run ();
}
