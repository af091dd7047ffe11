/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "../media/media-fixture.h"

#include "app/sight-paintable-sink.h"
#include "media/sight-media.h"
#include "media/sight-test-source.h"

#define WIDTH 640
#define HEIGHT 360

typedef struct
{
  guint contents;
  guint sizes;
} Told;

static void
on_contents (GdkPaintable *paintable,
             Told         *told)
{
  told->contents++;
}

static void
on_size (GdkPaintable *paintable,
         Told         *told)
{
  told->sizes++;
}

static void
listen (SightPaintableSink *sink,
        Told               *told)
{
  g_signal_connect (sink, "invalidate-contents", G_CALLBACK (on_contents), told);
  g_signal_connect (sink, "invalidate-size", G_CALLBACK (on_size), told);
}

/* All of one colour; the rows are longer than the picture is wide. */
static GstSample *
make_sample (guint   width,
             guint   height,
             guint32 rgba,
             guint   par)
{
  g_autoptr(GstCaps) caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "RGBA",
                                                 "width", G_TYPE_INT, width, "height", G_TYPE_INT, height,
                                                 "framerate", GST_TYPE_FRACTION, 30, 1,
                                                 "pixel-aspect-ratio", GST_TYPE_FRACTION, par, 1, NULL);
  gsize offsets[GST_VIDEO_MAX_PLANES] = { 0, };
  int strides[GST_VIDEO_MAX_PLANES] = { 4 * (width + 5), };
  gsize size = (gsize) strides[0] * height;
  g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate (NULL, size, NULL);
  guint32 pixel = GUINT32_TO_BE (rgba);

  gst_buffer_memset (buffer, 0, 0x55, size);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      gst_buffer_fill (buffer, (gsize) y * strides[0] + 4 * x, &pixel, 4);
  gst_buffer_add_video_meta_full (buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_RGBA, width, height, 1, offsets, strides);

  return gst_sample_new (buffer, caps, NULL, NULL);
}

static void
take (SightPaintableSink *sink,
      guint               width,
      guint               height,
      guint32             rgba,
      guint               par)
{
  g_autoptr(GstSample) sample = make_sample (width, height, rgba, par);

  sight_sink_take (SIGHT_SINK (sink), sample);
}

/* What is shown, as pixels of 0xaarrggbb. */
static guint32 *
download (SightPaintableSink *sink,
          int                *width,
          int                *height)
{
  g_autoptr(GdkPaintable) image = gdk_paintable_get_current_image (GDK_PAINTABLE (sink));
  guint32 *pixels;

  g_assert_true (GDK_IS_TEXTURE (image));
  *width = gdk_texture_get_width (GDK_TEXTURE (image));
  *height = gdk_texture_get_height (GDK_TEXTURE (image));
  pixels = g_new0 (guint32, (gsize) *width * *height);
  gdk_texture_download (GDK_TEXTURE (image), (guchar *) pixels, 4 * (gsize) *width);

  return pixels;
}

static gboolean
read_code (SightPaintableSink *sink,
           SightFrameCode     *code)
{
  int width, height;
  g_autofree guint32 *pixels = download (sink, &width, &height);
  g_autoptr(GstCaps) caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "BGRA",
                                                 "width", G_TYPE_INT, width, "height", G_TYPE_INT, height,
                                                 "framerate", GST_TYPE_FRACTION, 30, 1, NULL);
  gsize size = (gsize) width * height * 4;
  g_autoptr(GstBuffer) buffer = gst_buffer_new_memdup (pixels, size);
  g_autoptr(GstSample) sample = gst_sample_new (buffer, caps, NULL, NULL);

  return sight_frame_code_read_sample (sample, code);
}

static gboolean
read_later_code (SightPaintableSink *sink,
                 guint               number)
{
  SightFrameCode code;

  return sight_paintable_sink_has_picture (sink) && read_code (sink, &code) && code.number > number;
}

/* Colour bars of 75 %, converted from what the source gives. */
static void
assert_bars (SightPaintableSink *sink)
{
  static const guint32 bars[] = { 0xffbfbfbf, 0xffbfbf00, 0xff00bfbf, 0xff00bf00, 0xffbf00bf, 0xffbf0000, 0xff0000bf };
  int width, height;
  g_autofree guint32 *pixels = download (sink, &width, &height);

  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    {
      guint32 pixel = pixels[(gsize) width * (height / 2) + (2 * i + 1) * width / 14];

      for (guint shift = 0; shift < 32; shift += 8)
        g_assert_cmpint (ABS ((int) (pixel >> shift & 0xff) - (int) (bars[i] >> shift & 0xff)), <=, 4);
    }
}

/* A source is seen as it is, as long as it is attached. */
static void
test_source (void)
{
  SightPaintableSink *sink = sight_paintable_sink_new ();
  SightSource *source = sight_test_picture_new (WIDTH, HEIGHT, 30);
  SightFrameCode code;
  Told told = { 0, 0 };

  listen (sink, &told);
  sight_paintable_sink_attach_source (sink, source);
  wait_until (read_later_code (sink, 0));
  g_assert_true (read_code (sink, &code));
  wait_until (read_later_code (sink, code.number));
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (sink)), ==, WIDTH);
  g_assert_cmpint (gdk_paintable_get_intrinsic_height (GDK_PAINTABLE (sink)), ==, HEIGHT);
  g_assert_cmpuint (told.sizes, ==, 1);
  g_assert_cmpuint (told.contents, >, 1);
  assert_bars (sink);

  sight_paintable_sink_attach_source (sink, NULL);
  g_assert_cmpuint (sight_source_get_state (source), ==, SIGHT_SOURCE_IDLE);
  sight_paintable_sink_clear (sink);
  g_assert_false (sight_paintable_sink_has_picture (sink));

  sight_paintable_sink_attach_source (sink, source);
  wait_until (read_later_code (sink, 0));
  g_assert_finalize_object (sink);
  g_assert_finalize_object (source);
}

