/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-audio-devices.h"

#include <glib/gi18n-lib.h>
#include <gst/app/app.h>

#include "media/sight-mailbox.h"
#include "media/sight-media.h"
#include "media/sight-microphone.h"
#include "media/sight-pipeline.h"
#include "media/sight-sound-capture.h"
#include "media/sight-sound-level.h"
#include "media/sight-speaker.h"

#define GST_CAT_DEFAULT sight_media_debug

/* How long the mixer waits for a peer's sound that is late. */
#define MIX_TIME (30 * GST_MSECOND)

struct _SightAudioDevices
{
  GObject               parent_instance;

  SightMailbox         *mailbox;
  GstElement           *pipeline;
  GstElement           *mixer;
  GstElement           *probe;
  GstClockTime          base_time;
  SightSoundCapture    *capture;
  SightSoundProcessing  processing;
  gboolean              is_cancelled; /* the echo, by the microphone itself */
  gboolean              muted;
  SightSource          *microphone;
  gulong                microphone_failed;
  SightSampleTakers     listeners;

  GMutex                lock;
  /* The pipeline's thread, under the lock. */
  SightSpeaker         *speaker;
};

enum
{
  PROP_0,
  PROP_MUTED,
  PROP_LEVEL,
  PROP_ECHO_CANCELLATION,
  PROP_NOISE_SUPPRESSION,
  PROP_GAIN_CONTROL,
  N_PROPS,
};

enum
{
  MICROPHONE_FAILED,
  SPEAKER_FAILED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightAudioDevices, sight_audio_devices, G_TYPE_OBJECT)

static void
on_level (gpointer owner,
          gpointer data)
{
  g_object_notify_by_pspec (owner, properties[PROP_LEVEL]);
}

/* On a streaming thread. */
static void
tell_level (gpointer mailbox)
{
  sight_mailbox_post (mailbox, on_level, NULL, NULL);
}

static GstFlowReturn
on_mixed (GstAppSink *sink,
          gpointer    user_data)
{
  SightAudioDevices *self = user_data;
  g_autoptr(GstSample) pulled = gst_app_sink_pull_sample (sink);
  g_autoptr(GstSample) sample = NULL;

  if (pulled == NULL)
    return GST_FLOW_OK;

  sample = sight_sound_move_sample (pulled, self->base_time);
  sight_sample_takers_push (&self->listeners, sample);
  g_mutex_lock (&self->lock);
  if (self->speaker != NULL)
    sight_speaker_play (self->speaker, sample);
  g_mutex_unlock (&self->lock);

  return GST_FLOW_OK;
}

static void
on_failed (gpointer owner,
           gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) told = NULL;

  gst_message_parse_error (data, &error, NULL);
  told = g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_FAILED,
                      _("The sound of the microphone cannot be processed: %s"), error->message);
  g_signal_emit (owner, signals[MICROPHONE_FAILED], 0, told, FALSE);
}

static void
update_processing (SightAudioDevices *self)
{
  SightSoundProcessing processing = self->processing;

  processing.echo_cancellation = processing.echo_cancellation && !self->is_cancelled;
  sight_sound_capture_set_processing (self->capture, &processing);
}

static void
set_processing (SightAudioDevices *self,
                gboolean          *setting,
                gboolean           value,
                GParamSpec        *pspec)
{
  if (*setting == value)
    return;

  *setting = value;
  update_processing (self);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_muted (SightAudioDevices *self,
           gboolean           muted)
{
  if (self->muted == muted)
    return;

  self->muted = muted;
  sight_sound_capture_set_muted (self->capture, muted);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MUTED]);
}

