/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

/* webrtcbin is not declared stable yet. */
#define GST_USE_UNSTABLE_API

#include "media/sight-webrtc.h"

#include <gst/webrtc/webrtc.h>
#include <string.h>

#include "media/sight-media.h"
#include "media/sight-parts.h"
#include "media/sight-sdp.h"

#define GST_CAT_DEFAULT sight_media_debug

/* Bits a second: what is sent is far less, but the more may be sent, the sooner.
 * At the 5 % of RFC 3550, requests for lost packets mostly come too late. And at
 * 50000 version 1.22 sent no report after the first ones, at 100000 some, at
 * 200000 all: feedback on arrival times takes the turn of a report that is not
 * allowed soon (is_rtcp_time() in rtpsession.c), and then nobody learns of
 * losses and round trips.
 */
#define RTCP_BANDWIDTH   500000.0
/* At the start it is less: version 1.22.0 walks through its sources while others
 * add to them, and says so with a critical warning; the later the first report,
 * the more of them are there.
 */
#define RTCP_BANDWIDTH_AT_FIRST 50000.0
#define RTCP_INTERVAL    GST_SECOND
/* Of more sources than this, GStreamer does not let each ask at once for what is
 * lost; the lines of one connection are all of one person.
 */
#define SOURCES_MAX      100
/* What is missing of a picture is waited for, while it may come again even over
 * a long way; whole pictures wait for nothing (see SightPlayout). A gap in the
 * sound is better filled than waited for.
 */
#define REPAIR_MS        300
#define SOUND_MS         60
/* Without it feedback comes with the last packet of a picture only, and next to
 * never where there is nothing but sound.
 */
#define TWCC_INTERVAL    (50 * GST_MSECOND)

/* Checks of paths follow each other as closely as RFC 8445 lets them: it is the
 * pacing that people wait for where the network is good.
 */
#define ICE_PACING_MS    5

static gboolean
has_property (gpointer    object,
              const char *name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (object), name) != NULL;
}

/* The certificate is asked for when the element that shows it is made; without
 * ours, all connections of a process show the same one.
 */
static void
on_deep_element_added (GstBin     *webrtc,
                       GstBin     *bin,
                       GstElement *element,
                       gpointer    user_data)
{
  SightDtlsCertificate *certificate = user_data;
  GstElementFactory *factory = gst_element_get_factory (element);

  if (factory != NULL && g_str_equal (GST_OBJECT_NAME (factory), "dtlssrtpdec"))
    g_object_set (element, "pem", sight_dtls_certificate_get_pem (certificate), NULL);
}

static void
unref_certificate (gpointer  data,
                   GClosure *closure)
{
  sight_dtls_certificate_unref (data);
}

static void
set_up_ice (GstElement           *webrtc,
            const SightIceConfig *ice)
{
  const char * const *turn = sight_ice_config_get_turn (ice);
  const char * const *addresses = sight_ice_config_get_addresses (ice);
  g_autoptr(GObject) outer = NULL;
  g_autoptr(GObject) agent = NULL;
  gboolean added;

  if (sight_ice_config_get_stun (ice) != NULL)
    g_object_set (webrtc, "stun-server", sight_ice_config_get_stun (ice), NULL);
  for (guint i = 0; turn[i] != NULL; i++)
    {
      g_signal_emit_by_name (webrtc, "add-turn-server", turn[i], &added);
      if (!added)
        GST_WARNING_OBJECT (webrtc, "A TURN server was not taken");
    }
  if (sight_ice_config_get_relay_only (ice))
    gst_util_set_object_arg (G_OBJECT (webrtc), "ice-transport-policy", "relay");

  g_object_get (webrtc, "ice-agent", &outer, NULL);
  if (outer != NULL && has_property (outer, "ice-tcp"))
    g_object_set (outer, "ice-tcp", FALSE, NULL);
  for (guint i = 0; outer != NULL && addresses[i] != NULL; i++)
    g_signal_emit_by_name (outer, "add-local-ip-address", addresses[i], &added);

  /* It would look for routers on every interface, and take its time. */
  if (outer != NULL && has_property (outer, "agent"))
    g_object_get (outer, "agent", &agent, NULL);
  if (agent != NULL && has_property (agent, "upnp"))
    g_object_set (agent, "upnp", FALSE, NULL);
  if (agent != NULL && has_property (agent, "stun-pacing-timer"))
    g_object_set (agent, "stun-pacing-timer", ICE_PACING_MS, NULL);
}

/* webrtcbin itself says nothing of what is missing that a person could use. The
 * first element for DTLS of a process makes an RSA key that we never use, which
 * takes up to a second.
 */
