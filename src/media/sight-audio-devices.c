/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-audio-devices.h"

#include <gst/app/app.h>

#include "media/sight-mailbox.h"
#include "media/sight-media.h"
#include "media/sight-microphone.h"
#include "media/sight-pipeline.h"
#include "media/sight-sound-level.h"
#include "media/sight-sound-processor.h"
#include "media/sight-speaker.h"

#define GST_CAT_DEFAULT sight_media_debug

/* How long the mixer waits for a peer's sound that is late. */
#define MIX_TIME (30 * GST_MSECOND)
#define LEVEL_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  gpointer        taker;
  SightSampleFunc func;
} Taker;

struct _SightAudioDevices
{
  GObject               parent_instance;

  SightMailbox         *mailbox;
  GstElement           *pipeline;
  GstElement           *input;
  GstElement           *captured;
  GstElement           *mixer;
  GstElement           *probe;
  GstClockTime          base_time;
  SightSource          *microphone;
  gulong                microphone_failed;
  SightSoundProcessing  processing;

  GMutex                lock;
  /* Streaming threads, under the lock. */
  GArray               *takers;
  GArray               *listeners;
  SightSpeaker         *speaker;
  gboolean              muted;
  double                level;
  gint64                level_told; /* monotonic time */

  GMutex                processor_lock;
  /* Whoever changes it, under this lock. */
  GstElement           *processor;
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

/* With the lock. The loudest of the interval counts. */
static gboolean
update_level (SightAudioDevices *self,
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

/* The mixer begins at zero, and would make up for all time since then: this
 * pipeline has a base time of its own, and what comes and goes is moved by it.
 */
static GstSample *
move_sample (GstSample    *sample,
             GstClockTime  by)
{
  g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (sample));

  /* Unsigned numbers wrap, and so move in both directions. */
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

/* With the lock. */
static void
hand_out (GArray    *takers,
          GstSample *sample)
{
  for (guint i = 0; i < takers->len; i++)
    {
      const Taker *taker = &g_array_index (takers, Taker, i);

      taker->func (taker->taker, sample);
    }
}

static GstFlowReturn
on_captured (GstAppSink *sink,
             gpointer    user_data)
{
  SightAudioDevices *self = user_data;
  g_autoptr(GstSample) pulled = gst_app_sink_pull_sample (sink);
  g_autoptr(GstSample) sample = NULL;
  g_autoptr(GstSample) silent = NULL;
  gboolean told;
  double level;

  if (pulled == NULL)
    return GST_FLOW_OK;

  sample = move_sample (pulled, self->base_time);
  level = sight_sound_level (gst_sample_get_buffer (sample));
  g_mutex_lock (&self->lock);
  told = update_level (self, level);
  if (self->muted)
    silent = make_silent (sample);
  hand_out (self->takers, silent != NULL ? silent : sample);
  g_mutex_unlock (&self->lock);

  if (told)
    sight_mailbox_post (self->mailbox, on_level, NULL, NULL);
  return GST_FLOW_OK;
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

  sample = move_sample (pulled, self->base_time);
  g_mutex_lock (&self->lock);
  hand_out (self->listeners, sample);
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
                      "The sound of the microphone cannot be processed: %s", error->message);
  g_signal_emit (owner, signals[MICROPHONE_FAILED], 0, told, FALSE);
}

static GstBusSyncReply
on_message (GstBus     *bus,
            GstMessage *message,
            gpointer    user_data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    sight_mailbox_post (user_data, on_failed, gst_message_ref (message), (GDestroyNotify) gst_message_unref);

  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
on_sample (gpointer   taker,
           GstSample *sample)
{
  SightAudioDevices *self = taker;
  g_autoptr(GstSample) moved = move_sample (sample, -self->base_time);

  gst_app_src_push_sample (GST_APP_SRC (self->input), moved);
}

/* Its settings count only while it starts: another one takes its place, when
 * nothing is on its way through the old one. The old one goes first, because
 * only one may hold the probe.
 */
static GstPadProbeReturn
on_idle (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  SightAudioDevices *self = user_data;

  g_mutex_lock (&self->processor_lock);
  if (self->processor != NULL)
    {
      gst_element_set_locked_state (self->processor, TRUE);
      gst_element_set_state (self->processor, GST_STATE_NULL);
      gst_bin_remove (GST_BIN (self->pipeline), self->processor);
    }
  self->processor = sight_sound_processor_make (&self->processing, self->probe);
  gst_bin_add (GST_BIN (self->pipeline), self->processor);
  gst_element_link_many (self->input, self->processor, self->captured, NULL);
  gst_element_sync_state_with_parent (self->processor);
  g_mutex_unlock (&self->processor_lock);

  return GST_PAD_PROBE_REMOVE;
}

static void
renew_processor (SightAudioDevices *self)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (self->input, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_IDLE, on_idle, self, NULL);
}

static void
set_processing (SightAudioDevices *self,
                gboolean          *setting,
                gboolean           value,
                GParamSpec        *pspec)
{
  gboolean changed;

  g_mutex_lock (&self->processor_lock);
  changed = *setting != value;
  *setting = value;
  g_mutex_unlock (&self->processor_lock);

  if (!changed)
    return;

  if (self->pipeline != NULL)
    renew_processor (self);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_muted (SightAudioDevices *self,
           gboolean           muted)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->muted != muted;
  self->muted = muted;
  g_mutex_unlock (&self->lock);

  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MUTED]);
}

