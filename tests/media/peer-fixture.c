/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "peer-fixture.h"

#include <gst/app/app.h>
#include <gst/audio/audio.h>
#include <gst/video/video.h>
#include <math.h>
#include <string.h>

#include "media/sight-frame-code.h"
#include "media/sight-media.h"
#include "media/sight-peer-connection-private.h"
#include "protocol/sight-json.h"

static gboolean
on_alarm (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Sleeps until something happens, and 50 ms at most. */
void
wait_a_little (void)
{
  g_autoptr(GSource) alarm = g_timeout_source_new (50);

  g_source_set_callback (alarm, on_alarm, NULL, NULL);
  g_source_attach (alarm, NULL);
  g_main_context_iteration (NULL, TRUE);
  g_source_destroy (alarm);
}

static Side
get_side (Pair                *pair,
          SightPeerConnection *peer)
{
  return peer == pair->peers[OFFERER] ? OFFERER : ANSWERER;
}

static void
on_description (SightPeerConnection *peer,
                SightDescription    *description,
                Pair                *pair)
{
  Side side = get_side (pair, peer);
  GString *text = pair->described[side];
  g_autoptr(SightJson) json = NULL;
  g_autoptr(GError) error = NULL;
  SightDescription heard;

  g_assert_cmpuint (text->len, ==, 0);
  sight_description_write (description, text);
  json = sight_json_parse (text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_true (sight_description_parse (&heard, sight_json_get_root (json), side == OFFERER));

  if (pair->tamper != NULL)
    pair->tamper (side, &heard, pair->tamper_data);
  sight_peer_connection_set_remote (pair->peers[!side], &heard, NULL);
}

static void
on_candidates (SightPeerConnection  *peer,
               const SightCandidate *candidates,
               guint                 n,
               gboolean              end,
               Pair                 *pair)
{
  Side side = get_side (pair, peer);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(SightJson) json = NULL;
      SightCandidate heard;

      sight_candidate_write (&candidates[i], text);
      json = sight_json_parse (text->str, text->len, NULL);
      g_assert_nonnull (json);
      g_assert_true (sight_candidate_parse (&heard, sight_json_get_root (json)));
      if (!pair->holds_candidates)
        sight_peer_connection_add_candidates (pair->peers[!side], &heard, 1, FALSE);
    }
  if (end && !pair->holds_candidates)
    sight_peer_connection_add_candidates (pair->peers[!side], NULL, 0, TRUE);

  pair->candidates[side] += n;
  pair->ends[side] += end;
}

static void
on_line_error (SightPeerConnection *peer,
               guint                line,
               GError              *error,
               Pair                *pair)
{
  g_test_message ("Line %u: %s", line, error->message);
  pair->line_errors[get_side (pair, peer)]++;
}

void
pair_connect (Pair *pair,
              Side  side)
{
  g_signal_connect (pair->peers[side], "description", G_CALLBACK (on_description), pair);
  g_signal_connect (pair->peers[side], "candidates", G_CALLBACK (on_candidates), pair);
  g_signal_connect (pair->peers[side], "line-error", G_CALLBACK (on_line_error), pair);
}

static GstCaps *
get_sink_caps (SightLine line)
{
  if (line == SIGHT_LINE_CAMERA || line == SIGHT_LINE_SCREEN)
    return gst_caps_from_string ("video/x-raw,format=I420");

  return gst_caps_from_string ("audio/x-raw,format=S16LE,rate=48000");
}

static void
add_peer (Pair       *pair,
          Side        side,
          SightCodec  video_codec)
{
  g_autoptr(SightIceConfig) ice = sight_ice_config_new ();
  g_autoptr(GError) error = NULL;
  SightPeerConfig config = { .is_offerer = side == OFFERER, .video_codec = video_codec, .ice = ice, .timeout_ms = SOON * 1000 };

  sight_ice_config_add_address (ice, "127.0.0.1");
  pair->certificates[side] = config.certificate = sight_dtls_certificate_new (&error);
  g_assert_no_error (error);
  pair->described[side] = g_string_new (NULL);
  pair->peers[side] = sight_peer_connection_new (&config);
  pair_connect (pair, side);
  for (guint line = 0; line < SIGHT_N_LINES; line++)
    {
      g_autoptr(GstCaps) caps = get_sink_caps (line);

      pair->sinks[side][line] = sight_frame_counter_new (caps);
      sight_peer_connection_set_sink (pair->peers[side], line, SIGHT_SINK (pair->sinks[side][line]));
    }
}

/* GStreamer's RTP session lets go of its lock while it walks through the sources
 * for what is to be asked for again; where a new one comes at that moment, GLib
 * complains, and the rest is asked for a moment later. And a pipeline that is
 * stopped while webrtcbin links what it has just added takes that for a loop, and
 * stops all the same. A DTLS datagram that OpenSSL left unread, as when both ends
 * close at once, is complained of when the next one takes its place. Nothing else
 * is forgiven.
 */
static gboolean
is_forgiven (const GLogField *fields,
             gsize            n_fields)
{
  static const char * const forgiven[] = {
    "version == hash_table->version",
    "loop detected in the graph of bin",
    "runtime check failed: (!priv->bio_buffer)",
  };

  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      for (guint k = 0; k < G_N_ELEMENTS (forgiven); k++)
        if (strstr (fields[i].value, forgiven[k]) != NULL)
          return TRUE;

  return FALSE;
}

/* Any thread. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  GLogWriterOutput output = g_log_writer_default (level, fields, n_fields, user_data);

  if ((level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL)) != 0 && !is_forgiven (fields, n_fields))
    G_BREAKPOINT ();

  return output;
}

/* For the whole program: pipelines are still being taken apart between two tests
 * and after the last one, where g_test_log_set_fatal_handler() does not hold.
 */
static void
watch_log (void)
{
  static gsize is_set = 0;

  if (!g_once_init_enter (&is_set))
    return;

  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_once_init_leave (&is_set, 1);
}

Pair *
pair_new (SightCodec video_codec)
{
  Pair *pair = g_new0 (Pair, 1);

  watch_log ();

  for (guint side = 0; side < N_SIDES; side++)
    add_peer (pair, side, video_codec);

  return pair;
}

void
pair_start (Pair *pair)
{
  sight_peer_connection_start (pair->peers[ANSWERER]);
  sight_peer_connection_start (pair->peers[OFFERER]);
}

static gboolean
is_settled (Pair *pair,
            Side  side)
{
  return sight_peer_connection_get_state (pair->peers[side]) >= SIGHT_PEER_STATE_LIVE;
}

void
pair_wait_live (Pair *pair)
{
  wait_for (SOON, is_settled (pair, OFFERER) && is_settled (pair, ANSWERER));
  for (guint side = 0; side < N_SIDES; side++)
    {
      const GError *error = sight_peer_connection_get_error (pair->peers[side]);

      g_assert_no_error (error);
      g_assert_cmpint (sight_peer_connection_get_state (pair->peers[side]), ==, SIGHT_PEER_STATE_LIVE);
    }
}

static gboolean
is_made_by (GstElement *element,
            const char *factory)
{
  GstElementFactory *maker = gst_element_get_factory (element);

  return maker != NULL && g_str_equal (GST_OBJECT_NAME (maker), factory);
}

GstElement *
peer_find_element (SightPeerConnection *peer,
                   const char          *factory)
{
  GstElement *webrtc = sight_peer_pipeline_get_webrtc (sight_peer_connection_get_pipeline (peer));
  g_autoptr(GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (webrtc));
  g_auto(GValue) item = G_VALUE_INIT;

  while (gst_iterator_next (elements, &item) == GST_ITERATOR_OK)
    {
      if (is_made_by (g_value_get_object (&item), factory))
        return g_value_dup_object (&item);
      g_value_reset (&item);
    }

  g_assert_not_reached ();
}

static void
on_close_ready (GObject      *peer,
                GAsyncResult *result,
                gpointer      user_data)
{
  Pair *pair = user_data;
  g_autoptr(GError) error = NULL;

  g_assert_true (sight_peer_connection_close_finish (SIGHT_PEER_CONNECTION (peer), result, &error));
  g_assert_no_error (error);
  pair->closed++;
}

void
pair_free (Pair *pair)
{
  for (guint side = 0; side < N_SIDES; side++)
    sight_peer_connection_close_async (pair->peers[side], on_close_ready, pair);
  wait_for (SOON, pair->closed == N_SIDES);

  for (guint side = 0; side < N_SIDES; side++)
    {
      for (guint line = 0; line < SIGHT_N_LINES; line++)
        sight_peer_connection_set_sink (pair->peers[side], line, NULL);
      /* The task that closed it may hold it until the loop turns once more. */
      g_object_add_weak_pointer (G_OBJECT (pair->peers[side]), (gpointer *) &pair->peers[side]);
      g_object_unref (pair->peers[side]);
      wait_for (SOON, pair->peers[side] == NULL);
      for (guint line = 0; line < SIGHT_N_LINES; line++)
        g_assert_finalize_object (pair->sinks[side][line]);
      sight_dtls_certificate_unref (pair->certificates[side]);
      g_string_free (pair->described[side], TRUE);
    }
  g_free (pair);
}

static GstFlowReturn
on_encoded (GstAppSink *sink,
            gpointer    user_data)
{
  Source *source = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);

  if (sample != NULL)
    sight_feed_push (source->feed, sample);

  return GST_FLOW_OK;
}

