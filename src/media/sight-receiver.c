/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-receiver.h"

#include <glib/gi18n-lib.h>
#include <gst/app/app.h>
#include <gst/video/video.h>

#include "media/sight-decoder.h"
#include "media/sight-flow-shield.h"
#include "media/sight-media-error.h"
#include "media/sight-media.h"
#include "media/sight-playout.h"

#define GST_CAT_DEFAULT sight_media_debug

/* A branch that fails more often is not worth the CPU time. */
#define REBUILDS_MAX      5
#define REBUILDS_INTERVAL (10 * G_USEC_PER_SEC)

struct _SightReceiver
{
  gatomicrefcount  references;
  SightLine        line;
  SightCodec       codec;
  SightGate       *gate;
  SightPeerMeter  *meter;
  GMutex           lock;
  /* Any thread, under the lock. */
  SightSink       *sink;
  GstElement      *bin;     /* stays; holds what is rebuilt */
  GstPad          *shield;
  GstElement      *decoder;
  gint64           rebuilt_since;
  guint            rebuilt;
};

SightReceiver *
sight_receiver_new (SightLine       line,
                    SightCodec      codec,
                    SightGate      *gate,
                    SightPeerMeter *meter)
{
  SightReceiver *self = g_new0 (SightReceiver, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->line = line;
  self->codec = codec;
  self->gate = sight_gate_ref (gate);
  self->meter = sight_peer_meter_ref (meter);

  return self;
}

SightReceiver *
sight_receiver_ref (SightReceiver *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
sight_receiver_unref (SightReceiver *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_object (&self->sink);
  gst_clear_object (&self->decoder);
  gst_clear_object (&self->shield);
  gst_clear_object (&self->bin);
  g_clear_pointer (&self->gate, sight_gate_unref);
  g_clear_pointer (&self->meter, sight_peer_meter_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static SightSink *
ref_sink (SightReceiver *self)
{
  SightSink *sink;

  g_mutex_lock (&self->lock);
  sink = self->sink != NULL ? g_object_ref (self->sink) : NULL;
  g_mutex_unlock (&self->lock);

  return sink;
}

static void
set_format (GstElement *decoder,
            SightSink  *sink)
{
  g_autoptr(GstElement) frames = gst_bin_get_by_name (GST_BIN (decoder), "frames");
  g_autoptr(GstPad) pad = gst_element_get_static_pad (frames, "sink");
  g_autoptr(GstCaps) caps = sink != NULL ? sight_sink_get_caps (sink) : NULL;

  gst_app_sink_set_caps (GST_APP_SINK (frames), caps);
  gst_pad_push_event (pad, gst_event_new_reconfigure ());
}

/* With the lock. Sound is decoded in any case: who begins to listen would wait
 * for nothing, and it costs next to nothing.
 */
static gboolean
is_wanted (SightReceiver *self)
{
  return self->sink != NULL || self->codec == SIGHT_CODEC_OPUS;
}

void
sight_receiver_set_sink (SightReceiver *self,
                         SightSink     *sink)
{
  g_autoptr(GstElement) decoder = NULL;
  gboolean was_wanted, wanted;

  g_mutex_lock (&self->lock);
  was_wanted = is_wanted (self);
  g_set_object (&self->sink, sink);
  wanted = is_wanted (self);
  if (self->decoder != NULL)
    decoder = gst_object_ref (self->decoder);
  g_mutex_unlock (&self->lock);

  if (decoder != NULL)
    set_format (decoder, sink);
  if (was_wanted && !wanted)
    sight_peer_meter_hide (self->meter, self->line);
  /* What came meanwhile was not decoded. */
  if (!was_wanted && wanted)
    sight_receiver_request_key_frame (self);
}

void
sight_receiver_close (SightReceiver *self)
{
  g_autoptr(SightSink) sink = NULL;

  g_mutex_lock (&self->lock);
  sink = g_steal_pointer (&self->sink);
  g_mutex_unlock (&self->lock);
}

/* One that was on its way when its sink was taken away is not counted: it would
 * stand until the next one.
 */
static void
count_shown (SightReceiver *self,
             SightSink     *sink)
{
  g_mutex_lock (&self->lock);
  if (self->sink == sink)
    sight_peer_meter_show (self->meter, self->line);
  g_mutex_unlock (&self->lock);
}

static GstFlowReturn
on_new_sample (GstAppSink *frames,
               gpointer    user_data)
{
  SightReceiver *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (frames);
  g_autoptr(SightSink) sink = ref_sink (self);

  /* The shield stands before the decoder; this is for what was in it when the
   * connection was refused or closed.
   */
  if (sample != NULL && sink != NULL && sight_gate_is_open (self->gate))
    {
      sight_sink_take (sink, sample);
      count_shown (self, sink);
    }

  return GST_FLOW_OK;
}

/* On a streaming thread, for every packet. */
static gboolean
admits (gpointer data)
{
  SightReceiver *self = data;
  gboolean wanted;

  g_mutex_lock (&self->lock);
  wanted = is_wanted (self);
  g_mutex_unlock (&self->lock);

  return wanted && sight_gate_is_open (self->gate);
}

static GstElement *
make_decoder (SightReceiver  *self,
              GError        **error)
{
  GstElement *decoder = sight_decoder_make (self->line, self->codec, error);
  g_autoptr(SightSink) sink = ref_sink (self);
  g_autoptr(GstElement) frames = NULL;
  static GstAppSinkCallbacks callbacks = { .new_sample = on_new_sample };

  if (decoder == NULL)
    return NULL;

  frames = gst_bin_get_by_name (GST_BIN (decoder), "frames");
  if (self->codec != SIGHT_CODEC_OPUS)
    sight_playout_attach (frames);
  /* Borrowed: the line is kept until the pipeline has stopped. */
  gst_app_sink_set_callbacks (GST_APP_SINK (frames), &callbacks, self, NULL);
  set_format (decoder, sink);
  sight_peer_meter_watch_decoder (self->meter, self->line, GST_BIN (decoder));
  return decoder;
}

/* Puts a new decoder behind the shield. */
static gboolean
install_decoder (SightReceiver  *self,
                 GError        **error)
{
  GstElement *decoder = make_decoder (self, error);
  g_autoptr(GstPad) pad = NULL;

  if (decoder == NULL)
    return FALSE;

  g_mutex_lock (&self->lock);
  g_set_object (&self->decoder, decoder);
  g_mutex_unlock (&self->lock);

  pad = gst_element_get_static_pad (decoder, "sink");
  gst_bin_add (GST_BIN (self->bin), decoder);
  gst_element_sync_state_with_parent (decoder);
  gst_ghost_pad_set_target (GST_GHOST_PAD (self->shield), pad);
  return TRUE;
}

static void
remove_decoder (SightReceiver *self)
{
  g_autoptr(GstElement) decoder = NULL;

  g_mutex_lock (&self->lock);
  decoder = g_steal_pointer (&self->decoder);
  g_mutex_unlock (&self->lock);
  if (decoder == NULL)
    return;

  gst_ghost_pad_set_target (GST_GHOST_PAD (self->shield), NULL);
  gst_element_set_locked_state (decoder, TRUE);
  gst_element_set_state (decoder, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (self->bin), decoder);
}

/* Where packets go that belong to no line: nowhere, quietly. */
static void
drain (SightReceiver *self,
       GstBin        *pipeline,
       GstPad        *pad)
{
  GstElement *bin = gst_bin_new (NULL);
  GstPad *shield = sight_flow_shield_new ("sink", NULL, NULL);

  GST_WARNING_OBJECT (pad, "One source pad more than line %u has", self->line);
  gst_pad_set_active (shield, TRUE);
  gst_element_add_pad (bin, shield);
  gst_bin_add (pipeline, bin);
  gst_element_sync_state_with_parent (bin);
  gst_pad_link (pad, shield);
}

/* False where the line has its bin already. */
static gboolean
make_bin (SightReceiver *self)
{
  g_autofree char *name = g_strdup_printf ("receiver-%u", self->line);
  gboolean made = FALSE;

  g_mutex_lock (&self->lock);
  if (self->bin == NULL)
    {
      self->bin = gst_object_ref_sink (gst_bin_new (name));
      self->shield = gst_object_ref_sink (sight_flow_shield_new ("sink", admits, self));
      made = TRUE;
    }
  g_mutex_unlock (&self->lock);

  return made;
}

gboolean
sight_receiver_attach (SightReceiver  *self,
                       GstBin         *pipeline,
                       GstPad         *pad,
                       GError        **error)
{
  gboolean good;

  if (!make_bin (self))
    {
      drain (self, pipeline, pad);
      return TRUE;
    }

  gst_pad_set_active (self->shield, TRUE);
  gst_element_add_pad (self->bin, self->shield);
  gst_bin_add (pipeline, self->bin);
  good = install_decoder (self, error);
  gst_element_sync_state_with_parent (self->bin);
  gst_pad_link (pad, self->shield);

  return good;
}

gboolean
sight_receiver_owns (SightReceiver *self,
                     GstObject     *element)
{
  gboolean owns;

  g_mutex_lock (&self->lock);
  /* An error of a decoder that was already taken away is old news. */
  owns = self->bin != NULL && gst_object_has_as_ancestor (element, GST_OBJECT (self->bin));
  g_mutex_unlock (&self->lock);

  return owns;
}

static gboolean
may_rebuild (SightReceiver *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean may;

  g_mutex_lock (&self->lock);
  if (self->rebuilt == 0 || now - self->rebuilt_since > REBUILDS_INTERVAL)
    {
      self->rebuilt = 0;
      self->rebuilt_since = now;
    }
  may = self->rebuilt++ < REBUILDS_MAX;
  g_mutex_unlock (&self->lock);

  return may;
}

gboolean
sight_receiver_rebuild (SightReceiver  *self,
                        GError        **error)
{
  remove_decoder (self);
  if (!may_rebuild (self))
    {
      g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DECODER,
                   _("The decoder for %s fails again and again: this line stays off"),
                   sight_codec_to_name (self->codec));
      return FALSE;
    }

  if (!install_decoder (self, error))
    return FALSE;

  sight_receiver_request_key_frame (self);
  return TRUE;
}

void
sight_receiver_request_key_frame (SightReceiver *self)
{
  g_autoptr(GstPad) shield = NULL;

  g_mutex_lock (&self->lock);
  if (self->shield != NULL && self->codec != SIGHT_CODEC_OPUS)
    shield = gst_object_ref (self->shield);
  g_mutex_unlock (&self->lock);

  if (shield != NULL)
    gst_pad_push_event (shield, gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE, 0));
}
