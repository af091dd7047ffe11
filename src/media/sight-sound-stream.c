/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sound-stream.h"

#include <gst/app/app.h>

#include "media/sight-sound-level.h"
#include "media/sight-source.h"
#include "media/sight-steady-time.h"

#define LEVEL_TIME (300 * G_TIME_SPAN_MILLISECOND)
#define VOLUME_MAX 2.0

struct _SightSoundStream
{
  GObject          parent_instance;

  GstBin          *pipeline; /* NULL once it is closed */
  GstElement      *mixer;
  GstPad          *pad;
  GstClockTime     base_time;

  GMutex           lock;
  /* Streaming threads, under the lock. */
  GstElement      *source; /* NULL once it is closed */
  SightSteadyTime  time;
  double           level;
  gint64           heard; /* monotonic time */
};

static void
sight_sound_stream_take (SightSink *sink,
                         GstSample *sample)
{
  SightSoundStream *self = SIGHT_SOUND_STREAM (sink);
  double level = sight_sound_level (gst_sample_get_buffer (sample));
  g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  g_autoptr(GstSample) moved = NULL;

  g_mutex_lock (&self->lock);
  self->level = level;
  self->heard = g_get_monotonic_time ();
  if (self->source != NULL)
    {
      GST_BUFFER_PTS (buffer) = sight_steady_time_map (&self->time, sample) - self->base_time;
      moved = gst_sample_new (buffer, gst_sample_get_caps (sample), NULL, NULL);
      gst_app_src_push_sample (GST_APP_SRC (self->source), moved);
    }
  g_mutex_unlock (&self->lock);
}

static GstCaps *
sight_sound_stream_get_caps (SightSink *sink)
{
  return gst_caps_from_string (SIGHT_SOUND_CAPS ",channels=[1,2]");
}

static void
sight_sound_stream_sink_init (SightSinkInterface *iface)
{
  iface->take = sight_sound_stream_take;
  iface->get_caps = sight_sound_stream_get_caps;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SightSoundStream, sight_sound_stream, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIGHT_TYPE_SINK, sight_sound_stream_sink_init))

static void
sight_sound_stream_finalize (GObject *object)
{
  SightSoundStream *self = SIGHT_SOUND_STREAM (object);

  sight_sound_stream_close (self);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (sight_sound_stream_parent_class)->finalize (object);
}

static void
sight_sound_stream_class_init (SightSoundStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_sound_stream_finalize;
}

static void
sight_sound_stream_init (SightSoundStream *self)
{
  g_mutex_init (&self->lock);
}

SightSoundStream *
sight_sound_stream_new (GstBin       *pipeline,
                        GstElement   *mixer,
                        GstClockTime  base_time)
{
  SightSoundStream *self = g_object_new (SIGHT_TYPE_SOUND_STREAM, NULL);
  GstElement *source = gst_element_factory_make ("appsrc", NULL);
  g_autoptr(GstPad) pad = gst_element_get_static_pad (source, "src");

  g_object_set (source, "is-live", TRUE, "format", GST_FORMAT_TIME, "max-bytes", (guint64) 0,
                "max-time", (guint64) (200 * GST_MSECOND), "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, NULL);
  gst_bin_add (pipeline, source);
  self->pipeline = gst_object_ref (pipeline);
  self->mixer = gst_object_ref (mixer);
  self->base_time = base_time;
  self->source = gst_object_ref (source);
  self->pad = gst_element_request_pad_simple (mixer, "sink_%u");
  gst_pad_link (pad, self->pad);
  gst_element_sync_state_with_parent (source);

  return self;
}

/* The mixer's pad first: it lets go of a source that waits for it. */
void
sight_sound_stream_close (SightSoundStream *self)
{
  GstElement *source;

  g_mutex_lock (&self->lock);
  source = g_steal_pointer (&self->source);
  g_mutex_unlock (&self->lock);

  if (source == NULL)
    return;

  gst_element_release_request_pad (self->mixer, self->pad);
  gst_element_set_locked_state (source, TRUE);
  gst_element_set_state (source, GST_STATE_NULL);
  gst_bin_remove (self->pipeline, source);
  gst_object_unref (source);
  gst_clear_object (&self->pad);
  gst_clear_object (&self->mixer);
  gst_clear_object (&self->pipeline);
}

void
sight_sound_stream_set_volume (SightSoundStream *self,
                               double            volume)
{
  g_return_if_fail (SIGHT_IS_SOUND_STREAM (self));

  if (self->pad != NULL)
    g_object_set (self->pad, "volume", CLAMP (volume, 0, VOLUME_MAX), NULL);
}

double
sight_sound_stream_get_level (SightSoundStream *self)
{
  double level;

  g_return_val_if_fail (SIGHT_IS_SOUND_STREAM (self), SIGHT_LEVEL_SILENCE);

  g_mutex_lock (&self->lock);
  level = g_get_monotonic_time () - self->heard < LEVEL_TIME ? self->level : SIGHT_LEVEL_SILENCE;
  g_mutex_unlock (&self->lock);

  return level;
}
