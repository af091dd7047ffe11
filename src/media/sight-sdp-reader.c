/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-sdp.h"

#include <glib/gi18n-lib.h>
#include <gst/sdp/sdp.h>
#include <string.h>

#include "media/sight-media-error.h"

/* What webrtcbin means where it says nothing. */
#define DATA_MESSAGE_DEFAULT 65536

static gboolean
read_number (const char *text,
             guint64     most,
             guint64    *out)
{
  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, most, out, NULL);
}

/* webrtcbin writes what belongs to a transport into each section. */
static gboolean
read_text (const GstSDPMedia *media,
           const char        *key,
           char              *out,
           gsize              size)
{
  const char *value = gst_sdp_media_get_attribute_val (media, key);

  return value != NULL && g_strlcpy (out, value, size) < size;
}

static gboolean
read_transport (const GstSDPMedia *media,
                SightDescription  *out)
{
  const char *setup = gst_sdp_media_get_attribute_val (media, "setup");

  return setup != NULL &&
    sight_setup_from_name (setup, &out->setup) &&
    read_text (media, "ice-ufrag", out->ufrag, sizeof out->ufrag) &&
    read_text (media, "ice-pwd", out->pwd, sizeof out->pwd);
}

/* The first attribute @key that begins with "@number ", without that. */
static const char *
find_for_number (const GstSDPMedia *media,
                 const char        *key,
                 guint              number)
{
  g_autofree char *prefix = g_strdup_printf ("%u ", number);
  const char *value;

  for (guint i = 0; (value = gst_sdp_media_get_attribute_val_n (media, key, i)) != NULL; i++)
    if (g_str_has_prefix (value, prefix))
      return value + strlen (prefix);

  return NULL;
}

static gboolean
read_codec (const GstSDPMedia *media,
            guint              payload_type,
            SightCodec        *out)
{
  const char *map = find_for_number (media, "rtpmap", payload_type);

  for (guint codec = SIGHT_CODEC_OPUS; map != NULL && codec <= SIGHT_CODEC_H264; codec++)
    {
      g_autofree char *prefix = g_strdup_printf ("%s/%u", sight_sdp_get_encoding (codec), sight_sdp_get_clock_rate (codec));

      if (g_ascii_strncasecmp (map, prefix, strlen (prefix)) == 0)
        {
          *out = codec;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
read_retransmission (const GstSDPMedia    *media,
                     SightLineDescription *line)
{
  g_autofree char *apt = g_strdup_printf ("apt=%u", line->payload_type);
  const char *group = gst_sdp_media_get_attribute_val (media, "ssrc-group");
  g_auto(GStrv) parts = NULL;
  guint64 type;
  guint64 ssrc;
  guint64 rtx_ssrc;

  if (group == NULL)
    return TRUE;

  parts = g_strsplit (group, " ", 4);
  if (g_strv_length (parts) != 3 || !read_number (parts[1], G_MAXUINT32, &ssrc) ||
      !read_number (parts[2], G_MAXUINT32, &rtx_ssrc))
    return FALSE;

  for (guint i = 1; i < gst_sdp_media_formats_len (media); i++)
    if (read_number (gst_sdp_media_get_format (media, i), G_MAXINT8, &type) &&
        g_strcmp0 (find_for_number (media, "fmtp", type), apt) == 0)
      {
        line->rtx_payload_type = type;
        line->ssrc = ssrc;
        line->rtx_ssrc = rtx_ssrc;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_ssrc (const GstSDPMedia *media,
           guint32           *out)
{
  const char *value = gst_sdp_media_get_attribute_val (media, "ssrc");
  g_auto(GStrv) parts = value != NULL ? g_strsplit (value, " ", 2) : NULL;
  guint64 ssrc;

  if (parts == NULL || !read_number (parts[0], G_MAXUINT32, &ssrc))
    return FALSE;

  *out = ssrc;
  return TRUE;
}

static gboolean
read_line (const GstSDPMedia    *media,
           SightLineDescription *out)
{
  guint64 type;

  if (!read_number (gst_sdp_media_get_format (media, 0), G_MAXINT8, &type) ||
      !read_codec (media, type, &out->codec) ||
      !read_ssrc (media, &out->ssrc))
    return FALSE;

  out->payload_type = type;
  return read_retransmission (media, out);
}

static gboolean
read_extensions (const GstSDPMedia *media,
                 SightDescription  *out)
{
  const char *value;

  for (guint i = 0; (value = gst_sdp_media_get_attribute_val_n (media, "extmap", i)) != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (value, " ", 2);
      guint64 id;

      if (g_strcmp0 (parts[1], SIGHT_SDP_TWCC_URI) == 0 && read_number (parts[0], 14, &id))
        {
          out->twcc_id = id;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
read_data (const GstSDPMedia *media,
           SightDescription  *out)
{
  const char *value = gst_sdp_media_get_attribute_val (media, "max-message-size");
  guint64 size = DATA_MESSAGE_DEFAULT;

  if (value != NULL && !read_number (value, G_MAXUINT32, &size))
    return FALSE;

  /* 0 is "any", and more than we say is never sent to us. */
  out->data_message_max = size == 0 ? SIGHT_DATA_MESSAGE_MAX : MIN (size, SIGHT_DATA_MESSAGE_MAX);
  return TRUE;
}

static gboolean
read_sections (const GstSDPMessage *message,
               SightDescription    *out,
               SightSdpMids        *mids)
{
  if (gst_sdp_message_medias_len (message) != SIGHT_SDP_N_SECTIONS)
    return FALSE;

  for (guint i = 0; i < SIGHT_SDP_N_SECTIONS; i++)
    {
      const GstSDPMedia *media = gst_sdp_message_get_media (message, i);

      if (!read_text (media, "mid", mids->names[i], sizeof mids->names[i]) ||
          (i < SIGHT_N_LINES ? !read_line (media, &out->lines[i]) : !read_data (media, out)))
        return FALSE;
    }

  return read_transport (gst_sdp_message_get_media (message, 0), out) &&
    read_extensions (gst_sdp_message_get_media (message, 0), out);
}

gboolean
sight_sdp_read (const char              *text,
                const SightDescription  *plan,
                SightDescription        *out,
                SightSdpMids            *mids,
                GError                 **error)
{
  GstSDPMessage *message = NULL;
  gboolean good;

  memset (out, 0, sizeof *out);
  good = text[0] != '\0' &&
    gst_sdp_message_new_from_text (text, &message) == GST_SDP_OK &&
    read_sections (message, out, mids);
  out->mid_id = plan->mid_id;
  g_strlcpy (out->h264_profile, plan->h264_profile, sizeof out->h264_profile);
  g_clear_pointer (&message, gst_sdp_message_free);

  if (!good)
    g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION,
                         _("This version of GStreamer describes a connection in a way that is not understood"));
  return good;
}