gboolean
sight_webrtc_warm_up (GError **error)
{
  const char * const *needed = sight_parts_list_needed ();
  static int is_warm = FALSE; /* atomic */

  if (g_atomic_int_get (&is_warm))
    return TRUE;

  for (guint i = 0; needed[i] != NULL; i++)
    {
      GstElement *probe = sight_media_make (needed[i], NULL, error);

      if (probe == NULL)
        return FALSE;
      gst_object_unref (gst_object_ref_sink (probe));
    }

  g_atomic_int_set (&is_warm, TRUE);
  return TRUE;
}

GstElement *
sight_webrtc_make (SightDtlsCertificate  *certificate,
                   const SightIceConfig  *ice,
                   guint                  latency_ms,
                   GError               **error)
{
  GstElement *webrtc = sight_webrtc_warm_up (error) ? sight_media_make ("webrtcbin", "webrtc", error) : NULL;

  if (webrtc == NULL)
    return NULL;

  g_signal_connect_data (webrtc, "deep-element-added", G_CALLBACK (on_deep_element_added),
                         sight_dtls_certificate_ref (certificate), unref_certificate, 0);
  gst_util_set_object_arg (G_OBJECT (webrtc), "bundle-policy", "max-bundle");
  g_object_set (webrtc, "latency", latency_ms, NULL);
  set_up_ice (webrtc, ice);

  return webrtc;
}

static GstCaps *
make_line_caps (const SightLineDescription *line,
                guint                       twcc_id)
{
  gboolean is_audio = line->codec == SIGHT_CODEC_OPUS;
  g_autofree char *extension = g_strdup_printf ("extmap-%u", twcc_id);
  GstCaps *caps;

  /* The SSRC in the caps is what puts it into the description while nothing is
   * sent on the line; without it the other side could not tell the lines apart.
   */
  caps = gst_caps_new_simple ("application/x-rtp",
                              "media", G_TYPE_STRING, is_audio ? "audio" : "video",
                              "encoding-name", G_TYPE_STRING, sight_sdp_get_encoding (line->codec),
                              "payload", G_TYPE_INT, (int) line->payload_type,
                              "clock-rate", G_TYPE_INT, (int) sight_sdp_get_clock_rate (line->codec),
                              "ssrc", G_TYPE_UINT, line->ssrc,
                              "rtcp-fb-transport-cc", G_TYPE_BOOLEAN, TRUE,
                              extension, G_TYPE_STRING, SIGHT_SDP_TWCC_URI,
                              NULL);
  if (is_audio)
    gst_caps_set_simple (caps,
                         "encoding-params", G_TYPE_STRING, "2",
                         "minptime", G_TYPE_STRING, "10",
                         "useinbandfec", G_TYPE_STRING, "1",
                         NULL);
  if (line->codec == SIGHT_CODEC_H264)
    gst_caps_set_simple (caps, "packetization-mode", G_TYPE_STRING, "1", NULL);

  return caps;
}

void
sight_webrtc_add_lines (GstElement             *webrtc,
                        const SightDescription *plan)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      const SightLineDescription *line = &plan->lines[i];
      g_autoptr(GstCaps) caps = make_line_caps (line, plan->twcc_id);
      g_autoptr(GstWebRTCRTPTransceiver) transceiver = NULL;

      g_signal_emit_by_name (webrtc, "add-transceiver",
                             GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV, caps, &transceiver);
      /* Browsers refuse retransmission on lines of sound, which repairs itself. */
      if (transceiver != NULL && line->codec != SIGHT_CODEC_OPUS)
        g_object_set (transceiver, "do-nack", TRUE, NULL);
    }
}

SightLine
sight_webrtc_get_line (GstPad *pad)
{
  g_autoptr(GstWebRTCRTPTransceiver) transceiver = NULL;
  guint line = SIGHT_N_LINES;

  g_object_get (pad, "transceiver", &transceiver, NULL);
  if (transceiver != NULL)
    g_object_get (transceiver, "mlineindex", &line, NULL);

  return MIN (line, SIGHT_N_LINES);
}

static GstPad *
find_sink_pad (GstElement *webrtc,
               SightLine   line)
{
  g_autoptr(GstIterator) iterator = gst_element_iterate_sink_pads (webrtc);
  g_auto(GValue) item = G_VALUE_INIT;
  GstIteratorResult result;
  GstPad *found = NULL;

  while (found == NULL && (result = gst_iterator_next (iterator, &item)) != GST_ITERATOR_DONE &&
         result != GST_ITERATOR_ERROR)
    {
      if (result == GST_ITERATOR_RESYNC)
        {
          gst_iterator_resync (iterator);
          continue;
        }
      if (sight_webrtc_get_line (g_value_get_object (&item)) == line)
        found = g_value_dup_object (&item);
      g_value_reset (&item);
    }

  return found;
}

