/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

/* webrtcbin is not declared stable yet. */
#define GST_USE_UNSTABLE_API

#include "sight-build-config.h"

#include "media/sight-peer-pipeline.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <gst/webrtc/webrtc.h>

#include "media/sight-data-channel-private.h"
#include "media/sight-media-error.h"
#include "media/sight-media.h"
#include "media/sight-peer-pipeline-private.h"
#include "media/sight-sdp.h"
#include "media/sight-webrtc.h"

#define GST_CAT_DEFAULT sight_media_debug

#define STEPS_TIMEOUT (10 * G_USEC_PER_SEC)

static void
unref_closure (gpointer  data,
               GClosure *closure)
{
  sight_peer_pipeline_unref (data);
}

void
sight_line_failure_free (SightLineFailure *failure)
{
  g_clear_error (&failure->error);
  g_free (failure);
}

/* Any thread; takes the error. */
void
sight_peer_pipeline_fail (SightPeerPipeline *self,
                          GError            *error)
{
  GST_WARNING_OBJECT (self->pipeline, "%s", error->message);
  sight_mailbox_post (self->mailbox, self->events.failed, error, (GDestroyNotify) g_error_free);
}

static void
fail_line (SightPeerPipeline *self,
           SightLine          line,
           GError            *error)
{
  SightLineFailure *failure = g_new (SightLineFailure, 1);

  *failure = (SightLineFailure) { line, error };
  GST_WARNING_OBJECT (self->pipeline, "Line %u: %s", line, error->message);
  sight_mailbox_post (self->mailbox, self->events.line_failed, failure, (GDestroyNotify) sight_line_failure_free);
}

/* The gate. On the thread that decrypts, before anything that it decrypted can
 * go on.
 */
static void
on_transport_state (GObject    *transport,
                    GParamSpec *pspec,
                    gpointer    user_data)
{
  SightPeerPipeline *self = user_data;
  GstWebRTCDTLSTransportState state;
  g_autofree char *pem = NULL;
  GError *error = NULL;

  g_object_get (transport, "state", &state, NULL);
  if (state == GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTING)
    sight_mailbox_post (self->mailbox, self->events.verifying, NULL, NULL);
  if (state != GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED)
    return;

  g_object_get (transport, "remote-certificate", &pem, NULL);
  if (!sight_gate_try (self->gate, pem, &error))
    {
      sight_peer_pipeline_fail (self, error);
      return;
    }

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    sight_sender_open (self->senders[i]);
  sight_mailbox_post (self->mailbox, self->events.verified, NULL, NULL);
}

/* On webrtcbin's thread, once the first description made the transport. */
void
sight_peer_pipeline_watch_transport (SightPeerPipeline *self)
{
  g_autoptr(GObject) transport = sight_webrtc_get_dtls_transport (self->webrtc);

  if (transport == NULL)
    {
      sight_peer_pipeline_fail (self, g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_SECURITY,
                                                           _("The encryption of the connection cannot be watched")));
      return;
    }

  g_mutex_lock (&self->lock);
  if (self->transport == NULL)
    {
      self->transport = g_steal_pointer (&transport);
      self->transport_handler =
        g_signal_connect_data (self->transport, "notify::state", G_CALLBACK (on_transport_state),
                               sight_peer_pipeline_ref (self), unref_closure, 0);
      sight_peer_meter_watch_path (self->counts, self->transport);
    }
  g_mutex_unlock (&self->lock);
}

static void
on_ice_candidate (GstElement *webrtc,
                  guint       line,
                  const char *text,
                  gpointer    user_data)
{
  SightPeerPipeline *self = user_data;
  SightCandidate candidate;

  /* Newer versions end with an empty one; the end of gathering says the same. */
  if (text == NULL || text[0] == '\0')
    return;

  if (sight_sdp_read_candidate (text, &candidate))
    sight_mailbox_post (self->mailbox, self->events.candidate, g_memdup2 (&candidate, sizeof candidate), g_free);
  else
    GST_DEBUG_OBJECT (webrtc, "Left out: %s", text);
}

