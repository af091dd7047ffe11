/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sender.h"

#include <gst/app/app.h>
#include <gst/video/video.h>

#include "media/sight-feed-private.h"
#include "media/sight-media.h"

#define GST_CAT_DEFAULT sight_media_debug

/* Room for the headers of a relay and of IPv6 in what every path carries. */
#define MTU 1200
/* A line that cannot get rid of its frames forgets the old ones. */
#define QUEUE_TIME (500 * GST_MSECOND)

struct _SightSender
{
  gatomicrefcount  references;
  SightLine        line;
  SightCodec       codec;
  SightGate       *gate;
  GstElement      *source;
  GstElement      *payloader;
  GstElement      *valve;
  GstPad          *pad;
  GMutex           lock;
  /* Any thread, under the lock. */
  gboolean         open;
  gboolean         closed;
  gboolean         waits; /* for a key frame */
  SightFeed       *feed;
};

static const char * const payloaders[] = {
  [SIGHT_CODEC_OPUS] = "rtpopuspay",
  [SIGHT_CODEC_VP8] = "rtpvp8pay",
  [SIGHT_CODEC_H264] = "rtph264pay",
};

static void
ask_for_key_frame (SightSender *self)
{
  g_autoptr(SightFeed) feed = NULL;

  g_mutex_lock (&self->lock);
  if (self->feed != NULL)
    feed = g_object_ref (self->feed);
  g_mutex_unlock (&self->lock);

  if (feed != NULL)
    sight_feed_request_key_frame (feed);
}

/* The request ends here: what encodes is in another pipeline. */
static GstPadProbeReturn
on_upstream_event (GstPad          *pad,
                   GstPadProbeInfo *info,
                   gpointer         user_data)
{
  SightSender *self = user_data;

  if (gst_video_event_is_force_key_unit (GST_PAD_PROBE_INFO_EVENT (info)))
    {
      GST_DEBUG_OBJECT (self->source, "The other side asks for a key frame");
      ask_for_key_frame (self);
      return GST_PAD_PROBE_DROP;
    }

  return GST_PAD_PROBE_OK;
}

static GstElement *
make_payloader (const SightLineDescription  *description,
                const char                  *name,
                GError                     **error)
{
  GstElement *payloader = sight_media_make (payloaders[description->codec], name, error);

  if (payloader == NULL)
    return NULL;

  g_object_set (payloader,
                "pt", description->payload_type,
                "ssrc", description->ssrc,
                "mtu", MTU,
                NULL);
  if (description->codec == SIGHT_CODEC_VP8)
    gst_util_set_object_arg (G_OBJECT (payloader), "picture-id-mode", "15-bit");
  if (description->codec == SIGHT_CODEC_H264)
    {
      gst_util_set_object_arg (G_OBJECT (payloader), "aggregate-mode", "zero-latency");
      g_object_set (payloader, "config-interval", -1, NULL);
    }

  return payloader;
}

static gboolean
add_elements (SightSender                 *self,
              const SightLineDescription  *description,
              GstBin                      *pipeline,
              GError                     **error)
{
  g_autofree char *source_name = g_strdup_printf ("source-%u", self->line);
  g_autofree char *queue_name = g_strdup_printf ("queue-%u", self->line);
  g_autofree char *payloader_name = g_strdup_printf ("payloader-%u", self->line);
  g_autofree char *valve_name = g_strdup_printf ("valve-%u", self->line);
  GstElement *elements[4];
  static const guint n = G_N_ELEMENTS (elements);

  elements[0] = sight_media_make ("appsrc", source_name, error);
  elements[1] = elements[0] != NULL ? sight_media_make ("queue", queue_name, error) : NULL;
  elements[2] = elements[1] != NULL ? make_payloader (description, payloader_name, error) : NULL;
  elements[3] = elements[2] != NULL ? sight_media_make ("valve", valve_name, error) : NULL;
  for (guint i = 0; i < n && elements[i] != NULL; i++)
    gst_bin_add (pipeline, elements[i]);
  if (elements[n - 1] == NULL)
    return FALSE;

  self->source = gst_object_ref (elements[0]);
  self->payloader = gst_object_ref (elements[2]);
  self->valve = gst_object_ref (elements[3]);
  self->pad = gst_element_get_static_pad (self->valve, "src");
  g_object_set (self->source, "is-live", TRUE, "format", GST_FORMAT_TIME, "max-bytes", (guint64) 0,
                "handle-segment-change", FALSE, NULL);
  g_object_set (elements[1], "max-size-buffers", 0, "max-size-bytes", 0, "max-size-time", (guint64) QUEUE_TIME, NULL);
  gst_util_set_object_arg (G_OBJECT (elements[1]), "leaky", "downstream");
  g_object_set (self->valve, "drop", TRUE, NULL);
  gst_util_set_object_arg (G_OBJECT (self->valve), "drop-mode", "forward-sticky-events");

  for (guint i = 1; i < n; i++)
    gst_element_link (elements[i - 1], elements[i]);
  return TRUE;
}

