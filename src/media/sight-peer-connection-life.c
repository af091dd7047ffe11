/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

/* What happens to a connection, from its first description to its end. */

#include "media/sight-peer-connection-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <gst/gst.h>

#include "media/sight-data-channel-private.h"
#include "media/sight-media-error.h"
#include "media/sight-media.h"
#include "media/sight-peer-meter.h"
#include "media/sight-webrtc.h"

#define GST_CAT_DEFAULT sight_media_debug

/* Some two seconds. */
#define HEARTBEATS_TO_HASTEN 6

gboolean
sight_peer_connection_is_over (SightPeerConnection *self)
{
  return self->state >= SIGHT_PEER_STATE_FAILED;
}

void
sight_peer_connection_set_state (SightPeerConnection *self,
                                 SightPeerState       state)
{
  if (self->state == state)
    return;

  self->state = state;
  GST_INFO ("Connection %p is in state %u now", self, state);
  if (self->pipeline != NULL)
    {
      g_autofree char *name = g_enum_to_string (SIGHT_TYPE_PEER_STATE, state);

      sight_media_dump_graph (sight_peer_pipeline_get_element (self->pipeline), name);
    }
  g_object_notify (G_OBJECT (self), "state");
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
stop_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  sight_peer_pipeline_stop (task_data);
  g_task_return_boolean (task, TRUE);
}

static void
on_stop_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  SightPeerConnection *self = SIGHT_PEER_CONNECTION (source);
  g_autoptr(GPtrArray) closing = NULL;

  if (--self->n_stopping > 0)
    return;

  closing = g_steal_pointer (&self->closing);
  self->closing = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < closing->len; i++)
    g_task_return_boolean (g_ptr_array_index (closing, i), TRUE);
}

/* Cuts all ties at once; what takes time goes on elsewhere. */
void
sight_peer_connection_cut_off (SightPeerConnection *self,
                               gboolean             is_watched)
{
  g_autoptr(SightPeerPipeline) pipeline = g_steal_pointer (&self->pipeline);
  g_autoptr(GTask) task = NULL;

  clear_source (&self->timeout_source);
  g_clear_pointer (&self->batch, sight_candidate_batch_free);
  g_clear_pointer (&self->heartbeat, sight_heartbeat_free);
  sight_gate_shut (self->gate);
  for (guint i = 0; i < SIGHT_N_DATA_CHANNELS; i++)
    if (self->channels[i] != NULL)
      sight_data_channel_detach (self->channels[i]);
  if (pipeline == NULL)
    return;

  sight_peer_pipeline_silence (pipeline);
  task = g_task_new (is_watched ? self : NULL, NULL, is_watched ? on_stop_ready : NULL, NULL);
  g_task_set_source_tag (task, sight_peer_connection_cut_off);
  g_task_set_task_data (task, g_steal_pointer (&pipeline), (GDestroyNotify) sight_peer_pipeline_unref);
  if (is_watched)
    self->n_stopping++;
  g_task_run_in_thread (task, stop_in_thread);
}

void
sight_peer_connection_fail (SightPeerConnection *self,
                            const GError        *error)
{
  if (sight_peer_connection_is_over (self))
    return;

  self->error = g_error_copy (error);
  sight_peer_connection_cut_off (self, TRUE);
  sight_peer_connection_set_state (self, SIGHT_PEER_STATE_FAILED);
}

static void
on_failed (gpointer owner,
           gpointer data)
{
  sight_peer_connection_fail (SIGHT_PEER_CONNECTION (owner), data);
}

static gboolean
on_timeout (gpointer user_data)
{
  g_autoptr(SightPeerConnection) self = g_object_ref (user_data);
  g_autoptr(GError) error =
    g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ICE,
                         _("The other side could not be reached in time: a firewall may be in the way, and a relay may help"));

  sight_peer_connection_fail (self, error);
  return G_SOURCE_REMOVE;
}

static void
on_described (gpointer owner,
              gpointer data)
{
  SightPeerConnection *self = SIGHT_PEER_CONNECTION (owner);

  if (sight_peer_connection_is_over (self))
    return;

  self->local = *(SightDescription *) data;
  self->has_local = TRUE;
  g_signal_emit_by_name (self, "description", &self->local);
}

/* Nothing is known of why: libnice does not tell a refusal from silence. */
static void
fail_without_relay (SightPeerConnection *self)
{
  gboolean has_relay = sight_ice_config_get_turn (self->ice)[0] != NULL;
  g_autoptr(GError) error =
    g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_RELAY,
                         has_relay ? _("The relay (TURN server) cannot be reached, or refuses its user name and password")
                                   : _("Only a relay may be used, and neither the server nor the settings name one"));

  sight_peer_connection_fail (self, error);
}

static void
on_batch (const SightCandidate *candidates,
          guint                 n,
          gboolean              end,
          gpointer              user_data)
{
  g_autoptr(SightPeerConnection) self = g_object_ref (user_data);

  self->n_told += n;
  g_signal_emit_by_name (self, "candidates", candidates, n, end);
  if (end && self->n_told == 0 && sight_ice_config_get_relay_only (self->ice))
    fail_without_relay (self);
}