static void
on_gathering_state (GObject    *webrtc,
                    GParamSpec *pspec,
                    gpointer    user_data)
{
  SightPeerPipeline *self = user_data;
  GstWebRTCICEGatheringState state;

  g_object_get (webrtc, "ice-gathering-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    sight_mailbox_post (self->mailbox, self->events.candidate, NULL, NULL);
}

static void
on_ice_state (GObject    *webrtc,
              GParamSpec *pspec,
              gpointer    user_data)
{
  SightPeerPipeline *self = user_data;
  GstWebRTCICEConnectionState state;

  g_object_get (webrtc, "ice-connection-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_CONNECTION_STATE_FAILED)
    sight_peer_pipeline_fail (self, g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ICE,
                                                         _("No path to the other side works")));
}

static void
on_pad_added (GstElement *webrtc,
              GstPad     *pad,
              gpointer    user_data)
{
  SightPeerPipeline *self = user_data;
  g_autoptr(GError) error = NULL;
  SightLine line;

  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC)
    return;

  /* What comes with an unknown SSRC is put down to some line; a line takes the
   * first pad only, and leads the others to nowhere.
   */
  line = sight_webrtc_get_line (pad);
  if (line == SIGHT_N_LINES)
    line = SIGHT_LINE_MICROPHONE;
  if (!sight_receiver_attach (self->receivers[line], GST_BIN (self->pipeline), pad, &error))
    fail_line (self, line, g_steal_pointer (&error));
}

static void
watch (SightPeerPipeline *self,
       guint              index,
       const char        *signal,
       GCallback          callback)
{
  self->handlers[index] = g_signal_connect_data (self->webrtc, signal, callback,
                                                 sight_peer_pipeline_ref (self), unref_closure, 0);
}

static void
rebuild_line (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  SightPeerPipeline *self = task_data;
  SightLine line = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (task), "line"));
  GError *error = NULL;

  g_mutex_lock (&self->work_lock);
  if (!self->stopped && !sight_receiver_rebuild (self->receivers[line], &error))
    fail_line (self, line, error);
  g_mutex_unlock (&self->work_lock);
  g_task_return_boolean (task, TRUE);
}

static void
start_rebuild (SightPeerPipeline *self,
               SightLine          line,
               const GError      *cause)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  fail_line (self, line, g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DECODER,
                                      _("The decoder stopped and is started again: %s"), cause->message));
  g_task_set_source_tag (task, start_rebuild);
  g_task_set_task_data (task, sight_peer_pipeline_ref (self), (GDestroyNotify) sight_peer_pipeline_unref);
  g_object_set_data (G_OBJECT (task), "line", GUINT_TO_POINTER (line));
  g_task_run_in_thread (task, rebuild_line);
}

static void
take_error (SightPeerPipeline *self,
            GstMessage        *message)
{
  g_autoptr(GError) cause = NULL;

  gst_message_parse_error (message, &cause, NULL);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (sight_receiver_owns (self->receivers[i], GST_MESSAGE_SRC (message)))
      {
        start_rebuild (self, i, cause);
        return;
      }

  sight_media_dump_graph (self->pipeline, "error");
  sight_peer_pipeline_fail (self, g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_FAILED,
                                               _("The connection broke (%s: %s)"),
                                               GST_MESSAGE_SRC_NAME (message), cause->message));
}

static gboolean
on_message (GstBus     *bus,
            GstMessage *message,
            gpointer    user_data)
{
  SightPeerPipeline *self = user_data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    take_error (self, message);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_LATENCY)
    gst_bin_recalculate_latency (GST_BIN (self->pipeline));

  return G_SOURCE_CONTINUE;
}

static void
watch_bus (SightPeerPipeline *self)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (self->pipeline);

  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_message),
                         sight_peer_pipeline_ref (self), (GDestroyNotify) sight_peer_pipeline_unref);
  g_source_attach (self->bus_source, sight_mailbox_get_context (self->mailbox));
}

static gboolean
add_lines (SightPeerPipeline  *self,
           GError            **error)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      g_autoptr(GstPad) frames = NULL;

      self->receivers[i] = sight_receiver_new (i, self->plan.lines[i].codec, self->gate, self->counts);
      self->senders[i] = sight_sender_new (i, &self->plan.lines[i], GST_BIN (self->pipeline), self->gate, error);
      if (self->senders[i] == NULL)
        return FALSE;

      frames = sight_sender_get_frames (self->senders[i]);
      sight_peer_meter_watch_sender (self->counts, i, frames);
    }

  sight_webrtc_add_lines (self->webrtc, &self->plan);
  return TRUE;
}