static void
watch_source (SightSender *self)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (self->source, "src");

  /* Borrowed: the line is kept until the pipeline has stopped. */
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_upstream_event, self, NULL);
}

SightSender *
sight_sender_new (SightLine                    line,
                  const SightLineDescription  *description,
                  GstBin                      *pipeline,
                  SightGate                   *gate,
                  GError                     **error)
{
  g_autoptr(SightSender) self = g_new0 (SightSender, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->line = line;
  self->codec = description->codec;
  self->gate = sight_gate_ref (gate);
  self->waits = TRUE;

  if (!add_elements (self, description, pipeline, error))
    return NULL;

  watch_source (self);
  return g_steal_pointer (&self);
}

SightSender *
sight_sender_ref (SightSender *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
sight_sender_unref (SightSender *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_object (&self->feed);
  gst_clear_object (&self->pad);
  gst_clear_object (&self->valve);
  gst_clear_object (&self->payloader);
  gst_clear_object (&self->source);
  g_clear_pointer (&self->gate, sight_gate_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
push (gpointer   taker,
      GstSample *sample)
{
  return sight_sender_push (taker, sample);
}

void
sight_sender_set_feed (SightSender *self,
                       SightFeed   *feed)
{
  g_autoptr(SightFeed) old = NULL;

  /* Nothing is sent rather than what the other side cannot read. */
  if (feed != NULL)
    feed = sight_feed_find (feed, self->codec);

  g_mutex_lock (&self->lock);
  old = g_steal_pointer (&self->feed);
  self->feed = feed != NULL ? g_object_ref (feed) : NULL;
  self->waits = TRUE;
  g_mutex_unlock (&self->lock);

  if (old != NULL)
    sight_feed_remove_taker (old, self);
  if (feed != NULL)
    sight_feed_add_taker (feed, sight_sender_ref (self), push, (GDestroyNotify) sight_sender_unref);
}

GstPad *
sight_sender_get_frames (SightSender *self)
{
  return gst_element_get_static_pad (self->payloader, "sink");
}

GstPad *
sight_sender_get_pad (SightSender *self)
{
  return self->pad;
}

void
sight_sender_open (SightSender *self)
{
  g_mutex_lock (&self->lock);
  self->open = !self->closed && sight_gate_is_open (self->gate);
  if (self->open)
    g_object_set (self->valve, "drop", FALSE, NULL);
  g_mutex_unlock (&self->lock);
}

void
sight_sender_close (SightSender *self)
{
  g_mutex_lock (&self->lock);
  self->open = FALSE;
  self->closed = TRUE;
  g_mutex_unlock (&self->lock);

  sight_sender_set_feed (self, NULL);

  g_object_set (self->valve, "drop", TRUE, NULL);
}

gboolean
sight_sender_push (SightSender *self,
                   GstSample   *sample)
{
  gboolean is_delta = GST_BUFFER_FLAG_IS_SET (gst_sample_get_buffer (sample), GST_BUFFER_FLAG_DELTA_UNIT);
  gboolean send;
  gboolean waits;

  g_mutex_lock (&self->lock);
  if (self->open && !is_delta)
    self->waits = FALSE;
  waits = self->open && self->waits;
  send = self->open && !self->waits;
  g_mutex_unlock (&self->lock);

  if (send)
    gst_app_src_push_sample (GST_APP_SRC (self->source), sample);

  return !waits;
}
