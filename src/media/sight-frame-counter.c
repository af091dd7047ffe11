/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-frame-counter.h"

#include "media/sight-mailbox.h"

struct _SightFrameCounter
{
  GObject       parent_instance;

  SightMailbox *mailbox;
  GstCaps      *caps;
  GMutex        lock;
  /* Streaming threads, under the lock. */
  guint64       count;
  gint64        arrived; /* the last one; monotonic time */
  gint64        pause;
  GstSample    *first;
  GstSample    *last;
  gboolean      told;
};

enum
{
  FRAMES,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_told (gpointer owner,
         gpointer data)
{
  SightFrameCounter *self = SIGHT_FRAME_COUNTER (owner);

  g_mutex_lock (&self->lock);
  self->told = FALSE;
  g_mutex_unlock (&self->lock);

  g_signal_emit (self, signals[FRAMES], 0);
}

static void
sight_frame_counter_take (SightSink *sink,
                          GstSample *sample)
{
  SightFrameCounter *self = SIGHT_FRAME_COUNTER (sink);
  gint64 now = g_get_monotonic_time ();
  gboolean tell;

  g_mutex_lock (&self->lock);
  if (self->count++ > 0)
    self->pause = MAX (self->pause, now - self->arrived);
  self->arrived = now;
  if (self->first == NULL)
    self->first = gst_sample_ref (sample);
  g_clear_pointer (&self->last, gst_sample_unref);
  self->last = gst_sample_ref (sample);
  tell = !self->told;
  self->told = TRUE;
  g_mutex_unlock (&self->lock);

  if (tell)
    sight_mailbox_post (self->mailbox, on_told, NULL, NULL);
}

static GstCaps *
sight_frame_counter_get_caps (SightSink *sink)
{
  SightFrameCounter *self = SIGHT_FRAME_COUNTER (sink);

  return self->caps != NULL ? gst_caps_ref (self->caps) : NULL;
}

static void
sight_frame_counter_sink_init (SightSinkInterface *iface)
{
  iface->take = sight_frame_counter_take;
  iface->get_caps = sight_frame_counter_get_caps;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SightFrameCounter, sight_frame_counter, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIGHT_TYPE_SINK, sight_frame_counter_sink_init))

static void
sight_frame_counter_finalize (GObject *object)
{
  SightFrameCounter *self = SIGHT_FRAME_COUNTER (object);

  sight_mailbox_close (self->mailbox);
  g_clear_pointer (&self->mailbox, sight_mailbox_unref);
  gst_clear_caps (&self->caps);
  g_clear_pointer (&self->first, gst_sample_unref);
  g_clear_pointer (&self->last, gst_sample_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (sight_frame_counter_parent_class)->finalize (object);
}

static void
sight_frame_counter_class_init (SightFrameCounterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_frame_counter_finalize;

  signals[FRAMES] = g_signal_new ("frames", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_frame_counter_init (SightFrameCounter *self)
{
  g_mutex_init (&self->lock);
  self->mailbox = sight_mailbox_new (self);
}

SightFrameCounter *
sight_frame_counter_new (GstCaps *caps)
{
  SightFrameCounter *self = g_object_new (SIGHT_TYPE_FRAME_COUNTER, NULL);

  self->caps = caps != NULL ? gst_caps_ref (caps) : NULL;

  return self;
}

guint64
sight_frame_counter_get_count (SightFrameCounter *self)
{
  guint64 count;

  g_return_val_if_fail (SIGHT_IS_FRAME_COUNTER (self), 0);

  g_mutex_lock (&self->lock);
  count = self->count;
  g_mutex_unlock (&self->lock);

  return count;
}

guint
sight_frame_counter_get_pause (SightFrameCounter *self)
{
  guint pause;

  g_return_val_if_fail (SIGHT_IS_FRAME_COUNTER (self), 0);

  g_mutex_lock (&self->lock);
  pause = self->pause / G_TIME_SPAN_MILLISECOND;
  g_mutex_unlock (&self->lock);

  return pause;
}

static GstSample *
get_sample (SightFrameCounter  *self,
            GstSample         **sample)
{
  GstSample *found;

  g_mutex_lock (&self->lock);
  found = *sample != NULL ? gst_sample_ref (*sample) : NULL;
  g_mutex_unlock (&self->lock);

  return found;
}

GstSample *
sight_frame_counter_get_first (SightFrameCounter *self)
{
  g_return_val_if_fail (SIGHT_IS_FRAME_COUNTER (self), NULL);

  return get_sample (self, &self->first);
}

GstSample *
sight_frame_counter_get_last (SightFrameCounter *self)
{
  g_return_val_if_fail (SIGHT_IS_FRAME_COUNTER (self), NULL);

  return get_sample (self, &self->last);
}
