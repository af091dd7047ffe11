/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-audio-encoder.h"

#include <glib/gi18n-lib.h>
#include <gst/app/app.h>

#include "media/sight-mailbox.h"
#include "media/sight-media.h"
#include "media/sight-pipeline.h"

#define VOICE_BITRATE 32000
#define SCREEN_BITRATE 96000
/* What Opus can make good of; beyond it more copies only cost. */
#define LOSS_MAX 30

struct _SightAudioEncoder
{
  GObject       parent_instance;

  SightMailbox *mailbox;
  SightFeed    *feed;
  GstElement   *pipeline;
  GstElement   *input;
  GstElement   *encoder;
};

enum
{
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightAudioEncoder, sight_audio_encoder, G_TYPE_OBJECT)

static GstFlowReturn
on_encoded (GstAppSink *sink,
            gpointer    user_data)
{
  SightAudioEncoder *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);

  if (sample != NULL)
    sight_feed_push (self->feed, sample);

  return GST_FLOW_OK;
}

static void
on_failed (gpointer owner,
           gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) told = NULL;

  gst_message_parse_error (data, &error, NULL);
  told = g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_FAILED, _("The encoder of sound stopped: %s"), error->message);
  g_signal_emit (owner, signals[FAILED], 0, told);
}

static void
sight_audio_encoder_dispose (GObject *object)
{
  SightAudioEncoder *self = SIGHT_AUDIO_ENCODER (object);

  sight_mailbox_close (self->mailbox);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);

  G_OBJECT_CLASS (sight_audio_encoder_parent_class)->dispose (object);
}

static void
sight_audio_encoder_finalize (GObject *object)
{
  SightAudioEncoder *self = SIGHT_AUDIO_ENCODER (object);

  gst_clear_object (&self->input);
  gst_clear_object (&self->encoder);
  gst_clear_object (&self->pipeline);
  g_clear_object (&self->feed);
  sight_mailbox_unref (self->mailbox);

  G_OBJECT_CLASS (sight_audio_encoder_parent_class)->finalize (object);
}

static void
sight_audio_encoder_class_init (SightAudioEncoderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sight_audio_encoder_dispose;
  object_class->finalize = sight_audio_encoder_finalize;

  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sight_audio_encoder_init (SightAudioEncoder *self)
{
  self->mailbox = sight_mailbox_new (self);
  self->feed = sight_feed_new ();
}

/* An encoder that cannot keep up leaves out sound and does not fall behind. */
static char *
describe (SightSoundKind kind)
{
  gboolean voice = kind == SIGHT_SOUND_VOICE;

  return g_strdup_printf ("appsrc name=input is-live=true format=time max-time=200000000 max-bytes=0 leaky-type=downstream ! "
                          "audioconvert ! audioresample ! audio/x-raw,rate=48000,channels=%u ! "
                          "opusenc name=encoder frame-size=20 bitrate-type=constrained-vbr inband-fec=true dtx=false "
                          "perfect-timestamp=true audio-type=%s bitrate=%u complexity=%u ! "
                          "appsink name=output sync=false async=false enable-last-sample=false",
                          voice ? 1 : 2, voice ? "voice" : "generic", voice ? VOICE_BITRATE : SCREEN_BITRATE,
                          voice ? 6 : 9);
}

static void
connect_pipeline (SightAudioEncoder *self)
{
  g_autoptr(GstElement) output = gst_bin_get_by_name (GST_BIN (self->pipeline), "output");
  GstAppSinkCallbacks callbacks = { .new_sample = on_encoded };

  gst_app_sink_set_callbacks (GST_APP_SINK (output), &callbacks, self, NULL);
  sight_pipeline_post_errors (self->pipeline, self->mailbox, on_failed);
  sight_media_set_clock (self->pipeline);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

SightAudioEncoder *
sight_audio_encoder_new (SightSoundKind   kind,
                         GError         **error)
{
  g_autoptr(SightAudioEncoder) self = g_object_new (SIGHT_TYPE_AUDIO_ENCODER, NULL);
  g_autofree char *description = describe (kind);
  GstElement *pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);

  if (pipeline == NULL)
    return NULL;

  self->pipeline = gst_object_ref_sink (pipeline);
  self->input = gst_bin_get_by_name (GST_BIN (pipeline), "input");
  self->encoder = gst_bin_get_by_name (GST_BIN (pipeline), "encoder");
  connect_pipeline (self);

  return g_steal_pointer (&self);
}

SightFeed *
sight_audio_encoder_get_feed (SightAudioEncoder *self)
{
  g_return_val_if_fail (SIGHT_IS_AUDIO_ENCODER (self), NULL);

  return self->feed;
}

void
sight_audio_encoder_take (gpointer   encoder,
                          GstSample *sample)
{
  SightAudioEncoder *self = encoder;

  if (sight_feed_is_taken (self->feed))
    gst_app_src_push_sample (GST_APP_SRC (self->input), sample);
}

void
sight_audio_encoder_set_bitrate (SightAudioEncoder *self,
                                 guint              bitrate)
{
  g_return_if_fail (SIGHT_IS_AUDIO_ENCODER (self));

  g_object_set (self->encoder, "bitrate", (int) CLAMP (bitrate, 6000, 510000), NULL);
}

void
sight_audio_encoder_set_loss (SightAudioEncoder *self,
                              guint              percent)
{
  g_return_if_fail (SIGHT_IS_AUDIO_ENCODER (self));

  g_object_set (self->encoder, "packet-loss-percentage", (int) MIN (percent, LOSS_MAX), NULL);
}

void
sight_audio_encoder_set_dtx (SightAudioEncoder *self,
                             gboolean           dtx)
{
  g_return_if_fail (SIGHT_IS_AUDIO_ENCODER (self));

  g_object_set (self->encoder, "dtx", dtx, NULL);
}