/* In a window that the processor draws, pictures come as that draws them. */
static void
test_cairo (void)
{
  GtkWidget *window = gtk_window_new ();
  SightPaintableSink *sink;
  g_autoptr(GstCaps) caps = NULL, wanted = gst_caps_from_string ("video/x-raw,format=BGR");
  g_autoptr(SightSource) source = sight_test_picture_new (WIDTH, HEIGHT, 30);

  gtk_widget_realize (window);
  g_assert_true (GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (window))));
  sink = sight_paintable_sink_new ();
  caps = sight_sink_get_caps (SIGHT_SINK (sink));
  g_assert_true (gst_caps_is_subset (caps, wanted));

  sight_paintable_sink_attach_source (sink, source);
  wait_until (sight_paintable_sink_has_picture (sink));
  assert_bars (sink);
  g_assert_finalize_object (sink);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* However many come, the main thread is told of one. */
static void
test_pending (void)
{
  SightPaintableSink *sink = sight_paintable_sink_new ();
  g_autofree guint32 *pixels = NULL;
  Told told = { 0, 0 };
  int width, height;

  listen (sink, &told);
  for (guint i = 0; i < 20; i++)
    take (sink, 33, 17, i << 8 | 0xff, 1);
  g_assert_cmpuint (told.contents, ==, 0);
  wait_until (told.contents > 0);
  g_assert_cmpuint (told.contents, ==, 1);
  g_assert_cmpuint (told.sizes, ==, 1);

  pixels = download (sink, &width, &height);
  g_assert_cmpint (width, ==, 33);
  g_assert_cmpint (height, ==, 17);
  for (int i = 0; i < width * height; i++)
    g_assert_cmphex (pixels[i], ==, 0xff000000 | 19);

  take (sink, 33, 17, 0xff, 1);
  wait_until (told.contents == 2);
  g_assert_cmpuint (told.sizes, ==, 1);
  take (sink, 33, 17, 0xff, 2);
  wait_until (told.contents == 3);
  g_assert_cmpuint (told.sizes, ==, 2);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (sink)), ==, 66);
  g_assert_finalize_object (sink);
}

static guint32
draw (SightPaintableSink *sink)
{
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  GskRenderNode *node;
  guint32 pixel;

  gdk_paintable_snapshot (GDK_PAINTABLE (sink), snapshot, WIDTH, HEIGHT);
  node = gtk_snapshot_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  pixel = *(guint32 *) (cairo_image_surface_get_data (surface) +
                        HEIGHT / 2 * cairo_image_surface_get_stride (surface) + 4 * (WIDTH / 14));
  gsk_render_node_unref (node);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return pixel;
}

/* The grey bar is at the left, and the blue one at the right. */
static void
test_mirrored (void)
{
  SightPaintableSink *sink = sight_paintable_sink_new ();
  g_autoptr(SightSource) source = sight_test_picture_new (WIDTH, HEIGHT, 30);
  guint32 plain, mirrored;

  sight_paintable_sink_attach_source (sink, source);
  wait_until (sight_paintable_sink_has_picture (sink));
  plain = draw (sink);
  sight_paintable_sink_set_mirrored (sink, TRUE);
  mirrored = draw (sink);
  g_assert_cmpuint (plain >> 16 & 0xff, >, 0xb0);
  g_assert_cmpuint (mirrored >> 16 & 0xff, <, 0x10);
  g_assert_cmpuint (mirrored & 0xff, >, 0xb0);
  g_assert_finalize_object (sink);
}

static void
on_dropped (gpointer  data,
            GObject  *object)
{
  g_atomic_int_set ((int *) data, TRUE);
}

/* Its last reference may be given up where pictures come from, while one of
 * them is on its way.
 */
static gpointer
drop (gpointer sink)
{
  take (sink, 8, 8, 0xff, 1);
  g_object_unref (sink);

  return NULL;
}

static void
test_dropped (void)
{
  for (guint i = 0; i < 100; i++)
    {
      SightPaintableSink *sink = sight_paintable_sink_new ();
      int dropped = FALSE;

      g_object_weak_ref (G_OBJECT (sink), on_dropped, &dropped);
      g_thread_unref (g_thread_new ("drop", drop, sink));
      wait_until (g_atomic_int_get (&dropped));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);
  /* What is tested here needs no display. */
  gtk_init_check ();

  g_test_add_func ("/paintable-sink/source", test_source);
  if (gtk_is_initialized ())
    g_test_add_func ("/paintable-sink/cairo", test_cairo);
  g_test_add_func ("/paintable-sink/pending", test_pending);
  g_test_add_func ("/paintable-sink/mirrored", test_mirrored);
  g_test_add_func ("/paintable-sink/dropped", test_dropped);

  return run_media_tests ();
}