static void
on_key_frame_needed (SightFeed *feed,
                     Source    *source)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (source->encoder, "src");

  source->keys_asked++;
  gst_pad_send_event (pad, gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE, 0));
}

static Source *
source_new (const char *launch)
{
  Source *source = g_new0 (Source, 1);
  g_autoptr(GstElement) sink = NULL;
  g_autoptr(GError) error = NULL;
  static GstAppSinkCallbacks callbacks = { .new_sample = on_encoded };

  watch_log ();
  source->pipeline = gst_parse_launch (launch, &error);
  g_assert_no_error (error);
  sight_media_set_clock (source->pipeline);
  source->encoder = gst_bin_get_by_name (GST_BIN (source->pipeline), "encoder");
  source->feed = sight_feed_new ();
  g_signal_connect (source->feed, "key-frame-needed", G_CALLBACK (on_key_frame_needed), source);
  sink = gst_bin_get_by_name (GST_BIN (source->pipeline), "encoded");
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, source, NULL);

  return source;
}

static GstPadProbeReturn
on_picture (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  Source *source = user_data;
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);
  SightFrameCode code = { source->number++ & SIGHT_FRAME_CODE_MASK, 0 };
  GstVideoInfo video;
  GstVideoFrame frame;

  info->data = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  g_assert_true (gst_video_info_from_caps (&video, caps));
  g_assert_true (gst_video_frame_map (&frame, &video, info->data, GST_MAP_READWRITE));
  sight_frame_code_write (&frame, &code);
  gst_video_frame_unmap (&frame);

  return GST_PAD_PROBE_OK;
}