static gboolean
build (SightPeerPipeline       *self,
       const SightPeerOptions  *options,
       SightDataChannel       **channels,
       GError                 **error)
{
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->webrtc = sight_webrtc_make (options->certificate, options->ice, options->latency_ms, error);
  if (self->webrtc == NULL)
    return FALSE;

  gst_bin_add (GST_BIN (self->pipeline), gst_object_ref (self->webrtc));
  sight_peer_meter_watch_webrtc (self->counts, self->webrtc);
  sight_media_set_clock (self->pipeline);
  watch_bus (self);
  watch (self, 0, "on-ice-candidate", G_CALLBACK (on_ice_candidate));
  watch (self, 1, "notify::ice-gathering-state", G_CALLBACK (on_gathering_state));
  watch (self, 2, "notify::ice-connection-state", G_CALLBACK (on_ice_state));
  watch (self, 3, "pad-added", G_CALLBACK (on_pad_added));

  /* webrtcbin makes data channels from READY on. */
  if (gst_element_set_state (self->pipeline, GST_STATE_READY) == GST_STATE_CHANGE_FAILURE || !add_lines (self, error))
    return FALSE;
  for (guint i = 0; i < SIGHT_N_DATA_CHANNELS; i++)
    if (!sight_data_channel_attach (channels[i], self->webrtc, error))
      return FALSE;

  return TRUE;
}

SightPeerPipeline *
sight_peer_pipeline_new (const SightPeerOptions  *options,
                         SightMailbox            *mailbox,
                         const SightPeerEvents   *events,
                         SightGate               *gate,
                         SightDataChannel       **channels,
                         GError                 **error)
{
  SightPeerPipeline *self = g_new0 (SightPeerPipeline, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->work_lock);
  g_cond_init (&self->idle);
  self->is_offerer = options->is_offerer;
  self->plan = *options->plan;
  self->certificate = sight_dtls_certificate_ref (options->certificate);
  self->mailbox = sight_mailbox_ref (mailbox);
  self->events = *events;
  self->gate = sight_gate_ref (gate);
  self->meter = sight_bandwidth_meter_new ();
  self->counts = sight_peer_meter_new ();
  sight_peer_meter_set_local (self->counts, &self->plan);

  if (!build (self, options, channels, error))
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_FAILED, _("The pipeline does not start"));
      sight_peer_pipeline_silence (self);
      sight_peer_pipeline_stop (self);
      sight_peer_pipeline_unref (self);
      return NULL;
    }

  return self;
}

SightPeerPipeline *
sight_peer_pipeline_ref (SightPeerPipeline *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
sight_peer_pipeline_unref (SightPeerPipeline *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      g_clear_pointer (&self->senders[i], sight_sender_unref);
      g_clear_pointer (&self->receivers[i], sight_receiver_unref);
    }
  g_clear_object (&self->transport);
  gst_clear_object (&self->webrtc);
  gst_clear_object (&self->pipeline);
  g_clear_pointer (&self->certificate, sight_dtls_certificate_unref);
  g_clear_pointer (&self->meter, sight_bandwidth_meter_unref);
  g_clear_pointer (&self->gate, sight_gate_unref);
  g_clear_pointer (&self->counts, sight_peer_meter_unref);
  g_clear_pointer (&self->mailbox, sight_mailbox_unref);
  g_cond_clear (&self->idle);
  g_mutex_clear (&self->work_lock);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
sight_peer_pipeline_start (SightPeerPipeline  *self,
                           GError            **error)
{
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    {
      g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_FAILED, _("The pipeline does not start"));
      return FALSE;
    }

  if (self->is_offerer)
    sight_peer_negotiation_offer (self);
  return TRUE;
}

gboolean
sight_peer_pipeline_set_remote (SightPeerPipeline       *self,
                                const SightDescription  *remote,
                                GError                 **error)
{
  if (self->has_remote)
    {
      g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION, _("This connection was negotiated already"));
      return FALSE;
    }

  self->remote = *remote;
  self->has_remote = TRUE;
  sight_gate_expect (self->gate, remote->fingerprint);
  sight_peer_meter_set_remote (self->counts, remote);

  return sight_peer_negotiation_take (self, error);
}

/* webrtcbin's thread, after negotiation: only now the pads are there. Their
 * names differ between the roles, so they are told apart by their lines.
 */
void
sight_peer_pipeline_link_lines (SightPeerPipeline *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      g_autoptr(GstPad) pad = sight_webrtc_get_sink_pad (self->webrtc, i);

      if (pad == NULL || GST_PAD_LINK_FAILED (gst_pad_link (sight_sender_get_pad (self->senders[i]), pad)))
        fail_line (self, i, g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION,
                                                 _("Nothing can be sent on this line")));
    }

  /* What the peer reports is about all lines, and comes back through each. */
  sight_bandwidth_meter_watch (self->meter, sight_sender_get_pad (self->senders[SIGHT_LINE_MICROPHONE]));
}

void
sight_peer_pipeline_add_candidate (SightPeerPipeline    *self,
                                   const SightCandidate *candidate)
{
  g_autofree char *text = candidate != NULL ? sight_sdp_write_candidate (candidate) : g_strdup ("");

  /* All lines share the first one's transport. */
  if (text != NULL)
    g_signal_emit_by_name (self->webrtc, "add-ice-candidate", 0, text);
}