static double
get_level (SightAudioDevices *self)
{
  double level;

  g_mutex_lock (&self->lock);
  level = self->level;
  g_mutex_unlock (&self->lock);

  return level;
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
      g_value_set_double (value, get_level (self));
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

  gst_clear_object (&self->input);
  gst_clear_object (&self->captured);
  gst_clear_object (&self->mixer);
  gst_clear_object (&self->probe);
  gst_clear_object (&self->pipeline);
  sight_mailbox_unref (self->mailbox);
  g_array_unref (self->takers);
  g_array_unref (self->listeners);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->processor_lock);

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
  g_mutex_init (&self->processor_lock);
  self->mailbox = sight_mailbox_new (self);
  self->takers = g_array_new (FALSE, FALSE, sizeof (Taker));
  self->listeners = g_array_new (FALSE, FALSE, sizeof (Taker));
  self->level = SIGHT_LEVEL_SILENCE;
  self->processing = (SightSoundProcessing) { TRUE, TRUE, TRUE };
}

/* The mixer keeps the time, also while nobody says anything: without it the
 * processor would not know that nothing is played.
 */
static const char pipeline_description[] =
  "appsrc name=input is-live=true format=time max-time=200000000 max-bytes=0 leaky-type=downstream "
  "appsink name=captured sync=false async=false enable-last-sample=false "
  "audiomixer name=mixer force-live=true ignore-inactive-pads=true "
  "output-buffer-duration=10000000 ! capsfilter name=format caps=" SIGHT_SOUND_CAPS ",channels=2,channel-mask=(bitmask)3 "
  "appsink name=mixed sync=false async=false enable-last-sample=false";

static void
connect_sink (SightAudioDevices *self,
              const char        *name,
              GstFlowReturn    (*func) (GstAppSink *, gpointer))
{
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (self->pipeline), name);
  GstAppSinkCallbacks callbacks = { .new_sample = func };

  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
}

static void
insert_probe (SightAudioDevices *self)
{
  g_autoptr(GstElement) format = gst_bin_get_by_name (GST_BIN (self->pipeline), "format");
  g_autoptr(GstElement) mixed = gst_bin_get_by_name (GST_BIN (self->pipeline), "mixed");

  self->probe = gst_object_ref_sink (sight_sound_processor_make_probe ());
  gst_bin_add (GST_BIN (self->pipeline), self->probe);
  gst_element_link_many (format, self->probe, mixed, NULL);
}

static void
start (SightAudioDevices *self)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (self->pipeline);

  self->input = gst_bin_get_by_name (GST_BIN (self->pipeline), "input");
  self->captured = gst_bin_get_by_name (GST_BIN (self->pipeline), "captured");
  self->mixer = gst_bin_get_by_name (GST_BIN (self->pipeline), "mixer");
  g_object_set (self->mixer, "latency", (guint64) MIX_TIME, NULL);
  connect_sink (self, "captured", on_captured);
  connect_sink (self, "mixed", on_mixed);
  insert_probe (self);
  renew_processor (self);

  gst_bus_set_sync_handler (bus, on_message, sight_mailbox_ref (self->mailbox), (GDestroyNotify) sight_mailbox_unref);
  sight_media_set_clock (self->pipeline);
  self->base_time = g_get_monotonic_time () * GST_USECOND;
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
      sight_source_remove_taker (self->microphone, self);
    }

  g_set_object (&self->microphone, microphone);
  if (microphone == NULL)
    return;

  self->microphone_failed =
    g_signal_connect_swapped (microphone, "failed", G_CALLBACK (on_microphone_failed), self);
  sight_source_add_taker (microphone, self, on_sample);
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

static void
add_taker (SightAudioDevices *self,
           GArray            *takers,
           gpointer           taker,
           SightSampleFunc    func)
{
  Taker added = { taker, func };

  g_mutex_lock (&self->lock);
  g_array_append_val (takers, added);
  g_mutex_unlock (&self->lock);
}

void
sight_audio_devices_add_taker (SightAudioDevices *self,
                               gpointer           taker,
                               SightSampleFunc    func)
{
  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));

  add_taker (self, self->takers, taker, func);
}

void
sight_audio_devices_add_listener (SightAudioDevices *self,
                                  gpointer           taker,
                                  SightSampleFunc    func)
{
  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));

  add_taker (self, self->listeners, taker, func);
}

static void
drop_taker (GArray   *takers,
            gpointer  taker)
{
  for (guint i = takers->len; i > 0; i--)
    if (g_array_index (takers, Taker, i - 1).taker == taker)
      g_array_remove_index (takers, i - 1);
}

void
sight_audio_devices_remove_taker (SightAudioDevices *self,
                                  gpointer           taker)
{
  g_return_if_fail (SIGHT_IS_AUDIO_DEVICES (self));

  g_mutex_lock (&self->lock);
  drop_taker (self->takers, taker);
  drop_taker (self->listeners, taker);
  g_mutex_unlock (&self->lock);
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
