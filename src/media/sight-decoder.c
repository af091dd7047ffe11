/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-decoder.h"

#include <glib/gi18n-lib.h>

#include "media/sight-media-error.h"
#include "media/sight-media.h"

/* Enough for a decoder that is slow for a moment. What it then loses, the
 * depayloader notices, and asks for a key frame. The newest is what is lost:
 * a queue that leaks its oldest also leaks events, which it then stores on the
 * pad while another thread pushes an earlier one there.
 */
#define QUEUE "queue leaky=upstream max-size-buffers=0 max-size-bytes=0 max-size-time=500000000 ! "
#define PICTURES " ! videoconvert ! appsink name=frames max-buffers=2 drop=true enable-last-sample=false async=false processing-deadline=5000000"
/* Sound is played by the clock of the device; pictures by ours. */
#define SOUND " ! audioconvert ! appsink name=frames sync=false async=false max-buffers=50 drop=true enable-last-sample=false"

/* All that is ever used to decode what a peer sends; the first that is
 * installed is taken.
 */
static const struct
{
  SightCodec  codec;
  const char *decoder;
  const char *launch;
} decoders[] = {
  { SIGHT_CODEC_OPUS, "opusdec",
    QUEUE "rtpopusdepay name=depayloader ! opusdec name=sound plc=true use-inband-fec=true" SOUND },
  { SIGHT_CODEC_VP8, "vp8dec",
    QUEUE "rtpvp8depay name=depayloader request-keyframe=true wait-for-keyframe=true ! "
    "vp8dec automatic-request-sync-points=true" PICTURES },
  { SIGHT_CODEC_H264, "avdec_h264",
    QUEUE "rtph264depay name=depayloader request-keyframe=true wait-for-keyframe=true ! h264parse ! "
    "avdec_h264 automatic-request-sync-points=true" PICTURES },
  { SIGHT_CODEC_H264, "openh264dec",
    QUEUE "rtph264depay name=depayloader request-keyframe=true wait-for-keyframe=true ! h264parse ! "
    "openh264dec automatic-request-sync-points=true" PICTURES },
};

static const char *
find_launch (SightCodec codec)
{
  for (guint i = 0; i < G_N_ELEMENTS (decoders); i++)
    {
      g_autoptr(GstElementFactory) factory = NULL;

      if (decoders[i].codec == codec && (factory = gst_element_factory_find (decoders[i].decoder)) != NULL)
        return decoders[i].launch;
    }

  return NULL;
}

gboolean
sight_decoder_is_available (SightCodec codec)
{
  return find_launch (codec) != NULL;
}

GstElement *
sight_decoder_make (SightLine    line,
                    SightCodec   codec,
                    GError     **error)
{
  const char *launch = find_launch (codec);
  g_autofree char *name = g_strdup_printf ("decoder-%u", line);
  g_autoptr(GError) problem = NULL;
  GstElement *bin;

  if (launch == NULL)
    {
      g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING,
                   _("No decoder for %s is installed"), sight_codec_to_name (codec));
      return NULL;
    }

  bin = gst_parse_bin_from_description_full (launch, TRUE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &problem);
  if (bin == NULL)
    {
      g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING,
                   _("Cannot decode %s: %s"), sight_codec_to_name (codec), problem->message);
      return NULL;
    }

  gst_object_set_name (GST_OBJECT (bin), name);
  return bin;
}
