/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-file-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A file that is shorter than this, a still picture, is not begun more often. */
#define ROUND_MIN (200 * G_TIME_SPAN_MILLISECOND)

/* GstAutoplugSelectResult, which no header has. */
enum
{
  AUTOPLUG_TRY,
  AUTOPLUG_EXPOSE,
  AUTOPLUG_SKIP,
};

struct _SightFileSource
{
  SightSource    parent_instance;

  char          *path;
  SightFilePart  part;
  gint64         begun; /* this round */
  GSource       *pause;
};

G_DEFINE_FINAL_TYPE (SightFileSource, sight_file_source, SIGHT_TYPE_SOURCE)

/* Anything else that is installed stays out: a file may be named in good faith
 * and have come from anywhere.
 */
static const char * const allowed[] = {
  "aacparse", "av1parse", "avdec_aac", "avdec_h264", "dav1ddec", "fdkaacdec", "flacdec", "flacparse", "h264parse",
  "ivfparse", "jpegdec", "jpegparse", "matroskademux", "mpegaudioparse", "mpg123audiodec", "oggdemux", "openh264dec",
  "opusdec", "opusparse", "pngdec", "pngparse", "qtdemux", "theoradec", "vorbisdec", "vp8dec", "vp9dec", "vp9parse",
  "wavparse", "y4mdec", NULL,
};

static int
on_autoplug_select (GstElement        *decoder,
                    GstPad            *pad,
                    GstCaps           *caps,
                    GstElementFactory *factory,
                    gpointer           user_data)
{
  return g_strv_contains (allowed, GST_OBJECT_NAME (factory)) ? AUTOPLUG_TRY : AUTOPLUG_SKIP;
}

static gboolean
is_demuxed (GstPad *pad)
{
  g_autoptr(GstElement) element = gst_pad_get_parent_element (pad);
  GstElementFactory *factory = element != NULL ? gst_element_get_factory (element) : NULL;

  return factory != NULL && gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_DEMUXER);
}

/* The other half of the file is not decoded. A container may call itself video
 * as well.
 */
static gboolean
on_autoplug_continue (GstElement *decoder,
                      GstPad     *pad,
                      GstCaps    *caps,
                      gpointer    user_data)
{
  const char *unwanted = GPOINTER_TO_INT (user_data) == SIGHT_FILE_PICTURE ? "audio/" : "video/";

  return !is_demuxed (pad) || !g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps, 0)), unwanted);
}

/* On the decoder's thread. */
static void
on_pad_added (GstElement *decoder,
              GstPad     *pad,
              gpointer    user_data)
{
  g_autoptr(GstPad) sink = gst_element_get_static_pad (user_data, "sink");

  if (!gst_pad_is_linked (sink))
    gst_pad_link (pad, sink);
}

static GstElement *
make_decoder (SightFileSource *self,
              GstElement      *converter)
{
  GstElement *decoder = gst_element_factory_make ("decodebin", NULL);

  g_signal_connect (decoder, "autoplug-select", G_CALLBACK (on_autoplug_select), NULL);
  g_signal_connect (decoder, "autoplug-continue", G_CALLBACK (on_autoplug_continue), GINT_TO_POINTER (self->part));
  g_signal_connect_object (decoder, "pad-added", G_CALLBACK (on_pad_added), converter, 0);

  return decoder;
}

static GstElement *
sight_file_source_make (SightSource  *source,
                        GError      **error)
{
  SightFileSource *self = SIGHT_FILE_SOURCE (source);
  const char *description = self->part == SIGHT_FILE_PICTURE
                              ? "videoconvert name=converter ! capsfilter name=end caps=video/x-raw,format=I420"
                              : "audioconvert name=converter ! audioresample ! "
                                "capsfilter name=end caps=" SIGHT_SOUND_CAPS ",channels=1";
  GstElement *bin = gst_parse_bin_from_description (description, FALSE, error);
  g_autoptr(GstElement) converter = NULL;
  g_autoptr(GstElement) end = NULL;
  g_autoptr(GstPad) pad = NULL;
  GstElement *file, *decoder;

  if (bin == NULL)
    return NULL;

  converter = gst_bin_get_by_name (GST_BIN (bin), "converter");
  file = gst_element_factory_make ("filesrc", NULL);
  g_object_set (file, "location", self->path, NULL);
  decoder = make_decoder (self, converter);
  gst_bin_add_many (GST_BIN (bin), file, decoder, NULL);
  gst_element_link (file, decoder);
  end = gst_bin_get_by_name (GST_BIN (bin), "end");
  pad = gst_element_get_static_pad (end, "src");
  gst_element_add_pad (bin, gst_ghost_pad_new ("src", pad));
  self->begun = g_get_monotonic_time ();

  return bin;
}

static void
rewind_file (GstElement *pipeline,
             gpointer    data)
{
  gst_element_seek_simple (pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_KEY_UNIT, 0);
}

typedef struct
{
  SightFileSource *self;
  GstElement      *pipeline;
} Pause;

static void
pause_free (Pause *pause)
{
  gst_object_unref (pause->pipeline);
  g_free (pause);
}

static gboolean
on_pause_over (gpointer user_data)
{
  const Pause *pause = user_data;

  pause->self->begun = g_get_monotonic_time ();
  gst_element_call_async (pause->pipeline, rewind_file, NULL, NULL);

  return G_SOURCE_REMOVE;
}

static void
drop_pause (SightFileSource *self)
{
  if (self->pause != NULL)
    g_source_destroy (self->pause);
  g_clear_pointer (&self->pause, g_source_unref);
}

static void
sight_file_source_ended (SightSource *source,
                         GstElement  *pipeline)
{
  SightFileSource *self = SIGHT_FILE_SOURCE (source);
  gint64 left = MAX (self->begun + ROUND_MIN - g_get_monotonic_time (), 0);
  Pause *pause = g_new (Pause, 1);

  drop_pause (self);
  *pause = (Pause) { self, gst_object_ref (pipeline) };
  self->pause = g_timeout_source_new (left / G_TIME_SPAN_MILLISECOND);
  g_source_set_callback (self->pause, on_pause_over, pause, (GDestroyNotify) pause_free);
  g_source_attach (self->pause, g_main_context_get_thread_default ());
}

static void
sight_file_source_finalize (GObject *object)
{
  SightFileSource *self = SIGHT_FILE_SOURCE (object);

  drop_pause (self);
  g_free (self->path);

  G_OBJECT_CLASS (sight_file_source_parent_class)->finalize (object);
}

static void
sight_file_source_class_init (SightFileSourceClass *klass)
{
  SightSourceClass *source_class = SIGHT_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sight_file_source_finalize;
  source_class->error_code = SIGHT_MEDIA_ERROR_SOURCE;
  source_class->make = sight_file_source_make;
  source_class->ended = sight_file_source_ended;
}

static void
sight_file_source_init (SightFileSource *self)
{
}

SightSource *
sight_file_source_new (const char    *path,
                       SightFilePart  part)
{
  g_autofree char *shown = g_filename_display_basename (path);
  g_autofree char *label = g_strdup_printf (_("the file “%s”"), shown);
  SightFileSource *self = g_object_new (SIGHT_TYPE_FILE_SOURCE, "label", label, NULL);

  self->path = g_strdup (path);
  self->part = part;

  return SIGHT_SOURCE (self);
}