Source *
source_new_video (SightCodec codec)
{
  g_autofree char *launch =
    g_strdup_printf ("videotestsrc is-live=true pattern=smpte ! video/x-raw,format=I420,width=320,height=240,framerate=20/1 ! "
                     "%s ! appsink name=encoded sync=false",
                     codec == SIGHT_CODEC_VP8
                     ? "vp8enc name=encoder deadline=1 cpu-used=8 keyframe-max-dist=10000 target-bitrate=500000 lag-in-frames=0"
                     : "openh264enc name=encoder complexity=low gop-size=10000 bitrate=500000 ! "
                       "video/x-h264,profile=constrained-baseline,stream-format=byte-stream");
  Source *source;
  g_autoptr(GstPad) pad = NULL;

  source = source_new (launch);
  pad = gst_element_get_static_pad (source->encoder, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_picture, source, NULL);
  gst_element_set_state (source->pipeline, GST_STATE_PLAYING);

  return source;
}

Source *
source_new_tone (guint frequency)
{
  g_autofree char *launch =
    g_strdup_printf ("audiotestsrc is-live=true freq=%u volume=0.5 samplesperbuffer=480 ! "
                     "audio/x-raw,format=S16LE,rate=48000,channels=1 ! "
                     "opusenc name=encoder frame-size=20 bitrate=64000 ! appsink name=encoded sync=false", frequency);
  Source *source = source_new (launch);

  gst_element_set_state (source->pipeline, GST_STATE_PLAYING);
  return source;
}

void
source_free (Source *source)
{
  gst_element_set_state (source->pipeline, GST_STATE_NULL);
  gst_clear_object (&source->encoder);
  gst_clear_object (&source->pipeline);
  g_assert_finalize_object (source->feed);
  g_free (source);
}

gint
sink_get_number (SightFrameCounter *sink)
{
  g_autoptr(GstSample) sample = sight_frame_counter_get_last (sink);
  SightFrameCode code;

  return sample != NULL && sight_frame_code_read_sample (sample, &code) ? (gint) code.number : -1;
}

/* The power of one frequency, by Goertzel, as a part of all power. */
static double
get_share (const gint16 *samples,
           guint         n,
           guint         stride,
           double        frequency)
{
  double coefficient = 2 * cos (2 * G_PI * frequency / 48000);
  double s1 = 0;
  double s2 = 0;
  double total = 0;

  for (guint i = 0; i < n; i++)
    {
      double s = samples[i * stride] + coefficient * s1 - s2;

      s2 = s1;
      s1 = s;
      total += (double) samples[i * stride] * samples[i * stride];
    }

  return total > 0 ? 2 * (s1 * s1 + s2 * s2 - coefficient * s1 * s2) / (n * total) : 0;
}

gboolean
sink_hears (SightFrameCounter *sink,
            guint              frequency)
{
  g_autoptr(GstSample) sample = sight_frame_counter_get_last (sink);
  GstAudioInfo info;
  GstMapInfo map;
  double share;

  if (sample == NULL)
    return FALSE;

  g_assert_true (gst_audio_info_from_caps (&info, gst_sample_get_caps (sample)));
  g_assert_true (gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ));
  share = get_share ((const gint16 *) map.data, map.size / GST_AUDIO_INFO_BPF (&info),
                     GST_AUDIO_INFO_CHANNELS (&info), frequency);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);

  return share > 0.8;
}