GstPad *
sight_webrtc_get_sink_pad (GstElement *webrtc,
                           SightLine   line)
{
  GstPad *pad = find_sink_pad (webrtc, line);
  g_autofree char *name = g_strdup_printf ("sink_%u", line);

  /* Version 1.22 makes the pads of all lines when it is negotiated; 1.26 leaves
   * those of an offerer to be asked for.
   */
  return pad != NULL ? pad : gst_element_request_pad_simple (webrtc, name);
}

GObject *
sight_webrtc_get_dtls_transport (GstElement *webrtc)
{
  g_autoptr(GstWebRTCRTPTransceiver) transceiver = NULL;
  g_autoptr(GstWebRTCRTPSender) sender = NULL;
  GObject *transport = NULL;

  g_signal_emit_by_name (webrtc, "get-transceiver", 0, &transceiver);
  if (transceiver != NULL)
    g_object_get (transceiver, "sender", &sender, NULL);
  if (sender != NULL)
    g_object_get (sender, "transport", &transport, NULL);

  return transport;
}

static GObject *
get_session (GstElement *webrtc)
{
  g_autoptr(GstElement) rtpbin = gst_bin_get_by_name (GST_BIN (webrtc), "rtpbin");
  GObject *session = NULL;

  if (rtpbin != NULL)
    g_signal_emit_by_name (rtpbin, "get-internal-session", 0, &session);
  if (session == NULL)
    GST_WARNING_OBJECT (webrtc, "There is no RTP session to tune");

  return session;
}

void
sight_webrtc_tune_rtcp (GstElement *webrtc)
{
  g_autoptr(GObject) session = get_session (webrtc);

  if (session == NULL)
    return;

  g_object_set (session, "rtcp-fraction", RTCP_BANDWIDTH_AT_FIRST, "rtcp-min-interval", (guint64) RTCP_INTERVAL, NULL);
  /* Or else feedback drags a report along that reports nothing. */
  if (has_property (session, "rtcp-reduced-size"))
    g_object_set (session, "rtcp-reduced-size", TRUE, NULL);
  if (has_property (session, "rtcp-immediate-feedback-threshold"))
    g_object_set (session, "rtcp-immediate-feedback-threshold", SOURCES_MAX, NULL);
  if (has_property (session, "twcc-feedback-interval"))
    g_object_set (session, "twcc-feedback-interval", (guint64) TWCC_INTERVAL, NULL);
}

void
sight_webrtc_hasten_rtcp (GstElement *webrtc)
{
  g_autoptr(GObject) session = get_session (webrtc);

  if (session != NULL)
    g_object_set (session, "rtcp-fraction", RTCP_BANDWIDTH, NULL);
}

static void
on_new_jitterbuffer (GstElement *rtpbin,
                     GstElement *jitterbuffer,
                     guint       session,
                     guint       ssrc,
                     gpointer    user_data)
{
  const SightDescription *remote = user_data;
  gboolean repairs = FALSE;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (remote->lines[i].ssrc == ssrc)
      repairs = remote->lines[i].rtx_payload_type != 0;

  /* What is missing is seen when something later comes. Guessing when the next
   * packet should be there asks for all that a queue delays, and what then comes
   * twice fills that queue.
   */
  g_object_set (jitterbuffer, "do-retransmission", repairs, "rtx-next-seqnum", FALSE,
                "rtx-delay-reorder", 1, "latency", repairs ? REPAIR_MS : SOUND_MS, NULL);
  /* Or it waits for what may have been before the first packet. */
  if (has_property (jitterbuffer, "faststart-min-packets"))
    g_object_set (jitterbuffer, "faststart-min-packets", 1, NULL);
}

static void
free_description (gpointer  data,
                  GClosure *closure)
{
  g_free (data);
}

/* webrtcbin decides by its last line, for all lines of a bundle: without this
 * either the sound asks for what nobody sends again, or the pictures do not.
 */
void
sight_webrtc_repair (GstElement             *webrtc,
                     const SightDescription *remote)
{
  g_autoptr(GstElement) rtpbin = gst_bin_get_by_name (GST_BIN (webrtc), "rtpbin");

  if (rtpbin != NULL)
    g_signal_connect_data (rtpbin, "new-jitterbuffer", G_CALLBACK (on_new_jitterbuffer),
                           g_memdup2 (remote, sizeof *remote), free_description, G_CONNECT_AFTER);
}
