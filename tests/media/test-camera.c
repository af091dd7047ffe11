/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-camera.h"

#include "media/sight-media.h"

static void
assert_choice (const char *offered,
               guint       width,
               guint       height,
               guint       rate,
               const char *expected)
{
  g_autoptr(GstCaps) caps = gst_caps_from_string (offered);
  g_autoptr(GstCaps) chosen = sight_camera_choose_caps (caps, width, height, rate);
  g_autoptr(GstCaps) wanted = expected != NULL ? gst_caps_from_string (expected) : NULL;

  if (wanted == NULL)
    {
      g_assert_null (chosen);
      return;
    }

  g_assert_nonnull (chosen);
  g_test_message ("%s", gst_structure_get_name (gst_caps_get_structure (chosen, 0)));
  g_assert_true (gst_caps_is_fixed (chosen));
  g_assert_true (gst_caps_is_subset (chosen, wanted));
}

/* As most webcams: raw pictures are slow when they are large. */
#define WEBCAM \
  "video/x-raw,format=YUY2,width=640,height=480,framerate={30/1,15/1}; " \
  "video/x-raw,format=YUY2,width=1280,height=720,framerate={10/1,5/1}; " \
  "image/jpeg,width=640,height=480,framerate=30/1; " \
  "image/jpeg,width=1280,height=720,framerate={30/1,60/1}; " \
  "image/jpeg,width=1920,height=1080,framerate=30/1"

static void
test_webcam (void)
{
  assert_choice (WEBCAM, 640, 480, 30, "video/x-raw,format=YUY2,width=640,height=480,framerate=30/1");
  assert_choice (WEBCAM, 640, 360, 30, "video/x-raw,format=YUY2,width=640,height=480,framerate=30/1");
  assert_choice (WEBCAM, 1280, 720, 30, "image/jpeg,width=1280,height=720,framerate=30/1");
  assert_choice (WEBCAM, 1280, 720, 10, "video/x-raw,format=YUY2,width=1280,height=720,framerate=10/1");
  assert_choice (WEBCAM, 1920, 1080, 30, "image/jpeg,width=1920,height=1080,framerate=30/1");
}

static void
test_ranges (void)
{
  assert_choice ("video/x-raw,format={NV12,I420},width=[16,4096],height=[16,4096],framerate=[0/1,120/1]", 1280, 720, 30,
                 "video/x-raw,width=1280,height=720,framerate=30/1");
  assert_choice ("video/x-raw,format=RGB,width=320,height=240,framerate=0/1", 1280, 720, 30,
                 "video/x-raw,format=RGB,width=320,height=240,framerate=0/1");
}

static void
test_unreadable (void)
{
  assert_choice ("video/x-raw(memory:DMABuf),width=640,height=480,framerate=30/1", 640, 480, 30, NULL);
  assert_choice ("video/x-h264,width=640,height=480,framerate=30/1", 640, 480, 30, NULL);
  assert_choice ("EMPTY", 640, 480, 30, NULL);
  assert_choice ("video/x-raw,format=NV12", 640, 480, 30, NULL);
  assert_choice ("video/x-raw(memory:DMABuf),width=640,height=480,framerate=30/1; " WEBCAM, 640, 480, 30,
                 "video/x-raw,format=YUY2,width=640,height=480,framerate=30/1");
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/camera/webcam", test_webcam);
  g_test_add_func ("/media/camera/ranges", test_ranges);
  g_test_add_func ("/media/camera/unreadable", test_unreadable);

  return g_test_run ();
}
