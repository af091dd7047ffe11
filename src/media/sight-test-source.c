/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-test-source.h"

#include <glib/gi18n-lib.h>

#include "media/sight-frame-code.h"

/* A sine of -18 dBFS: well above noise, far from clipping when some are mixed. */
#define TONE_VOLUME 0.125

struct _SightTestSource
{
  SightSource parent_instance;

  /* A picture, or a tone when there is no width. */
  guint       width;
  guint       height;
  guint       rate;
  double      frequency;
};

G_DEFINE_FINAL_TYPE (SightTestSource, sight_test_source, SIGHT_TYPE_SOURCE)

/* Streaming thread. */
static void
write_code (GstPad    *pad,
            GstBuffer *buffer)
{
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);
  SightFrameCode code = { GST_BUFFER_OFFSET (buffer), g_get_monotonic_time () / 1000 };
  GstVideoInfo info;
  GstVideoFrame frame;

  if (caps == NULL || !gst_video_info_from_caps (&info, caps) ||
      !gst_video_frame_map (&frame, &info, buffer, GST_MAP_WRITE))
    return;

  sight_frame_code_write (&frame, &code);
  gst_video_frame_unmap (&frame);
}

static GstPadProbeReturn
on_picture (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));

  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  write_code (pad, buffer);

  return GST_PAD_PROBE_OK;
}

static GstElement *
make_picture (SightTestSource  *self,
              GError          **error)
{
  g_autofree char *description =
    g_strdup_printf ("videotestsrc is-live=true pattern=smpte75 ! capsfilter caps=video/x-raw,format=I420,width=%u,height=%u,framerate=%u/1",
                     self->width, self->height, self->rate);
  GstElement *bin = gst_parse_bin_from_description (description, TRUE, error);
  g_autoptr(GstPad) pad = NULL;

  if (bin == NULL)
    return NULL;

  pad = gst_element_get_static_pad (bin, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_picture, NULL, NULL);
  return bin;
}

static GstElement *
make_tone (SightTestSource  *self,
           GError          **error)
{
  GstElement *bin =
    gst_parse_bin_from_description ("audiotestsrc name=tone is-live=true samplesperbuffer=480 ! capsfilter caps=" SIGHT_SOUND_CAPS ",channels=1",
                                    TRUE, error);
  g_autoptr(GstElement) tone = NULL;

  if (bin == NULL)
    return NULL;

  tone = gst_bin_get_by_name (GST_BIN (bin), "tone");
  g_object_set (tone, "freq", self->frequency, "volume", TONE_VOLUME, NULL);
  return bin;
}

static GstElement *
sight_test_source_make (SightSource  *source,
                        GError      **error)
{
  SightTestSource *self = SIGHT_TEST_SOURCE (source);

  return self->width > 0 ? make_picture (self, error) : make_tone (self, error);
}

static void
sight_test_source_class_init (SightTestSourceClass *klass)
{
  SIGHT_SOURCE_CLASS (klass)->make = sight_test_source_make;
}

static void
sight_test_source_init (SightTestSource *self)
{
}

SightSource *
sight_test_picture_new (guint width,
                        guint height,
                        guint rate)
{
  SightTestSource *self;

  g_return_val_if_fail (width > 0 && height > 0 && rate > 0, NULL);

  self = g_object_new (SIGHT_TYPE_TEST_SOURCE, "label", _("the test picture"), NULL);
  self->width = width;
  self->height = height;
  self->rate = rate;

  return SIGHT_SOURCE (self);
}

SightSource *
sight_test_tone_new (double frequency)
{
  SightTestSource *self = g_object_new (SIGHT_TYPE_TEST_SOURCE, "label", _("the test tone"), NULL);

  self->frequency = frequency;

  return SIGHT_SOURCE (self);
}
