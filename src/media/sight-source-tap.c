/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-source-tap.h"

#include <gst/app/app.h>

#include "media/sight-media.h"
#include "media/sight-pipeline.h"

/* Where converted pictures go. The pipeline may outlive the tap by a moment,
 * and what is on its way then must find nobody.
 */
typedef struct
{
  gatomicrefcount  references;
  GMutex           lock;
  SightSink       *sink; /* under the lock; NULL once the tap is gone */
} Outlet;

struct _SightSourceTap
{
  SightSource *source;
  GstElement  *pipeline;
  GstElement  *input;
  Outlet      *outlet;
};

static const char pipeline_description[] =
  "appsrc name=input is-live=true format=time max-buffers=1 max-bytes=0 max-time=0 leaky-type=downstream ! "
  "videoconvert ! appsink name=output sync=false async=false max-buffers=1 drop=true enable-last-sample=false";

static Outlet *
outlet_new (SightSink *sink)
{
  Outlet *self = g_new0 (Outlet, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->sink = sink;

  return self;
}

static void
outlet_unref (gpointer data)
{
  Outlet *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
outlet_close (Outlet *self)
{
  g_mutex_lock (&self->lock);
  self->sink = NULL;
  g_mutex_unlock (&self->lock);
}

/* On the pipeline's thread. */
static GstFlowReturn
on_new_sample (GstAppSink *output,
               gpointer    user_data)
{
  Outlet *outlet = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (output);

  g_mutex_lock (&outlet->lock);
  if (sample != NULL && outlet->sink != NULL)
    sight_sink_take (outlet->sink, sample);
  g_mutex_unlock (&outlet->lock);

  return GST_FLOW_OK;
}

/* On the source's thread. */
static void
on_sample (gpointer   taker,
           GstSample *sample)
{
  SightSourceTap *self = taker;

  gst_app_src_push_sample (GST_APP_SRC (self->input), sample);
}

static void
connect_output (SightSourceTap *self,
                SightSink      *sink)
{
  g_autoptr(GstElement) output = gst_bin_get_by_name (GST_BIN (self->pipeline), "output");
  g_autoptr(GstCaps) caps = sight_sink_get_caps (sink);
  GstAppSinkCallbacks callbacks = { .new_sample = on_new_sample };

  self->outlet = outlet_new (sink);
  g_atomic_ref_count_inc (&self->outlet->references);
  gst_app_sink_set_caps (GST_APP_SINK (output), caps);
  gst_app_sink_set_callbacks (GST_APP_SINK (output), &callbacks, self->outlet, outlet_unref);
}

SightSourceTap *
sight_source_tap_new (SightSource  *source,
                      SightSink    *sink,
                      GError      **error)
{
  GstElement *pipeline = gst_parse_launch_full (pipeline_description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  SightSourceTap *self;

  g_return_val_if_fail (SIGHT_IS_SOURCE (source), NULL);
  g_return_val_if_fail (SIGHT_IS_SINK (sink), NULL);
  if (pipeline == NULL)
    return NULL;

  self = g_new0 (SightSourceTap, 1);
  self->source = g_object_ref (source);
  self->pipeline = gst_object_ref_sink (pipeline);
  self->input = gst_bin_get_by_name (GST_BIN (pipeline), "input");
  connect_output (self, sink);
  sight_media_set_clock (pipeline);
  sight_pipeline_play (pipeline);
  sight_source_add_taker (source, self, on_sample);

  return self;
}

void
sight_source_tap_free (SightSourceTap *self)
{
  sight_source_remove_taker (self->source, self);
  outlet_close (self->outlet);
  outlet_unref (self->outlet);
  gst_clear_object (&self->input);
  sight_pipeline_dispose (self->pipeline);
  g_object_unref (self->source);
  g_free (self);
}
