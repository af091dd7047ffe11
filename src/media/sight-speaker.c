/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-speaker.h"

#include <glib/gi18n-lib.h>
#include <gst/app/app.h>

#include "media/sight-mailbox.h"
#include "media/sight-media-error.h"
#include "media/sight-media.h"
#include "media/sight-pipeline.h"
#include "media/sight-player.h"

struct _SightSpeaker
{
  GObject       parent_instance;

  SightMailbox *mailbox;
  char         *device;
  GstElement   *pipeline;
  GstElement   *input;
  gboolean      failed;
};

enum
{
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightSpeaker, sight_speaker, G_TYPE_OBJECT)

static void
on_failed (gpointer owner,
           gpointer data)
{
  SightSpeaker *self = owner;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) told = NULL;

  /* One error is followed by others that come of it. */
  if (self->failed)
    return;

  self->failed = TRUE;
  gst_message_parse_error (data, &error, NULL);
  told = g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE, _("Cannot use the speaker: %s"), error->message);
  g_signal_emit (self, signals[FAILED], 0, told);
}

static void
sight_speaker_finalize (GObject *object)
{
  SightSpeaker *self = SIGHT_SPEAKER (object);

  sight_mailbox_close (self->mailbox);
  gst_clear_object (&self->input);
  if (self->pipeline != NULL)
    sight_pipeline_dispose (g_steal_pointer (&self->pipeline));
  sight_mailbox_unref (self->mailbox);
  g_free (self->device);

  G_OBJECT_CLASS (sight_speaker_parent_class)->finalize (object);
}

static void
sight_speaker_class_init (SightSpeakerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_speaker_finalize;

  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sight_speaker_init (SightSpeaker *self)
{
  self->mailbox = sight_mailbox_new (self);
}

static void
start (SightSpeaker *self,
       GstClockTime  latency)
{
  g_autoptr(GstElement) speaker = gst_bin_get_by_name (GST_BIN (self->pipeline), "speaker");

  g_object_set (speaker, "device", self->device,
                "buffer-time", (gint64) (SIGHT_SPEAKER_STORE / GST_USECOND), NULL);
  sight_pipeline_post_errors (self->pipeline, self->mailbox, on_failed);
  sight_media_set_clock (self->pipeline);
  gst_pipeline_set_latency (GST_PIPELINE (self->pipeline), latency);
  sight_pipeline_play (self->pipeline);
}

SightSpeaker *
sight_speaker_new (const char    *device,
                   GstClockTime   latency,
                   GError       **error)
{
  g_autoptr(SightSpeaker) self = g_object_new (SIGHT_TYPE_SPEAKER, NULL);
  GstElement *pipeline = gst_parse_launch_full (
    "appsrc name=input is-live=true format=time max-time=200000000 max-bytes=0 leaky-type=downstream ! "
    "audioconvert ! audioresample ! "
    "pulsesink name=speaker client-name=Sightline "
    "stream-properties=props,media.role=phone," SIGHT_PLAYER_CALL_PROPERTY "=" SIGHT_PLAYER_CALL_VALUE " "
    "latency-time=10000 provide-clock=false",
    NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);

  if (pipeline == NULL)
    return NULL;

  self->device = g_strdup (device);
  self->pipeline = gst_object_ref_sink (pipeline);
  self->input = gst_bin_get_by_name (GST_BIN (pipeline), "input");
  start (self, latency);

  return g_steal_pointer (&self);
}

const char *
sight_speaker_get_device (SightSpeaker *self)
{
  g_return_val_if_fail (SIGHT_IS_SPEAKER (self), NULL);

  return self->device;
}

void
sight_speaker_play (SightSpeaker *self,
                    GstSample    *sample)
{
  gst_app_src_push_sample (GST_APP_SRC (self->input), sample);
}
