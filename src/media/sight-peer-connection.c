/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-peer-connection.h"

#include <glib/gi18n-lib.h>
#include <gst/gst.h>

#include "media/sight-candidate-batch.h"
#include "media/sight-data-channel-private.h"
#include "media/sight-heartbeat.h"
#include "media/sight-mailbox.h"
#include "media/sight-media-error.h"
#include "media/sight-media.h"
#include "media/sight-peer-connection-private.h"
#include "media/sight-peer-pipeline.h"
#include "media/sight-peer-plan.h"
#include "media/sight-webrtc.h"

#define GST_CAT_DEFAULT sight_media_debug

#define DEFAULT_LATENCY_MS  100
#define DEFAULT_TIMEOUT_MS  20000
/* What comes before there is a connection to give it to. */
#define CANDIDATES_KEPT_MAX 128

enum
{
  PROP_0,
  PROP_STATE,
  PROP_SILENT_MS,
  N_PROPS,
};

enum
{
  DESCRIPTION,
  CANDIDATES,
  LINE_ERROR,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (SightPeerState, sight_peer_state,
                    G_DEFINE_ENUM_VALUE (SIGHT_PEER_STATE_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (SIGHT_PEER_STATE_NEGOTIATING, "negotiating"),
                    G_DEFINE_ENUM_VALUE (SIGHT_PEER_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (SIGHT_PEER_STATE_VERIFYING, "verifying"),
                    G_DEFINE_ENUM_VALUE (SIGHT_PEER_STATE_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (SIGHT_PEER_STATE_STALLED, "stalled"),
                    G_DEFINE_ENUM_VALUE (SIGHT_PEER_STATE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (SIGHT_PEER_STATE_CLOSED, "closed"))

G_DEFINE_FINAL_TYPE (SightPeerConnection, sight_peer_connection, G_TYPE_OBJECT)

static void
sight_peer_connection_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  SightPeerConnection *self = SIGHT_PEER_CONNECTION (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_SILENT_MS:
      g_value_set_uint (value, sight_peer_connection_get_silent_ms (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_peer_connection_dispose (GObject *object)
{
  SightPeerConnection *self = SIGHT_PEER_CONNECTION (object);

  sight_peer_connection_cut_off (self, FALSE);
  sight_mailbox_close (self->mailbox);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      g_clear_object (&self->feeds[i]);
      g_clear_object (&self->sinks[i]);
    }
  for (guint i = 0; i < SIGHT_N_DATA_CHANNELS; i++)
    g_clear_object (&self->channels[i]);

  G_OBJECT_CLASS (sight_peer_connection_parent_class)->dispose (object);
}

static void
sight_peer_connection_finalize (GObject *object)
{
  SightPeerConnection *self = SIGHT_PEER_CONNECTION (object);

  g_clear_pointer (&self->mailbox, sight_mailbox_unref);
  g_clear_pointer (&self->gate, sight_gate_unref);
  g_clear_pointer (&self->certificate, sight_dtls_certificate_unref);
  g_clear_pointer (&self->ice, sight_ice_config_free);
  g_clear_pointer (&self->kept, g_array_unref);
  g_clear_pointer (&self->closing, g_ptr_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sight_peer_connection_parent_class)->finalize (object);
}

static void
sight_peer_connection_class_init (SightPeerConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_peer_connection_get_property;
  object_class->dispose = sight_peer_connection_dispose;
  object_class->finalize = sight_peer_connection_finalize;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SIGHT_TYPE_PEER_STATE, SIGHT_PEER_STATE_NEW,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SILENT_MS] =
    g_param_spec_uint ("silent-ms", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[DESCRIPTION] =
    g_signal_new ("description", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[CANDIDATES] =
    g_signal_new ("candidates", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[LINE_ERROR] =
    g_signal_new ("line-error", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
}

static void
on_channel_broken (SightDataChannel *channel,
                   GError           *error,
                   gpointer          user_data)
{
  sight_peer_connection_fail (SIGHT_PEER_CONNECTION (user_data), error);
}

static void
sight_peer_connection_init (SightPeerConnection *self)
{
  self->mailbox = sight_mailbox_new (self);
  self->gate = sight_gate_new ();
  self->kept = g_array_new (FALSE, FALSE, sizeof (SightCandidate));
  self->closing = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < SIGHT_N_DATA_CHANNELS; i++)
    {
      self->channels[i] = sight_data_channel_new (i, self->gate);
      g_signal_connect_object (self->channels[i], "broken", G_CALLBACK (on_channel_broken), self, 0);
    }
}

void
sight_peer_connection_warm_up (void)
{
  /* What is missing is said where it is needed. */
  if (sight_media_init (NULL))
    sight_webrtc_warm_up (NULL);
}

SightPeerConnection *
sight_peer_connection_new (const SightPeerConfig *config)
{
  SightPeerConnection *self;

  g_return_val_if_fail (config->certificate != NULL, NULL);

  self = g_object_new (SIGHT_TYPE_PEER_CONNECTION, NULL);
  self->is_offerer = config->is_offerer;
  sight_peer_plan_offer (&self->plan, config->video_codec);
  self->certificate = sight_dtls_certificate_ref (config->certificate);
  self->ice = config->ice != NULL ? sight_ice_config_copy (config->ice) : sight_ice_config_new ();
  self->latency_ms = config->latency_ms != 0 ? config->latency_ms : DEFAULT_LATENCY_MS;
  self->timeout_ms = config->timeout_ms != 0 ? config->timeout_ms : DEFAULT_TIMEOUT_MS;

  return self;
}

void
sight_peer_connection_start (SightPeerConnection *self)
{
  g_autoptr(GError) error = NULL;

  g_return_if_fail (SIGHT_IS_PEER_CONNECTION (self));
  g_return_if_fail (self->state == SIGHT_PEER_STATE_NEW);

  sight_peer_connection_set_state (self, SIGHT_PEER_STATE_NEGOTIATING);
  if (!self->is_offerer)
    return;

  if (!sight_peer_connection_build (self, &self->plan, &error))
    sight_peer_connection_fail (self, error);
}

void
sight_peer_connection_set_plan (SightPeerConnection    *self,
                                const SightDescription *plan)
{
  self->plan = *plan;
}

static void
add_kept (SightPeerConnection *self)
{
  for (guint i = 0; i < self->kept->len; i++)
    sight_peer_pipeline_add_candidate (self->pipeline, &g_array_index (self->kept, SightCandidate, i));
  g_array_set_size (self->kept, 0);
  if (self->kept_all)
    sight_peer_pipeline_add_candidate (self->pipeline, NULL);
}

/* The answerer's lines take the offer's payload types, so they are made only
 * now. What an answerer cannot decode ends nothing: it is a failed line.
 */
static gboolean
take_remote (SightPeerConnection  *self,
             GError              **error)
{
  SightDescription plan;

  if (!sight_description_is_valid (&self->remote, !self->is_offerer) ||
      (self->is_offerer && !sight_description_answers (&self->remote, &self->local)))
    {
      g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION,
                           _("The other side's description does not fit"));
      return FALSE;
    }

  if (!self->is_offerer)
    {
      sight_peer_plan_answer (&plan, &self->remote);
      if (!sight_peer_connection_build (self, &plan, error))
        return FALSE;
    }

  return sight_peer_pipeline_set_remote (self->pipeline, &self->remote, error);
}

gboolean
sight_peer_connection_set_remote (SightPeerConnection     *self,
                                  const SightDescription  *remote,
                                  GError                 **error)
{
  g_autoptr(GError) problem = NULL;

  g_return_val_if_fail (SIGHT_IS_PEER_CONNECTION (self), FALSE);
  g_return_val_if_fail (remote != NULL, FALSE);

  if (self->state != SIGHT_PEER_STATE_NEGOTIATING || self->has_remote || (self->is_offerer && !self->has_local))
    {
      g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION,
                           _("No description is waited for"));
      return FALSE;
    }

  self->remote = *remote;
  self->has_remote = TRUE;
  if (!take_remote (self, &problem))
    {
      sight_peer_connection_fail (self, problem);
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  add_kept (self);
  return TRUE;
}

void
sight_peer_connection_add_candidates (SightPeerConnection  *self,
                                      const SightCandidate *candidates,
                                      guint                 n,
                                      gboolean              end)
{
  g_return_if_fail (SIGHT_IS_PEER_CONNECTION (self));

  if (sight_peer_connection_is_over (self))
    return;

  g_array_append_vals (self->kept, candidates, MIN (n, CANDIDATES_KEPT_MAX - MIN (self->kept->len, CANDIDATES_KEPT_MAX)));
  self->kept_all = end;
  if (self->pipeline != NULL && self->has_remote)
    add_kept (self);
}

SightPeerState
sight_peer_connection_get_state (SightPeerConnection *self)
{
  g_return_val_if_fail (SIGHT_IS_PEER_CONNECTION (self), SIGHT_PEER_STATE_CLOSED);

  return self->state;
}

const GError *
sight_peer_connection_get_error (SightPeerConnection *self)
{
  g_return_val_if_fail (SIGHT_IS_PEER_CONNECTION (self), NULL);

  return self->error;
}

guint
sight_peer_connection_get_silent_ms (SightPeerConnection *self)
{
  gint64 heard;

  g_return_val_if_fail (SIGHT_IS_PEER_CONNECTION (self), 0);

  if (self->heartbeat == NULL)
    return 0;

  /* In this order: a packet that comes meanwhile is no silence of ages. */
  heard = sight_peer_connection_get_heard (self);
  return (g_get_monotonic_time () - heard) / 1000;
}

int
sight_peer_connection_get_round_trip_ms (SightPeerConnection *self)
{
  g_return_val_if_fail (SIGHT_IS_PEER_CONNECTION (self), -1);

  return self->heartbeat != NULL ? sight_heartbeat_get_round_trip_ms (self->heartbeat) : -1;
}

const SightDescription *
sight_peer_connection_get_local (SightPeerConnection *self)
{
  g_return_val_if_fail (SIGHT_IS_PEER_CONNECTION (self), NULL);

  return self->has_local ? &self->local : NULL;
}

const SightDescription *
sight_peer_connection_get_remote (SightPeerConnection *self)
{
  g_return_val_if_fail (SIGHT_IS_PEER_CONNECTION (self), NULL);

  return self->has_remote ? &self->remote : NULL;
}

void
sight_peer_connection_set_feed (SightPeerConnection *self,
                                SightLine            line,
                                SightFeed           *feed)
{
  g_return_if_fail (SIGHT_IS_PEER_CONNECTION (self));
  g_return_if_fail (line < SIGHT_N_LINES);

  if (!g_set_object (&self->feeds[line], feed) || self->pipeline == NULL)
    return;

  sight_sender_set_feed (sight_peer_pipeline_get_sender (self->pipeline, line), feed);
  if (feed != NULL && sight_gate_is_open (self->gate))
    sight_feed_request_key_frame (feed);
}

void
sight_peer_connection_set_sink (SightPeerConnection *self,
                                SightLine            line,
                                SightSink           *sink)
{
  g_return_if_fail (SIGHT_IS_PEER_CONNECTION (self));
  g_return_if_fail (line < SIGHT_N_LINES);

  if (g_set_object (&self->sinks[line], sink) && self->pipeline != NULL)
    sight_receiver_set_sink (sight_peer_pipeline_get_receiver (self->pipeline, line), sink);
}

void
sight_peer_connection_request_key_frame (SightPeerConnection *self,
                                         SightLine            line)
{
  g_return_if_fail (SIGHT_IS_PEER_CONNECTION (self));
  g_return_if_fail (line < SIGHT_N_LINES);

  if (self->pipeline != NULL)
    sight_receiver_request_key_frame (sight_peer_pipeline_get_receiver (self->pipeline, line));
}

SightDataChannel *
sight_peer_connection_get_channel (SightPeerConnection *self,
                                   SightDataChannelId   id)
{
  g_return_val_if_fail (SIGHT_IS_PEER_CONNECTION (self), NULL);
  g_return_val_if_fail (id < SIGHT_N_DATA_CHANNELS, NULL);

  return self->channels[id];
}

SightPeerPipeline *
sight_peer_connection_get_pipeline (SightPeerConnection *self)
{
  return self->pipeline;
}

void
sight_peer_connection_close_async (SightPeerConnection *self,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SIGHT_IS_PEER_CONNECTION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sight_peer_connection_close_async);
  if (!sight_peer_connection_is_over (self))
    {
      sight_peer_connection_cut_off (self, TRUE);
      sight_peer_connection_set_state (self, SIGHT_PEER_STATE_CLOSED);
    }

  if (self->n_stopping == 0)
    g_task_return_boolean (task, TRUE);
  else
    g_ptr_array_add (self->closing, g_steal_pointer (&task));
}

gboolean
sight_peer_connection_close_finish (SightPeerConnection  *self,
                                    GAsyncResult         *result,
                                    GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
