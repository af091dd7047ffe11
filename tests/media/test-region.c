/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-region.h"

#include <gst/video/video.h>

#include "media/sight-media.h"

static void
expect_clamped (SightRegion region,
                guint       width,
                guint       height,
                SightRegion expected)
{
  SightRegion clamped = sight_region_clamp (&region, width, height);

  g_assert_cmpuint (clamped.x, ==, expected.x);
  g_assert_cmpuint (clamped.y, ==, expected.y);
  g_assert_cmpuint (clamped.width, ==, expected.width);
  g_assert_cmpuint (clamped.height, ==, expected.height);
}

static void
test_clamp (void)
{
  expect_clamped ((SightRegion) { 0, }, 641, 361, (SightRegion) { 0, 0, 641, 361 });
  expect_clamped ((SightRegion) { 11, 21, 101, 51 }, 640, 360, (SightRegion) { 10, 20, 100, 50 });
  /* Moves first, and shrinks then. */
  expect_clamped ((SightRegion) { 600, 300, 100, 100 }, 640, 360, (SightRegion) { 540, 260, 100, 100 });
  expect_clamped ((SightRegion) { 600, 300, 1000, 400 }, 640, 360, (SightRegion) { 0, 0, 640, 360 });
  expect_clamped ((SightRegion) { G_MAXUINT, G_MAXUINT, G_MAXUINT, 1 }, 640, 360, (SightRegion) { 0, 328, 640, 32 });
  expect_clamped ((SightRegion) { 5, 5, 100, 100 }, 1, 1, (SightRegion) { 0, 0, 1, 1 });
}

static void
test_parse (void)
{
  static const char * const bad[] = { "", "1,2,3", "0,0,31,100", "0,0,100,31", "0,0,100,100,", "0,0,100,100x", "a,0,100,100", "99999,0,100,100" };
  SightRegion region = { 0, };

  g_assert_true (sight_region_parse (&region, "10,20,300,400"));
  g_assert_cmpuint (region.x, ==, 10);
  g_assert_cmpuint (region.y, ==, 20);
  g_assert_cmpuint (region.width, ==, 300);
  g_assert_cmpuint (region.height, ==, 400);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sight_region_parse (&region, bad[i]));
}

#define WIDTH  120
#define HEIGHT 90

/* Each byte says where it is, as far as it can. */
static GstSample *
make_sample (const char *format)
{
  g_autoptr(GstCaps) caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, format, "width", G_TYPE_INT, WIDTH,
                                                 "height", G_TYPE_INT, HEIGHT, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
  g_autoptr(GstBuffer) buffer = NULL;
  GstVideoFrame frame;
  GstVideoInfo info;

  g_assert_true (gst_video_info_from_caps (&info, caps));
  buffer = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (&info), NULL);
  g_assert_true (gst_video_frame_map (&frame, &info, buffer, GST_MAP_WRITE));
  for (guint i = 0; i < GST_VIDEO_FRAME_N_COMPONENTS (&frame); i++)
    for (int y = 0; y < GST_VIDEO_FRAME_COMP_HEIGHT (&frame, i); y++)
      for (int x = 0; x < GST_VIDEO_FRAME_COMP_WIDTH (&frame, i); x++)
        GST_VIDEO_FRAME_COMP_DATA (&frame, i)[y * GST_VIDEO_FRAME_COMP_STRIDE (&frame, i) +
                                              x * GST_VIDEO_FRAME_COMP_PSTRIDE (&frame, i)] = x + 3 * y + 50 * i;
  gst_video_frame_unmap (&frame);

  return gst_sample_new (buffer, caps, NULL, NULL);
}

static guint8
read_value (GstVideoFrame *frame,
            guint          component,
            guint          x,
            guint          y)
{
  return GST_VIDEO_FRAME_COMP_DATA (frame, component)[y * GST_VIDEO_FRAME_COMP_STRIDE (frame, component) +
                                                      x * GST_VIDEO_FRAME_COMP_PSTRIDE (frame, component)];
}

static void
expect_cut (const char *format)
{
  const SightRegion region = { 40, 20, 64, 48 };
  g_autoptr(GstSample) sample = make_sample (format);
  g_autoptr(GstSample) cut = sight_region_cut (&region, sample);
  GstVideoFrame whole, part;
  GstVideoInfo info;

  g_assert_true (gst_video_info_from_caps (&info, gst_sample_get_caps (sample)));
  g_assert_true (gst_video_frame_map (&whole, &info, gst_sample_get_buffer (sample), GST_MAP_READ));
  g_assert_true (gst_video_info_from_caps (&info, gst_sample_get_caps (cut)));
  g_assert_true (gst_video_frame_map (&part, &info, gst_sample_get_buffer (cut), GST_MAP_READ));
  g_assert_cmpint (GST_VIDEO_FRAME_WIDTH (&part), ==, 64);
  g_assert_cmpint (GST_VIDEO_FRAME_HEIGHT (&part), ==, 48);
  g_assert_cmpint (GST_VIDEO_FRAME_WIDTH (&whole), ==, WIDTH);
  for (guint i = 0; i < GST_VIDEO_FRAME_N_COMPONENTS (&whole); i++)
    {
      guint across = GST_VIDEO_FORMAT_INFO_W_SUB (info.finfo, i), down = GST_VIDEO_FORMAT_INFO_H_SUB (info.finfo, i);
      guint last_x = GST_VIDEO_FRAME_COMP_WIDTH (&part, i) - 1, last_y = GST_VIDEO_FRAME_COMP_HEIGHT (&part, i) - 1;

      g_assert_cmpuint (read_value (&part, i, 0, 0), ==, read_value (&whole, i, 40 >> across, 20 >> down));
      g_assert_cmpuint (read_value (&part, i, last_x, last_y), ==,
                        read_value (&whole, i, (40 >> across) + last_x, (20 >> down) + last_y));
    }
  gst_video_frame_unmap (&part);
  gst_video_frame_unmap (&whole);
}

/* All that a screen may be made of. */
static void
test_cut (void)
{
  static const char * const formats[] = { "BGRx", "BGRA", "RGBx", "xRGB", "NV12", "I420", "YUY2" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    expect_cut (formats[i]);
}

static void
test_whole (void)
{
  const SightRegion whole = { 0, };
  g_autoptr(GstSample) sample = make_sample ("I420");
  g_autoptr(GstSample) cut = sight_region_cut (&whole, sample);

  g_assert_true (cut == sample);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/region/clamp", test_clamp);
  g_test_add_func ("/media/region/parse", test_parse);
  g_test_add_func ("/media/region/cut", test_cut);
  g_test_add_func ("/media/region/whole", test_whole);

  return g_test_run ();
}
