/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-frame-code.h"

#include <string.h>

#include "media/sight-media.h"

typedef struct
{
  GstVideoFrame frame;
  GstBuffer    *buffer;
} Picture;

static void
picture_init (Picture        *picture,
              GstVideoFormat  format,
              guint           width,
              guint           height)
{
  GstVideoInfo info;

  g_assert_true (gst_video_info_set_format (&info, format, width, height));
  picture->buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
  gst_buffer_memset (picture->buffer, 0, 0x55, info.size);
  g_assert_true (gst_video_frame_map (&picture->frame, &info, picture->buffer, GST_MAP_READWRITE));
}

static void
picture_clear (Picture *picture)
{
  gst_video_frame_unmap (&picture->frame);
  gst_buffer_unref (picture->buffer);
}

static void
assert_round_trip (GstVideoFormat format,
                   guint          width,
                   guint          height)
{
  static const guint values[] = { 0, 1, 0x555555, 0xaaaaaa, 0x123456, SIGHT_FRAME_CODE_MASK };
  Picture picture;

  picture_init (&picture, format, width, height);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      SightFrameCode code = { values[i], values[G_N_ELEMENTS (values) - 1 - i] };
      SightFrameCode seen = { 7, 7 };

      sight_frame_code_write (&picture.frame, &code);
      g_assert_true (sight_frame_code_read (&picture.frame, &seen));
      g_assert_cmpuint (seen.number, ==, code.number);
      g_assert_cmpuint (seen.milliseconds, ==, code.milliseconds);
    }
  picture_clear (&picture);
}

static void
test_round_trip (void)
{
  static const GstVideoFormat formats[] = {
    GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_YUY2,
    GST_VIDEO_FORMAT_GRAY8, GST_VIDEO_FORMAT_RGBA, GST_VIDEO_FORMAT_BGRx,
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      assert_round_trip (formats[i], 640, 360);
      assert_round_trip (formats[i], 318, 178);
      assert_round_trip (formats[i], 64, 36);
    }
}

static void
test_wraps (void)
{
  SightFrameCode code = { SIGHT_FRAME_CODE_MASK + 5, 3 };
  SightFrameCode seen;
  Picture picture;

  picture_init (&picture, GST_VIDEO_FORMAT_I420, 320, 180);
  sight_frame_code_write (&picture.frame, &code);
  g_assert_true (sight_frame_code_read (&picture.frame, &seen));
  g_assert_cmpuint (seen.number, ==, 4);
  picture_clear (&picture);
}

/* What is no code is not read as one. */
static void
test_refuses (void)
{
  static const guint8 shades[] = { 0, 16, 128, 235, 255 };
  SightFrameCode code = { 1234, 5678 };
  SightFrameCode seen;
  Picture picture;

  picture_init (&picture, GST_VIDEO_FORMAT_I420, 320, 180);
  for (guint i = 0; i < G_N_ELEMENTS (shades); i++)
    {
      memset (GST_VIDEO_FRAME_PLANE_DATA (&picture.frame, 0), shades[i],
              GST_VIDEO_FRAME_PLANE_STRIDE (&picture.frame, 0) * 180);
      g_assert_false (sight_frame_code_read (&picture.frame, &seen));
    }

  /* One cell of each row painted over. */
  for (guint row = 0; row < 2; row++)
    for (guint cell = 0; cell < 32; cell++)
      {
        guint8 *pixel = GST_VIDEO_FRAME_PLANE_DATA (&picture.frame, 0);
        gsize stride = GST_VIDEO_FRAME_PLANE_STRIDE (&picture.frame, 0);

        sight_frame_code_write (&picture.frame, &code);
        for (guint y = row * 15; y < (row + 1) * 15; y++)
          for (guint x = cell * 10; x < cell * 10 + 10; x++)
            pixel[y * stride + x] = pixel[y * stride + x] > 128 ? 16 : 235;
        g_assert_false (sight_frame_code_read (&picture.frame, &seen));
      }
  picture_clear (&picture);
}

/* Too small to hold it: an answer, not a read outside the picture. */
static void
test_small (void)
{
  SightFrameCode seen;
  Picture picture;

  picture_init (&picture, GST_VIDEO_FORMAT_I420, 16, 16);
  g_assert_false (sight_frame_code_read (&picture.frame, &seen));
  picture_clear (&picture);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/frame-code/round-trip", test_round_trip);
  g_test_add_func ("/media/frame-code/wraps", test_wraps);
  g_test_add_func ("/media/frame-code/refuses", test_refuses);
  g_test_add_func ("/media/frame-code/small", test_small);

  return g_test_run ();
}