static void
on_candidate (gpointer owner,
              gpointer data)
{
  SightPeerConnection *self = SIGHT_PEER_CONNECTION (owner);

  if (sight_peer_connection_is_over (self))
    return;

  if (self->batch == NULL)
    self->batch = sight_candidate_batch_new (sight_mailbox_get_context (self->mailbox), on_batch, self);
  sight_candidate_batch_add (self->batch, data);
}

/* The connection clears it before it goes. */
static void
start_timeout (SightPeerConnection *self)
{
  self->timeout_source = g_timeout_source_new (self->timeout_ms);
  g_source_set_callback (self->timeout_source, on_timeout, self, NULL);
  g_source_attach (self->timeout_source, sight_mailbox_get_context (self->mailbox));
}

static void
on_connecting (gpointer owner,
               gpointer data)
{
  SightPeerConnection *self = SIGHT_PEER_CONNECTION (owner);

  if (self->state != SIGHT_PEER_STATE_NEGOTIATING)
    return;

  start_timeout (self);
  sight_peer_connection_set_state (self, SIGHT_PEER_STATE_CONNECTING);
}

static void
on_verifying (gpointer owner,
              gpointer data)
{
  SightPeerConnection *self = SIGHT_PEER_CONNECTION (owner);

  if (self->state == SIGHT_PEER_STATE_CONNECTING)
    sight_peer_connection_set_state (self, SIGHT_PEER_STATE_VERIFYING);
}

/* Beats, media, and feedback about media: whatever comes is a sign of life. */
gint64
sight_peer_connection_get_heard (SightPeerConnection *self)
{
  gint64 heard = sight_heartbeat_get_heard (self->heartbeat);

  if (self->pipeline != NULL)
    heard = MAX (heard, sight_peer_meter_get_heard (sight_peer_pipeline_get_counts (self->pipeline)));

  return heard;
}

/* Only ever between live and stalled. */
static void
update_stalled (SightPeerConnection *self)
{
  gboolean stalled = sight_peer_connection_get_silent_ms (self) >= SIGHT_PEER_STALLED_MS;

  if (self->state == SIGHT_PEER_STATE_LIVE || self->state == SIGHT_PEER_STATE_STALLED)
    sight_peer_connection_set_state (self, stalled ? SIGHT_PEER_STATE_STALLED : SIGHT_PEER_STATE_LIVE);
}

static void
on_heartbeat (gpointer user_data)
{
  g_autoptr(SightPeerConnection) self = g_object_ref (user_data);

  if (self->heartbeats < HEARTBEATS_TO_HASTEN && ++self->heartbeats == HEARTBEATS_TO_HASTEN)
    sight_webrtc_hasten_rtcp (sight_peer_pipeline_get_webrtc (self->pipeline));
  g_object_notify (G_OBJECT (self), "silent-ms");
  update_stalled (self);
}

static void
on_verified (gpointer owner,
             gpointer data)
{
  SightPeerConnection *self = SIGHT_PEER_CONNECTION (owner);

  if (sight_peer_connection_is_over (self))
    return;

  clear_source (&self->timeout_source);
  self->heartbeat = sight_heartbeat_new (self->channels[SIGHT_DATA_BEAT], sight_mailbox_get_context (self->mailbox),
                                         on_heartbeat, self);
  for (guint i = 0; i < SIGHT_N_DATA_CHANNELS; i++)
    sight_data_channel_flush (self->channels[i]);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (self->feeds[i] != NULL)
      sight_feed_request_key_frame (self->feeds[i]);
  sight_peer_connection_set_state (self, SIGHT_PEER_STATE_LIVE);
}

static void
on_line_failed (gpointer owner,
                gpointer data)
{
  SightLineFailure *failure = data;

  g_signal_emit_by_name (owner, "line-error", failure->line, failure->error);
}

static const SightPeerEvents peer_events = {
  .described = on_described,
  .candidate = on_candidate,
  .connecting = on_connecting,
  .verifying = on_verifying,
  .verified = on_verified,
  .line_failed = on_line_failed,
  .failed = on_failed,
};

static void
join_lines (SightPeerConnection *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      sight_receiver_set_sink (sight_peer_pipeline_get_receiver (self->pipeline, i), self->sinks[i]);
      sight_sender_set_feed (sight_peer_pipeline_get_sender (self->pipeline, i), self->feeds[i]);
    }
}

gboolean
sight_peer_connection_build (SightPeerConnection     *self,
                             const SightDescription  *plan,
                             GError                 **error)
{
  SightPeerOptions options = {
    .is_offerer = self->is_offerer,
    .plan = plan,
    .certificate = self->certificate,
    .ice = self->ice,
    .latency_ms = self->latency_ms,
  };

  if (!sight_media_init (error))
    return FALSE;

  self->pipeline = sight_peer_pipeline_new (&options, self->mailbox, &peer_events, self->gate, self->channels, error);
  if (self->pipeline == NULL)
    return FALSE;

  join_lines (self);
  return sight_peer_pipeline_start (self->pipeline, error);
}
