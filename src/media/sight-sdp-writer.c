/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-sdp.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "media/sight-media-error.h"

/* Names the sender in RTCP; nobody is to be told apart by it. */
#define CNAME "sightline"

static const struct
{
  const char *name;
  guint       clock_rate;
  const char *channels;
} codecs[] = {
  [SIGHT_CODEC_OPUS] = { "OPUS", 48000, "/2" },
  [SIGHT_CODEC_VP8] = { "VP8", 90000, "" },
  [SIGHT_CODEC_H264] = { "H264", 90000, "" },
};

const char *
sight_sdp_get_encoding (SightCodec codec)
{
  return codecs[codec].name;
}

guint
sight_sdp_get_clock_rate (SightCodec codec)
{
  return codecs[codec].clock_rate;
}

void
sight_sdp_mids_init (SightSdpMids *mids)
{
  for (guint i = 0; i < SIGHT_SDP_N_SECTIONS; i++)
    g_snprintf (mids->names[i], sizeof mids->names[i], "%u", i);
}

static void
write_head (GString            *out,
            const SightSdpMids *mids)
{
  g_string_append (out, "v=0\r\n"
                        "o=- 1 0 IN IP4 0.0.0.0\r\n"
                        "s=-\r\n"
                        "t=0 0\r\n"
                        "a=ice-options:trickle\r\n"
                        "a=group:BUNDLE");
  for (guint i = 0; i < SIGHT_SDP_N_SECTIONS; i++)
    g_string_append_printf (out, " %s", mids->names[i]);
  g_string_append (out, "\r\n");
}

/* What every section repeats: all of them share one transport. */
static void
write_transport (GString                *out,
                 const SightDescription *remote,
                 const char             *mid)
{
  g_string_append_printf (out, "c=IN IP4 0.0.0.0\r\n"
                               "a=mid:%s\r\n"
                               "a=ice-ufrag:%s\r\n"
                               "a=ice-pwd:%s\r\n"
                               "a=setup:%s\r\n"
                               "a=fingerprint:sha-256 ",
                          mid, remote->ufrag, remote->pwd, sight_setup_to_name (remote->setup));
  for (guint i = 0; i < SIGHT_FINGERPRINT_HEX; i += 2)
    g_string_append_printf (out, "%s%c%c", i > 0 ? ":" : "",
                            g_ascii_toupper (remote->fingerprint[i]), g_ascii_toupper (remote->fingerprint[i + 1]));
  g_string_append (out, "\r\n");
}

static void
write_codec (GString                    *out,
             const SightLineDescription *line)
{
  guint type = line->payload_type;

  g_string_append_printf (out, "a=rtpmap:%u %s/%u%s\r\n", type, codecs[line->codec].name,
                          codecs[line->codec].clock_rate, codecs[line->codec].channels);
  g_string_append_printf (out, "a=rtcp-fb:%u transport-cc\r\n", type);
  if (line->codec == SIGHT_CODEC_OPUS)
    {
      g_string_append_printf (out, "a=fmtp:%u minptime=10;useinbandfec=1\r\n", type);
      return;
    }

  /* The profile stays out: with it webrtcbin's pads refuse what the payloader
   * makes of a stream, and both sides agreed on it already.
   */
  if (line->codec == SIGHT_CODEC_H264)
    g_string_append_printf (out, "a=fmtp:%u packetization-mode=1\r\n", type);
  g_string_append_printf (out, "a=rtcp-fb:%u nack\r\n"
                               "a=rtcp-fb:%u nack pli\r\n"
                               "a=rtcp-fb:%u ccm fir\r\n", type, type, type);
}

static void
write_retransmission (GString                    *out,
                      const SightLineDescription *line)
{
  if (line->rtx_payload_type == 0)
    return;

  g_string_append_printf (out, "a=rtpmap:%u rtx/%u\r\n"
                               "a=fmtp:%u apt=%u\r\n"
                               "a=ssrc-group:FID %u %u\r\n"
                               "a=ssrc:%u cname:" CNAME "\r\n",
                          line->rtx_payload_type, codecs[line->codec].clock_rate,
                          line->rtx_payload_type, line->payload_type,
                          line->ssrc, line->rtx_ssrc, line->rtx_ssrc);
}

static void
write_line (GString                *out,
            const SightDescription *remote,
            guint                   index,
            const char             *mid)
{
  const SightLineDescription *line = &remote->lines[index];

  g_string_append_printf (out, "m=%s 9 UDP/TLS/RTP/SAVPF %u",
                          line->codec == SIGHT_CODEC_OPUS ? "audio" : "video", line->payload_type);
  if (line->rtx_payload_type != 0)
    g_string_append_printf (out, " %u", line->rtx_payload_type);
  g_string_append (out, "\r\n");

  write_transport (out, remote, mid);
  g_string_append (out, "a=sendrecv\r\n"
                        "a=rtcp-mux\r\n"
                        "a=rtcp-rsize\r\n");
  g_string_append_printf (out, "a=extmap:%u " SIGHT_SDP_TWCC_URI "\r\n", remote->twcc_id);
  write_codec (out, line);
  write_retransmission (out, line);
  g_string_append_printf (out, "a=ssrc:%u cname:" CNAME "\r\n", line->ssrc);
}

static void
write_data (GString                *out,
            const SightDescription *remote,
            const char             *mid)
{
  g_string_append (out, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n");
  write_transport (out, remote, mid);
  g_string_append_printf (out, "a=sctp-port:5000\r\n"
                               "a=max-message-size:%u\r\n", remote->data_message_max);
}

char *
sight_sdp_write (const SightDescription  *remote,
                 gboolean                 is_offer,
                 const SightSdpMids      *mids,
                 GError                 **error)
{
  GString *out;

  /* Whoever made it: nothing unchecked reaches webrtcbin. */
  if (!sight_description_is_valid (remote, is_offer))
    {
      g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION,
                           _("The other side described its connection wrongly"));
      return NULL;
    }

  out = g_string_sized_new (4096);
  write_head (out, mids);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    write_line (out, remote, i, mids->names[i]);
  write_data (out, remote, mids->names[SIGHT_N_LINES]);

  return g_string_free (out, FALSE);
}
