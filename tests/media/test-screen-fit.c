/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-screen-fit.h"

#include <gst/app/app.h>
#include <gst/video/video.h>

#include "media/sight-media.h"

typedef struct
{
  GstElement *pipeline;
  GstElement *input;
  GstElement *output;
} Path;

static void
path_init (Path *self)
{
  g_autoptr(GError) error = NULL;
  GstElement *fit = sight_screen_fit_new (&error);

  g_assert_no_error (error);
  self->pipeline = gst_pipeline_new (NULL);
  self->input = gst_element_factory_make ("appsrc", NULL);
  self->output = gst_element_factory_make ("appsink", NULL);
  g_object_set (self->input, "format", GST_FORMAT_TIME, NULL);
  g_object_set (self->output, "sync", FALSE, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), self->input, fit, self->output, NULL);
  g_assert_true (gst_element_link_many (self->input, fit, self->output, NULL));
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static void
path_clear (Path *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
}

/* A grey picture, of which @window, where it is not NULL, is white and what is
 * to be seen.
 */
static void
push (Path                    *self,
      guint                    width,
      guint                    height,
      const GstVideoRectangle *window)
{
  g_autoptr(GstCaps) caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "BGRx", "width", G_TYPE_INT, (int) width,
                                                 "height", G_TYPE_INT, (int) height, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
  g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate (NULL, width * height * 4, NULL);
  g_autoptr(GstSample) sample = NULL;

  gst_buffer_memset (buffer, 0, 0x80, -1);
  for (int y = 0; window != NULL && y < window->h && window->y + y < (int) height; y++)
    gst_buffer_memset (buffer, ((window->y + y) * width + window->x) * 4, 0xff, MIN (window->w, (int) width - window->x) * 4);
  if (window != NULL)
    {
      GstVideoCropMeta *meta = gst_buffer_add_video_crop_meta (buffer);

      meta->x = window->x;
      meta->y = window->y;
      meta->width = window->w;
      meta->height = window->h;
    }
  GST_BUFFER_PTS (buffer) = 0;
  sample = gst_sample_new (buffer, caps, NULL, NULL);
  g_assert_cmpint (gst_app_src_push_sample (GST_APP_SRC (self->input), sample), ==, GST_FLOW_OK);
}

/* The size, and that the first and the last pixel have this value. */
static void
expect (Path  *self,
        int    width,
        int    height,
        guint8 value)
{
  g_autoptr(GstSample) sample = gst_app_sink_try_pull_sample (GST_APP_SINK (self->output), 20 * GST_SECOND);
  GstVideoInfo info;
  GstVideoFrame frame;
  const guint8 *data;

  g_assert_nonnull (sample);
  g_assert_true (gst_video_info_from_caps (&info, gst_sample_get_caps (sample)));
  g_assert_cmpint (info.width, ==, width);
  g_assert_cmpint (info.height, ==, height);
  g_assert_true (gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ));
  data = GST_VIDEO_FRAME_PLANE_DATA (&frame, 0);
  g_assert_cmpuint (data[0], ==, value);
  data += (height - 1) * GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0) + (width - 1) * 4;
  g_assert_cmpuint (data[0], ==, value);
  gst_video_frame_unmap (&frame);
}

/* What fits stays as it is, and what does not keeps its shape. */
static void
test_size (void)
{
  static const struct { guint width, height; int out_width, out_height; } cases[] = {
    { 1920, 1080, 1920, 1080 },
    { 3840, 2160, 2560, 1440 },
    { 641, 361, 641, 361 },
    { 5120, 1440, 2560, 720 },
    { 1440, 2560, 810, 1440 },
  };
  Path path;

  path_init (&path);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      push (&path, cases[i].width, cases[i].height, NULL);
      expect (&path, cases[i].out_width, cases[i].out_height, 0x80);
    }
  path_clear (&path);
}

/* A window that moves and is resized, on a screen that stays. */
static void
test_window (void)
{
  Path path;

  path_init (&path);
  push (&path, 1280, 720, &(GstVideoRectangle) { 0, 0, 320, 200 });
  expect (&path, 320, 200, 0xff);
  push (&path, 1280, 720, &(GstVideoRectangle) { 16, 32, 640, 480 });
  expect (&path, 640, 480, 0xff);
  push (&path, 1280, 720, NULL);
  expect (&path, 1280, 720, 0x80);
  path_clear (&path);
}

/* What makes no sense is the whole picture, or what is left of it. */
static void
test_nonsense (void)
{
  Path path;

  path_init (&path);
  push (&path, 640, 360, &(GstVideoRectangle) { 0, 0, 0, 0 });
  expect (&path, 640, 360, 0x80);
  push (&path, 640, 360, &(GstVideoRectangle) { 600, 300, 1000, 1000 });
  expect (&path, 40, 60, 0xff);
  path_clear (&path);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/screen-fit/size", test_size);
  g_test_add_func ("/media/screen-fit/window", test_window);
  g_test_add_func ("/media/screen-fit/nonsense", test_nonsense);

  return g_test_run ();
}
