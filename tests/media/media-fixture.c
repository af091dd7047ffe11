/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media-fixture.h"

#include <gst/app/app.h>

#include "media/sight-media.h"
#include "media/sight-pipeline.h"
#include "media/sight-tone.h"

#define PATIENCE (60 * G_USEC_PER_SEC)

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
wait_a_little (gint64      begin,
               const char *what)
{
  guint tick;

  if (g_get_monotonic_time () - begin > PATIENCE)
    g_error ("Waited in vain for: %s", what);

  /* States of streaming threads wake nobody. */
  tick = g_timeout_add (5, on_tick, NULL);
  g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

static gboolean
watcher_take (gpointer   taker,
              GstSample *sample)
{
  Watcher *self = taker;
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  gboolean is_key = !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  gboolean started;

  g_mutex_lock (&self->lock);
  self->started = self->started || is_key;
  started = self->started;
  if (started)
    {
      self->frames++;
      self->key_frames += is_key;
      self->bytes += gst_buffer_get_size (buffer);
    }
  g_mutex_unlock (&self->lock);

  if (started)
    gst_app_src_push_sample (GST_APP_SRC (self->input), sample);
  return started;
}

static GstFlowReturn
on_decoded (GstAppSink *sink,
            gpointer    user_data)
{
  Watcher *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  SightFrameCode code;
  gboolean legible = sight_frame_code_read_sample (sample, &code);
  GstVideoInfo info;

  g_assert_true (gst_video_info_from_caps (&info, gst_sample_get_caps (sample)));

  g_mutex_lock (&self->lock);
  self->decoded++;
  self->width = GST_VIDEO_INFO_WIDTH (&info);
  self->height = GST_VIDEO_INFO_HEIGHT (&info);
  if (legible)
    {
      self->steps += self->legible > 0 && code.number > self->number;
      self->legible++;
      self->number = code.number;
    }
  g_mutex_unlock (&self->lock);

  return GST_FLOW_OK;
}

Watcher *
watcher_new (SightFeed *feed)
{
  Watcher *self = g_new0 (Watcher, 1);
  GstAppSinkCallbacks callbacks = { .new_sample = on_decoded };
  g_autoptr(GstElement) output = NULL;
  g_autoptr(GError) error = NULL;

  g_mutex_init (&self->lock);
  /* By what arrives: each test feeds one codec. */
  self->pipeline = gst_parse_launch ("appsrc name=input format=time is-live=true max-bytes=0 ! decodebin ! "
                                     "videoconvert ! video/x-raw,format=I420 ! appsink name=output sync=false", &error);
  g_assert_no_error (error);
  gst_object_ref_sink (self->pipeline);
  self->input = gst_bin_get_by_name (GST_BIN (self->pipeline), "input");
  output = gst_bin_get_by_name (GST_BIN (self->pipeline), "output");
  gst_app_sink_set_callbacks (GST_APP_SINK (output), &callbacks, self, NULL);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);

  self->feed = g_object_ref (feed);
  sight_feed_add_taker (feed, self, watcher_take, NULL);
  return self;
}

void
watcher_free (Watcher *self)
{
  sight_feed_remove_taker (self->feed, self);
  g_object_unref (self->feed);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->input);
  gst_object_unref (self->pipeline);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static guint
get_locked (Watcher     *self,
            const guint *value)
{
  guint copy;

  g_mutex_lock (&self->lock);
  copy = *value;
  g_mutex_unlock (&self->lock);

  return copy;
}

guint
watcher_get_frames (Watcher *self)
{
  return get_locked (self, &self->frames);
}

guint
watcher_get_keys (Watcher *self)
{
  return get_locked (self, &self->key_frames);
}

guint
watcher_get_legible (Watcher *self)
{
  return get_locked (self, &self->legible);
}

guint
watcher_get_width (Watcher *self)
{
  return get_locked (self, &self->width);
}

guint64
watcher_get_bytes (Watcher *self)
{
  guint64 bytes;

  g_mutex_lock (&self->lock);
  bytes = self->bytes;
  g_mutex_unlock (&self->lock);

  return bytes;
}

void
collector_init (Collector *self)
{
  *self = (Collector) { .sound = g_array_new (FALSE, FALSE, sizeof (gint16)) };
  g_mutex_init (&self->lock);
}

void
collector_clear (Collector *self)
{
  g_array_unref (self->sound);
  g_clear_pointer (&self->last, gst_sample_unref);
  g_mutex_clear (&self->lock);
}

static void
collect_sound (Collector *self,
               GstSample *sample)
{
  GstStructure *structure = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  GstMapInfo map;
  int channels = 1;

  if (!gst_structure_has_name (structure, "audio/x-raw"))
    return;

  gst_structure_get_int (structure, "channels", &channels);
  g_assert_true (gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ));
  for (gsize i = 0; i < map.size / 2 / channels; i++)
    {
      gint16 value = GST_READ_UINT16_LE (map.data + i * 2 * channels);

      g_array_append_val (self->sound, value);
    }
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
}

void
collector_take (gpointer   taker,
                GstSample *sample)
{
  Collector *self = taker;

  g_mutex_lock (&self->lock);
  self->samples++;
  g_clear_pointer (&self->last, gst_sample_unref);
  self->last = gst_sample_ref (sample);
  collect_sound (self, sample);
  g_mutex_unlock (&self->lock);
}

guint
collector_get_samples (Collector *self)
{
  guint samples;

  g_mutex_lock (&self->lock);
  samples = self->samples;
  g_mutex_unlock (&self->lock);

  return samples;
}

guint
collector_get_length (Collector *self)
{
  guint length;

  g_mutex_lock (&self->lock);
  length = self->sound->len;
  g_mutex_unlock (&self->lock);

  return length;
}

double
collector_get_power (Collector *self,
                     guint      n)
{
  double power;

  g_mutex_lock (&self->lock);
  g_assert_cmpuint (self->sound->len, >=, n);
  power = sight_tone_get_power ((const gint16 *) (gpointer) self->sound->data + self->sound->len - n, n);
  g_mutex_unlock (&self->lock);

  return power;
}

double
collector_get_tone (Collector *self,
                    double     frequency,
                    guint      n)
{
  double power = collector_get_power (self, n);
  double tone;

  g_mutex_lock (&self->lock);
  tone = sight_tone_get_power_at ((const gint16 *) (gpointer) self->sound->data + self->sound->len - n, n, frequency);
  g_mutex_unlock (&self->lock);

  return power > 0 ? tone / power : 0;
}

void
collector_forget (Collector *self)
{
  g_mutex_lock (&self->lock);
  g_array_set_size (self->sound, 0);
  self->samples = 0;
  g_mutex_unlock (&self->lock);
}

int
run_media_tests (void)
{
  int status = g_test_run ();

  sight_pipeline_wait ();

  return status;
}