static void
sight_audio_devices_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  SightAudioDevices *self = SIGHT_AUDIO_DEVICES (object);

  switch (id)
    {
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;

    case PROP_LEVEL:
      g_value_set_double (value, sight_sound_capture_get_level (self->capture));
      break;

    case PROP_ECHO_CANCELLATION:
      g_value_set_boolean (value, self->processing.echo_cancellation);
      break;

    case PROP_NOISE_SUPPRESSION:
      g_value_set_boolean (value, self->processing.noise_suppression);
      break;

    case PROP_GAIN_CONTROL:
      g_value_set_boolean (value, self->processing.gain_control);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_audio_devices_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  SightAudioDevices *self = SIGHT_AUDIO_DEVICES (object);

  switch (id)
    {
    case PROP_MUTED:
      set_muted (self, g_value_get_boolean (value));
      break;

    case PROP_ECHO_CANCELLATION:
      set_processing (self, &self->processing.echo_cancellation, g_value_get_boolean (value), pspec);
      break;

    case PROP_NOISE_SUPPRESSION:
      set_processing (self, &self->processing.noise_suppression, g_value_get_boolean (value), pspec);
      break;

    case PROP_GAIN_CONTROL:
      set_processing (self, &self->processing.gain_control, g_value_get_boolean (value), pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_audio_devices_dispose (GObject *object)
{
  SightAudioDevices *self = SIGHT_AUDIO_DEVICES (object);

  sight_audio_devices_set_microphone (self, NULL);
  sight_audio_devices_close_speaker (self);
  sight_mailbox_close (self->mailbox);
  /* No device is in it: it stops at once, and its threads know self. */
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);

  G_OBJECT_CLASS (sight_audio_devices_parent_class)->dispose (object);
}

static void
sight_audio_devices_finalize (GObject *object)
{
  SightAudioDevices *self = SIGHT_AUDIO_DEVICES (object);

  g_clear_pointer (&self->capture, sight_sound_capture_free);
  gst_clear_object (&self->mixer);
  gst_clear_object (&self->probe);
  gst_clear_object (&self->pipeline);
  sight_mailbox_unref (self->mailbox);
  sight_sample_takers_clear (&self->listeners);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (sight_audio_devices_parent_class)->finalize (object);
}

static void
install_switch (GObjectClass *object_class,
                guint         id,
                const char   *name,
                gboolean      value)
{
  properties[id] = g_param_spec_boolean (name, NULL, NULL, value,
                                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, id, properties[id]);
}

static void
sight_audio_devices_class_init (SightAudioDevicesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_audio_devices_get_property;
  object_class->set_property = sight_audio_devices_set_property;
  object_class->dispose = sight_audio_devices_dispose;
  object_class->finalize = sight_audio_devices_finalize;

  install_switch (object_class, PROP_MUTED, "muted", FALSE);
  install_switch (object_class, PROP_ECHO_CANCELLATION, "echo-cancellation", TRUE);
  install_switch (object_class, PROP_NOISE_SUPPRESSION, "noise-suppression", TRUE);
  install_switch (object_class, PROP_GAIN_CONTROL, "gain-control", TRUE);
  properties[PROP_LEVEL] =
    g_param_spec_double ("level", NULL, NULL, SIGHT_LEVEL_SILENCE, 0, SIGHT_LEVEL_SILENCE,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_LEVEL, properties[PROP_LEVEL]);

  signals[MICROPHONE_FAILED] =
    g_signal_new ("microphone-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_ERROR, G_TYPE_BOOLEAN);
  signals[SPEAKER_FAILED] =
    g_signal_new ("speaker-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_ERROR, G_TYPE_BOOLEAN);
}

static void
sight_audio_devices_init (SightAudioDevices *self)
{
  g_mutex_init (&self->lock);
  self->mailbox = sight_mailbox_new (self);
  sight_sample_takers_init (&self->listeners);
  self->processing = (SightSoundProcessing) { TRUE, TRUE, TRUE };
}

/* The mixer keeps the time, also while nobody says anything: without it the
 * processor would not know that nothing is played.
 */
static const char pipeline_description[] =
  "audiomixer name=mixer force-live=true ignore-inactive-pads=true "
  "output-buffer-duration=10000000 ! capsfilter name=format caps=" SIGHT_SOUND_CAPS ",channels=2,channel-mask=(bitmask)3 "
  "appsink name=mixed sync=false async=false enable-last-sample=false";

/* What is mixed goes by the probe. */
static void
add_output (SightAudioDevices *self)
{
  g_autoptr(GstElement) format = gst_bin_get_by_name (GST_BIN (self->pipeline), "format");
  g_autoptr(GstElement) mixed = gst_bin_get_by_name (GST_BIN (self->pipeline), "mixed");
  GstAppSinkCallbacks callbacks = { .new_sample = on_mixed };

  gst_app_sink_set_callbacks (GST_APP_SINK (mixed), &callbacks, self, NULL);
  self->probe = gst_object_ref_sink (sight_sound_processor_make_probe ());
  gst_bin_add (GST_BIN (self->pipeline), self->probe);
  gst_element_link_many (format, self->probe, mixed, NULL);
}

static void
start (SightAudioDevices *self)
{

  self->mixer = gst_bin_get_by_name (GST_BIN (self->pipeline), "mixer");
  g_object_set (self->mixer, "latency", (guint64) MIX_TIME, NULL);
  add_output (self);
  /* The mixer begins at zero, and would make up for all time since then: this
   * pipeline has a base time of its own, and what comes and goes is moved by it.
   */
  self->base_time = g_get_monotonic_time () * GST_USECOND;
  self->capture = sight_sound_capture_new (GST_BIN (self->pipeline), self->probe, self->base_time,
                                           &self->processing, tell_level, self->mailbox);

  sight_pipeline_post_errors (self->pipeline, self->mailbox, on_failed);
  sight_media_set_clock (self->pipeline);
  gst_element_set_base_time (self->pipeline, self->base_time);
  /* When a sound is heard, for the one who removes its echo. */
  gst_pipeline_set_latency (GST_PIPELINE (self->pipeline), MIX_TIME + SIGHT_SPEAKER_STORE);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

SightAudioDevices *
sight_audio_devices_new (GError **error)
{
  g_autoptr(SightAudioDevices) self = g_object_new (SIGHT_TYPE_AUDIO_DEVICES, NULL);
  GstElement *pipeline = gst_parse_launch_full (pipeline_description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);

  if (pipeline == NULL)
    return NULL;

  self->pipeline = gst_object_ref_sink (pipeline);
  start (self);

  return g_steal_pointer (&self);
}

/* A microphone that was chosen is followed by the default one, and that by none. */
static void
on_microphone_failed (SightAudioDevices *self,
                      const GError      *error,
                      SightSource       *source)
{
  gboolean replaced = SIGHT_IS_MICROPHONE (source) && sight_microphone_get_device (SIGHT_MICROPHONE (source)) != NULL;

  if (replaced)
    {
      g_autoptr(SightSource) standard = sight_microphone_new (NULL);

      sight_audio_devices_set_microphone (self, standard);
    }

  g_signal_emit (self, signals[MICROPHONE_FAILED], 0, error, replaced);
}

void
sight_audio_devices_set_microphone (SightAudioDevices *self,
                                    SightSource       *microphone)
{
  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));

  if (self->microphone == microphone)
    return;

  if (self->microphone != NULL)
    {
      g_clear_signal_handler (&self->microphone_failed, self->microphone);
      sight_source_remove_taker (self->microphone, self->capture);
    }

  g_set_object (&self->microphone, microphone);
  if (microphone == NULL)
    return;

  self->microphone_failed =
    g_signal_connect_swapped (microphone, "failed", G_CALLBACK (on_microphone_failed), self);
  sight_source_add_taker (microphone, self->capture, sight_sound_capture_take);
}

void
sight_audio_devices_set_echo_cancelled (SightAudioDevices *self,
                                        gboolean           is_cancelled)
{
  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));

  if (self->is_cancelled == is_cancelled)
    return;

  self->is_cancelled = is_cancelled;
  update_processing (self);
}

SightSource *
sight_audio_devices_get_microphone (SightAudioDevices *self)
{
  g_return_val_if_fail (SIGHT_IS_AUDIO_DEVICES (self), NULL);

  return self->microphone;
}

static void
take_speaker (SightAudioDevices *self,
              SightSpeaker      *speaker)
{
  SightSpeaker *old;

  g_mutex_lock (&self->lock);
  old = self->speaker;
  self->speaker = speaker;
  g_mutex_unlock (&self->lock);

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);
  g_clear_object (&old);
}