SightSender *
sight_peer_pipeline_get_sender (SightPeerPipeline *self,
                                SightLine          line)
{
  return self->senders[line];
}

SightReceiver *
sight_peer_pipeline_get_receiver (SightPeerPipeline *self,
                                  SightLine          line)
{
  return self->receivers[line];
}

SightPeerMeter *
sight_peer_pipeline_get_counts (SightPeerPipeline *self)
{
  return self->counts;
}

SightBandwidthMeter *
sight_peer_pipeline_get_meter (SightPeerPipeline *self)
{
  return self->meter;
}

GstElement *
sight_peer_pipeline_get_element (SightPeerPipeline *self)
{
  return self->pipeline;
}

GstElement *
sight_peer_pipeline_get_webrtc (SightPeerPipeline *self)
{
  return self->webrtc;
}

static GstPadProbeReturn
drop_packet (GstPad          *pad,
             GstPadProbeInfo *info,
             gpointer         user_data)
{
  return GST_PAD_PROBE_DROP;
}

static void
shut_network_of (const GValue *item,
                 gpointer      user_data)
{
  GstElement *element = g_value_get_object (item);
  GstElementFactory *factory = gst_element_get_factory (element);
  g_autoptr(GstPad) pad = NULL;

  if (factory == NULL || !g_str_equal (GST_OBJECT_NAME (factory), "nicesrc"))
    return;

  pad = gst_element_get_static_pad (element, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, drop_packet, NULL, NULL);
}

/* What still comes in while webrtcbin is taken apart meets elements that are half
 * gone: sctpdec asserts that its pads are there, and the program ends.
 */
static void
shut_network (SightPeerPipeline *self)
{
  g_autoptr(GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (self->webrtc));

  while (gst_iterator_foreach (elements, shut_network_of, NULL) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (elements);
}

void
sight_peer_pipeline_silence (SightPeerPipeline *self)
{
  sight_gate_shut (self->gate);
  if (self->webrtc != NULL)
    shut_network (self);
  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      if (self->senders[i] != NULL)
        sight_sender_close (self->senders[i]);
      if (self->receivers[i] != NULL)
        sight_receiver_close (self->receivers[i]);
    }

  if (self->webrtc != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
      g_clear_signal_handler (&self->handlers[i], self->webrtc);
  if (self->bus_source != NULL)
    g_source_destroy (self->bus_source);
  g_clear_pointer (&self->bus_source, g_source_unref);
}

/* A step that is under way adds elements to webrtcbin; those that it adds while
 * webrtcbin stops would run on and never be freed.
 */
static void
wait_for_steps (SightPeerPipeline *self)
{
  gint64 end = g_get_monotonic_time () + STEPS_TIMEOUT;

  g_mutex_lock (&self->lock);
  while (self->n_steps > 0)
    if (!g_cond_wait_until (&self->idle, &self->lock, end))
      {
        GST_WARNING_OBJECT (self->pipeline, "webrtcbin does not end its negotiation");
        break;
      }
  g_mutex_unlock (&self->lock);
}

static gboolean
flush_pad (GstElement *element,
           GstPad     *pad,
           gpointer    user_data)
{
  gst_pad_send_event (pad, gst_event_new_flush_start ());
  return TRUE;
}

static void
flush_channels (const GValue *item,
                gpointer      user_data)
{
  gst_element_foreach_sink_pad (g_value_get_object (item), flush_pad, NULL);
}

/* What a peer does not take any more waits in sctpenc, which does not let go of
 * it when it stops: whoever stops it would wait for ever.
 */
static void
let_go_of_data (SightPeerPipeline *self)
{
  GstIterator *encoders = gst_bin_iterate_all_by_element_factory_name (GST_BIN (self->pipeline), "sctpenc");

  while (gst_iterator_foreach (encoders, flush_channels, NULL) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (encoders);
  gst_iterator_free (encoders);
}

void
sight_peer_pipeline_stop (SightPeerPipeline *self)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (self->pipeline);

  wait_for_steps (self);

  g_mutex_lock (&self->work_lock);
  self->stopped = TRUE;
  /* Messages that nobody reads would keep their elements. */
  gst_bus_set_flushing (bus, TRUE);
  let_go_of_data (self);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_mutex_unlock (&self->work_lock);

  /* Only now is there no thread that could begin to watch it. */
  if (self->transport != NULL)
    g_clear_signal_handler (&self->transport_handler, self->transport);
  g_clear_object (&self->transport);
}
