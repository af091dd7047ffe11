/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-loop-source.h"

#include <glib/gi18n-lib.h>
#include <gst/app/app.h>

#include "media/sight-steady-time.h"

struct _SightLoopSource
{
  SightSource      parent_instance;

  char            *caps;
  GMutex           lock;
  /* Streaming threads, under the lock. */
  GstElement      *input; /* of the run that is open, or was last */
  SightSteadyTime  time;
};

static void
sight_loop_source_take (SightSink *sink,
                        GstSample *sample)
{
  SightLoopSource *self = SIGHT_LOOP_SOURCE (sink);
  g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  g_autoptr(GstSample) pushed = gst_sample_new (buffer, gst_sample_get_caps (sample), NULL, NULL);
  g_autoptr(GstElement) input = NULL;

  g_mutex_lock (&self->lock);
  if (self->input != NULL)
    {
      input = gst_object_ref (self->input);
      GST_BUFFER_PTS (buffer) = sight_steady_time_map (&self->time, sample);
      GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
    }
  g_mutex_unlock (&self->lock);

  /* Not with the lock: the queue may wake the other end. */
  if (input != NULL)
    gst_app_src_push_sample (GST_APP_SRC (input), pushed);
}

static GstCaps *
sight_loop_source_get_caps (SightSink *sink)
{
  SightLoopSource *self = SIGHT_LOOP_SOURCE (sink);

  return self->caps != NULL ? gst_caps_from_string (self->caps) : NULL;
}

static void
sight_loop_source_sink_init (SightSinkInterface *iface)
{
  iface->get_caps = sight_loop_source_get_caps;
  iface->take = sight_loop_source_take;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SightLoopSource, sight_loop_source, SIGHT_TYPE_SOURCE,
                               G_IMPLEMENT_INTERFACE (SIGHT_TYPE_SINK, sight_loop_source_sink_init))

/* What is not fetched in time is not sent back later. */
static GstElement *
sight_loop_source_make (SightSource  *source,
                        GError      **error)
{
  SightLoopSource *self = SIGHT_LOOP_SOURCE (source);
  GstElement *bin = gst_parse_bin_from_description_full (
    "appsrc name=input is-live=true format=time max-buffers=16 max-bytes=0 max-time=0 leaky-type=downstream",
    TRUE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);

  if (bin == NULL)
    return NULL;

  g_mutex_lock (&self->lock);
  gst_clear_object (&self->input);
  self->input = gst_bin_get_by_name (GST_BIN (bin), "input");
  self->time = (SightSteadyTime) { 0, };
  g_mutex_unlock (&self->lock);

  return bin;
}

static void
sight_loop_source_finalize (GObject *object)
{
  SightLoopSource *self = SIGHT_LOOP_SOURCE (object);

  gst_clear_object (&self->input);
  g_mutex_clear (&self->lock);
  g_free (self->caps);

  G_OBJECT_CLASS (sight_loop_source_parent_class)->finalize (object);
}

static void
sight_loop_source_class_init (SightLoopSourceClass *klass)
{
  SightSourceClass *source_class = SIGHT_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sight_loop_source_finalize;
  source_class->make = sight_loop_source_make;
  source_class->silence_ms = SIGHT_SOURCE_MAY_BE_SILENT;
}

static void
sight_loop_source_init (SightLoopSource *self)
{
  g_mutex_init (&self->lock);
}

SightLoopSource *
sight_loop_source_new (const char *caps)
{
  SightLoopSource *self = g_object_new (SIGHT_TYPE_LOOP_SOURCE, "label", _("what comes back"), NULL);

  self->caps = g_strdup (caps);

  return self;
}
