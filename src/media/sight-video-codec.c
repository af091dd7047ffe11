/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-video-codec.h"

#include <string.h>

#include "media/sight-media-error.h"
#include "media/sight-media.h"

#define GST_CAT_DEFAULT sight_media_debug

#define TRY_TIME (5 * GST_SECOND)
/* From here on one core may be too slow. */
#define LARGE_PIXELS (1280 * 720)

struct _SightVideoCodec
{
  const char *element;
  SightCodec  codec;
  /* As gst-launch-1.0 writes them: always, for a camera, for a screen. */
  const char *settings;
  const char *kinds[2];
  const char *filter;
  /* The property for the bitrate, and how many bit/s its unit is. */
  const char *bitrate;
  guint       bitrate_unit;
  /* It shares the bitrate out by frames and not by time. */
  gboolean    counts_frames;
};

#define H264_CAPS "capsfilter caps=video/x-h264,stream-format=byte-stream,alignment=au,profile=constrained-baseline"

/* Per kind of codec the best first. Real time; no key frame but those that
 * someone asked for; none much larger than other frames; a small buffer, so
 * that the rate holds over a fraction of a second; frames left out where even
 * the coarsest would not fit.
 */
static const SightVideoCodec codecs[] = {
  {
    "vp8enc", SIGHT_CODEC_VP8,
    "deadline=1 keyframe-max-dist=2000 keyframe-mode=disabled end-usage=cbr lag-in-frames=0 "
    "buffer-initial-size=100 buffer-optimal-size=120 buffer-size=150 max-intra-bitrate=250 undershoot=95 "
    "min-quantizer=4 max-quantizer=56 dropframe-threshold=30 error-resilient=default timebase=1/90000",
    { "cpu-used=-16 static-threshold=1", "cpu-used=-12 static-threshold=100" },
    NULL, "target-bitrate", 1, FALSE,
  },
  {
    "vah264enc", SIGHT_CODEC_H264,
    "rate-control=cbr key-int-max=1024 b-frames=0 ref-frames=1 target-usage=6", { "", "" },
    H264_CAPS, "bitrate", 1000, TRUE,
  },
  {
    "vah264lpenc", SIGHT_CODEC_H264,
    "rate-control=cbr key-int-max=1024 b-frames=0 ref-frames=1 target-usage=6", { "", "" },
    H264_CAPS, "bitrate", 1000, TRUE,
  },
  {
    "openh264enc", SIGHT_CODEC_H264,
    "rate-control=bitrate complexity=low gop-size=2560 background-detection=false scene-change-detection=false "
    "enable-frame-skip=true multi-thread=1",
    { "usage-type=camera", "usage-type=screen" },
    H264_CAPS, "bitrate", 1, TRUE,
  },
  {
    "x264enc", SIGHT_CODEC_H264,
    "tune=zerolatency speed-preset=ultrafast key-int-max=2560 b-adapt=false bframes=0 vbv-buf-capacity=120 "
    "sliced-threads=false threads=1",
    { "", "" },
    H264_CAPS, "bitrate", 1000, TRUE,
  },
};

const char *
sight_video_codec_get_element (const SightVideoCodec *self)
{
  return self->element;
}

SightCodec
sight_video_codec_get_codec (const SightVideoCodec *self)
{
  return self->codec;
}

GstElement *
sight_video_codec_make (const SightVideoCodec  *self,
                        SightPictureKind        kind,
                        GError                **error)
{
  g_autofree char *description =
    g_strdup_printf ("%s name=encoder %s %s%s%s", self->element, self->settings, self->kinds[kind],
                     self->filter != NULL ? " ! " : "", self->filter != NULL ? self->filter : "");

  return gst_parse_bin_from_description_full (description, TRUE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
}

/* Prerolls with the first encoded frame, and never comes to an end: OpenH264
 * complains about that on standard error.
 */
static gboolean
encodes (GstElement *bin)
{
  g_autoptr(GstElement) pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  GstElement *source = gst_element_factory_make ("videotestsrc", NULL);
  GstElement *filter = gst_element_factory_make ("capsfilter", NULL);
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_autoptr(GstCaps) caps = gst_caps_from_string ("video/x-raw,width=320,height=180,framerate=30/1");
  gboolean encoded = FALSE;

  g_object_set (filter, "caps", caps, NULL);
  gst_bin_add_many (GST_BIN (pipeline), source, filter, bin, sink, NULL);
  if (gst_element_link_many (source, filter, bin, sink, NULL) &&
      gst_element_set_state (pipeline, GST_STATE_PAUSED) != GST_STATE_CHANGE_FAILURE)
    encoded = gst_element_get_state (pipeline, NULL, NULL, TRY_TIME) == GST_STATE_CHANGE_SUCCESS;
  gst_element_set_state (pipeline, GST_STATE_NULL);

  return encoded;
}

static gboolean
try_codec (const SightVideoCodec *self)
{
  g_autoptr(GstElementFactory) factory = gst_element_factory_find (self->element);
  g_autoptr(GError) error = NULL;
  GstElement *bin;
  gboolean works;

  if (factory == NULL)
    return FALSE;

  bin = sight_video_codec_make (self, SIGHT_PICTURE_CAMERA, &error);
  works = bin != NULL && encodes (bin);
  GST_INFO ("%s %s", self->element, works ? "works" : error != NULL ? error->message : "does not work");
  return works;
}

static gboolean
works (const SightVideoCodec *self)
{
  static gsize answers[G_N_ELEMENTS (codecs)];
  gsize *answer = &answers[self - codecs];

  if (g_once_init_enter (answer))
    g_once_init_leave (answer, try_codec (self) ? 1 : 2);

  return *answer == 1;
}

const SightVideoCodec *
sight_video_codec_find (SightCodec codec)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (codecs[i].codec == codec && works (&codecs[i]))
      return &codecs[i];

  return NULL;
}

const SightVideoCodec *
sight_video_codec_find_named (const char *element)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (g_str_equal (codecs[i].element, element) && works (&codecs[i]))
      return &codecs[i];

  return NULL;
}

void
sight_video_codec_set_bitrate (const SightVideoCodec *self,
                               GstElement            *encoder,
                               guint                  bitrate,
                               guint                  rate)
{
  guint64 scaled = bitrate;
  g_autofree char *value = NULL;

  if (self->counts_frames)
    scaled = scaled * SIGHT_NOMINAL_RATE / MAX (rate, 1);

  /* One of these properties is signed. */
  value = g_strdup_printf ("%" G_GUINT64_FORMAT, MAX (scaled / self->bitrate_unit, 1));
  gst_util_set_object_arg (G_OBJECT (encoder), self->bitrate, value);
}

/* libvpx's threads wait for each other by spinning: on few cores, or for little
 * work, they cost more than they give.
 */
void
sight_video_codec_set_size (const SightVideoCodec *self,
                            GstElement            *encoder,
                            guint                  width,
                            guint                  height)
{
  guint cores = g_get_num_processors ();
  guint threads = 1;

  if (self->codec != SIGHT_CODEC_VP8)
    return;

  if (width * height >= LARGE_PIXELS && cores > 2)
    threads = CLAMP (cores / 2, 1, 4);
  g_object_set (encoder, "threads", (int) threads, NULL);
}
