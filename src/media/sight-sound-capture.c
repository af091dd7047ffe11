/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sound-capture.h"

#include <gst/app/app.h>

#include "media/sight-sound-level.h"

#define LEVEL_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)
#define STORE (200 * GST_MSECOND)

struct _SightSoundCapture
{
  GstBin               *pipeline;
  GstElement           *input;
  GstElement           *output;
  GstElement           *probe;
  GstClockTime          base_time;
  SightSampleTakers     takers;
  SightLevelFunc        func;
  gpointer              data;

  GMutex                lock;
  /* The pipeline's thread, under the lock. */
  gboolean              muted;
  double                level;
  gint64                level_told; /* monotonic time */

  GMutex                processor_lock;
  /* Whoever changes it, under this lock. */
  SightSoundProcessing  processing;
  GstElement           *processor;
  gboolean              renewing;
};

GstSample *
sight_sound_move_sample (GstSample    *sample,
                         GstClockTime  by)
{
  g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (sample));

  GST_BUFFER_PTS (buffer) += by;

  return gst_sample_new (buffer, gst_sample_get_caps (sample), NULL, NULL);
}

static GstSample *
make_silent (GstSample *sample)
{
  GstBuffer *original = gst_sample_get_buffer (sample);
  gsize size = gst_buffer_get_size (original);
  g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_copy_into (buffer, original, GST_BUFFER_COPY_METADATA, 0, -1);
  gst_buffer_memset (buffer, 0, 0, size);

  return gst_sample_new (buffer, gst_sample_get_caps (sample), NULL, NULL);
}

/* With the lock. The loudest of the interval counts. */
static gboolean
update_level (SightSoundCapture *self,
              double             level)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->level_told < LEVEL_INTERVAL)
    {
      self->level = MAX (self->level, level);
      return FALSE;
    }

  self->level = level;
  self->level_told = now;

  return TRUE;
}

static GstFlowReturn
on_captured (GstAppSink *sink,
             gpointer    user_data)
{
  SightSoundCapture *self = user_data;
  g_autoptr(GstSample) pulled = gst_app_sink_pull_sample (sink);
  g_autoptr(GstSample) sample = NULL;
  g_autoptr(GstSample) silent = NULL;
  gboolean told;

  if (pulled == NULL)
    return GST_FLOW_OK;

  sample = sight_sound_move_sample (pulled, self->base_time);
  g_mutex_lock (&self->lock);
  told = update_level (self, sight_sound_level (gst_sample_get_buffer (sample)));
  if (self->muted)
    silent = make_silent (sample);
  g_mutex_unlock (&self->lock);

  sight_sample_takers_push (&self->takers, silent != NULL ? silent : sample);
  if (told)
    self->func (self->data);
  return GST_FLOW_OK;
}

/* With the lock. The old one goes first, because only one may hold the probe. */
static void
replace_processor (SightSoundCapture *self)
{
  if (self->processor != NULL)
    {
      gst_element_set_locked_state (self->processor, TRUE);
      gst_element_set_state (self->processor, GST_STATE_NULL);
      gst_bin_remove (self->pipeline, self->processor);
    }

  self->processor = sight_sound_processor_make (&self->processing, self->probe);
  gst_bin_add (self->pipeline, self->processor);
  gst_element_link_many (self->input, self->processor, self->output, NULL);
  gst_element_sync_state_with_parent (self->processor);
}

/* On the pipeline's thread, between two buffers. Not while the pad is idle, as
 * it is most of the time: then the first buffer could overtake the events that
 * a new element has to see before it.
 */
static GstPadProbeReturn
on_blocked (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  SightSoundCapture *self = user_data;

  g_mutex_lock (&self->processor_lock);
  self->renewing = FALSE;
  replace_processor (self);
  g_mutex_unlock (&self->processor_lock);

  return GST_PAD_PROBE_REMOVE;
}

static void
add_ends (SightSoundCapture *self)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_captured };

  self->input = gst_object_ref_sink (gst_element_factory_make ("appsrc", "input"));
  g_object_set (self->input, "is-live", TRUE, "format", GST_FORMAT_TIME, "max-bytes", (guint64) 0,
                "max-time", (guint64) STORE, "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, NULL);
  self->output = gst_object_ref_sink (gst_element_factory_make ("appsink", "captured"));
  /* Without a microphone nothing ever arrives, and nobody waits for it. */
  g_object_set (self->output, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (self->output), &callbacks, self, NULL);
  gst_bin_add_many (self->pipeline, self->input, self->output, NULL);
}

SightSoundCapture *
sight_sound_capture_new (GstBin                     *pipeline,
                         GstElement                 *probe,
                         GstClockTime                base_time,
                         const SightSoundProcessing *processing,
                         SightLevelFunc              func,
                         gpointer                    data)
{
  SightSoundCapture *self = g_new0 (SightSoundCapture, 1);

  g_mutex_init (&self->lock);
  g_mutex_init (&self->processor_lock);
  sight_sample_takers_init (&self->takers);
  self->pipeline = gst_object_ref (pipeline);
  self->probe = gst_object_ref (probe);
  self->base_time = base_time;
  self->processing = *processing;
  self->func = func;
  self->data = data;
  self->level = SIGHT_LEVEL_SILENCE;
  add_ends (self);
  replace_processor (self);

  return self;
}

void
sight_sound_capture_free (SightSoundCapture *self)
{
  gst_object_unref (self->input);
  gst_object_unref (self->output);
  gst_object_unref (self->probe);
  gst_object_unref (self->pipeline);
  sight_sample_takers_clear (&self->takers);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->processor_lock);
  g_free (self);
}

SightSampleTakers *
sight_sound_capture_get_takers (SightSoundCapture *self)
{
  return &self->takers;
}

void
sight_sound_capture_take (gpointer   capture,
                          GstSample *sample)
{
  SightSoundCapture *self = capture;
  g_autoptr(GstSample) moved = sight_sound_move_sample (sample, -self->base_time);

  gst_app_src_push_sample (GST_APP_SRC (self->input), moved);
}

void
sight_sound_capture_set_processing (SightSoundCapture          *self,
                                    const SightSoundProcessing *processing)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (self->input, "src");
  gboolean first;

  g_mutex_lock (&self->processor_lock);
  self->processing = *processing;
  first = !self->renewing;
  self->renewing = TRUE;
  g_mutex_unlock (&self->processor_lock);

  /* Its settings count only while it starts: another one takes its place. */
  if (first)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER, on_blocked, self, NULL);
}

void
sight_sound_capture_set_muted (SightSoundCapture *self,
                               gboolean           muted)
{
  g_mutex_lock (&self->lock);
  self->muted = muted;
  g_mutex_unlock (&self->lock);
}

double
sight_sound_capture_get_level (SightSoundCapture *self)
{
  double level;

  g_mutex_lock (&self->lock);
  level = self->level;
  g_mutex_unlock (&self->lock);

  return level;
}