static void
on_speaker_failed (SightAudioDevices *self,
                   const GError      *error,
                   SightSpeaker      *speaker)
{
  gboolean replaced = sight_speaker_get_device (speaker) != NULL;

  if (replaced)
    sight_audio_devices_open_speaker (self, NULL);
  else
    sight_audio_devices_close_speaker (self);

  g_signal_emit (self, signals[SPEAKER_FAILED], 0, error, replaced);
}

void
sight_audio_devices_open_speaker (SightAudioDevices *self,
                                  const char        *device)
{
  g_autoptr(GError) error = NULL;
  SightSpeaker *speaker;

  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));

  speaker = sight_speaker_new (device, MIX_TIME + SIGHT_SPEAKER_STORE, &error);
  take_speaker (self, speaker);
  if (speaker != NULL)
    g_signal_connect_swapped (speaker, "failed", G_CALLBACK (on_speaker_failed), self);
  else
    g_signal_emit (self, signals[SPEAKER_FAILED], 0, error, FALSE);
}

void
sight_audio_devices_close_speaker (SightAudioDevices *self)
{
  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));

  take_speaker (self, NULL);
}

void
sight_audio_devices_add_taker (SightAudioDevices *self,
                               gpointer           taker,
                               SightSampleFunc    func)
{
  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));

  sight_sample_takers_add (sight_sound_capture_get_takers (self->capture), taker, func);
}

void
sight_audio_devices_add_listener (SightAudioDevices *self,
                                  gpointer           taker,
                                  SightSampleFunc    func)
{
  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));

  sight_sample_takers_add (&self->listeners, taker, func);
}

void
sight_audio_devices_remove_taker (SightAudioDevices *self,
                                  gpointer           taker)
{
  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));

  sight_sample_takers_remove (sight_sound_capture_get_takers (self->capture), taker);
  sight_sample_takers_remove (&self->listeners, taker);
}

SightSoundStream *
sight_audio_devices_add_stream (SightAudioDevices *self)
{
  g_return_val_if_fail (SIGHT_IS_AUDIO_DEVICES (self), NULL);

  return sight_sound_stream_new (GST_BIN (self->pipeline), self->mixer, self->base_time);
}

void
sight_audio_devices_remove_stream (SightAudioDevices *self,
                                   SightSoundStream  *stream)
{
  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));
  g_return_if_fail (SIGHT_IS_SOUND_STREAM (stream));

  sight_sound_stream_close (stream);
}
