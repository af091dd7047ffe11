/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

/* webrtcbin is not declared stable yet. */
#define GST_USE_UNSTABLE_API

#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>

#include "sight-build-config.h"

#include "media/sight-media-error.h"

#include <glib/gi18n-lib.h>
#include "media/sight-media.h"
#include "media/sight-peer-pipeline-private.h"
#include "media/sight-webrtc.h"

#define GST_CAT_DEFAULT sight_media_debug

/* One round of offer and answer. Every step ends in a promise, on the thread of
 * webrtcbin; none of them waits.
 *
 *   offerer    create-offer, set-local, describe | set-remote (answer), link
 *   answerer   set-remote (offer), create-answer, set-local, describe, link
 */

typedef void (*StepFunc) (SightPeerPipeline  *self,
                          const GstStructure *reply);

typedef struct
{
  SightPeerPipeline *pipeline;
  StepFunc           next;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  sight_peer_pipeline_unref (step->pipeline);
  g_free (step);
}

static void
fail_step (SightPeerPipeline *self,
           const GError      *cause)
{
  sight_peer_pipeline_fail (self, g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION,
                                               _("The connection could not be negotiated: %s"),
                                               cause != NULL ? cause->message : _("webrtcbin gave up")));
}

static gboolean
is_closing (SightPeerPipeline *self)
{
  gboolean closing;

  g_mutex_lock (&self->lock);
  closing = self->closing;
  g_mutex_unlock (&self->lock);

  return closing;
}

static void
end_step (SightPeerPipeline *self)
{
  g_mutex_lock (&self->lock);
  if (--self->n_steps == 0)
    g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->lock);
}

static void
go_on (Step       *step,
       GstPromise *promise)
{
  const GstStructure *reply;
  g_autoptr(GError) error = NULL;

  if (gst_promise_wait (promise) != GST_PROMISE_RESULT_REPLIED || is_closing (step->pipeline))
    return;

  reply = gst_promise_get_reply (promise);
  if (reply != NULL && gst_structure_has_field (reply, "error"))
    {
      gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL);
      fail_step (step->pipeline, error);
    }
  else if (step->next != NULL)
    step->next (step->pipeline, reply);
}

static void
on_step_done (GstPromise *promise,
              gpointer    user_data)
{
  Step *step = user_data;

  go_on (step, promise);
  end_step (step->pipeline);
}

static GstPromise *
make_promise (SightPeerPipeline *self,
              StepFunc           next)
{
  Step *step = g_new (Step, 1);

  *step = (Step) { sight_peer_pipeline_ref (self), next };
  g_mutex_lock (&self->lock);
  self->n_steps++;
  g_mutex_unlock (&self->lock);

  return gst_promise_new_with_change_func (on_step_done, step, step_free);
}

static void
emit_with_promise (SightPeerPipeline           *self,
                   const char                  *signal,
                   GstWebRTCSessionDescription *description,
                   StepFunc                     next)
{
  g_autoptr(GstPromise) promise = make_promise (self, next);

  g_signal_emit_by_name (self->webrtc, signal, description, promise);
}

static void
on_negotiated (SightPeerPipeline  *self,
               const GstStructure *reply)
{
  sight_peer_pipeline_link_lines (self);
  sight_webrtc_tune_rtcp (self->webrtc);
  sight_mailbox_post (self->mailbox, self->events.connecting, NULL, NULL);
}

static gboolean
read_own (SightPeerPipeline  *self,
          const char         *text,
          SightDescription   *out,
          SightSdpMids       *mids,
          GError            **error)
{
  if (!sight_sdp_read (text, &self->plan, out, mids, error))
    return FALSE;

  g_strlcpy (out->fingerprint, sight_dtls_certificate_get_fingerprint (self->certificate), sizeof out->fingerprint);
  return sight_description_is_valid (out, self->is_offerer);
}

/* Reads what webrtcbin made, and gives it to webrtcbin and to the owner. */
static void
describe (SightPeerPipeline  *self,
          const GstStructure *reply,
          const char         *field)
{
  GstWebRTCSessionDescription *local = NULL;
  g_autofree char *text = NULL;
  g_autofree SightDescription *description = g_new0 (SightDescription, 1);
  g_autoptr(GError) error = NULL;
  SightSdpMids mids;

  if (reply != NULL)
    gst_structure_get (reply, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &local, NULL);
  if (local == NULL)
    {
      fail_step (self, NULL);
      return;
    }

  text = gst_sdp_message_as_text (local->sdp);
  GST_LOG_OBJECT (self->pipeline, "webrtcbin says: %s", text);
  if (!read_own (self, text, description, &mids, &error))
    fail_step (self, error);
  else
    {
      g_mutex_lock (&self->lock);
      self->mids = mids;
      g_mutex_unlock (&self->lock);
      sight_peer_meter_set_local (self->counts, description);
      sight_peer_pipeline_watch_transport (self);
      sight_mailbox_post (self->mailbox, self->events.described, g_steal_pointer (&description), g_free);
      emit_with_promise (self, "set-local-description", local, self->is_offerer ? NULL : on_negotiated);
    }
  gst_webrtc_session_description_free (local);
}

static void
on_offer_created (SightPeerPipeline  *self,
                  const GstStructure *reply)
{
  describe (self, reply, "offer");
}

static void
on_answer_created (SightPeerPipeline  *self,
                   const GstStructure *reply)
{
  describe (self, reply, "answer");
}

static void
on_offer_taken (SightPeerPipeline  *self,
                const GstStructure *reply)
{
  g_autoptr(GstPromise) promise = make_promise (self, on_answer_created);

  g_signal_emit_by_name (self->webrtc, "create-answer", NULL, promise);
}

void
sight_peer_negotiation_offer (SightPeerPipeline *self)
{
  g_autoptr(GstPromise) promise = make_promise (self, on_offer_created);

  g_signal_emit_by_name (self->webrtc, "create-offer", NULL, promise);
}

gboolean
sight_peer_negotiation_take (SightPeerPipeline  *self,
                             GError            **error)
{
  GstWebRTCSessionDescription *remote;
  GstSDPMessage *message = NULL;
  g_autofree char *text = NULL;
  SightSdpMids mids;

  g_mutex_lock (&self->lock);
  if (!self->is_offerer)
    sight_sdp_mids_init (&self->mids);
  mids = self->mids;
  g_mutex_unlock (&self->lock);

  text = sight_sdp_write (&self->remote, !self->is_offerer, &mids, error);
  if (text == NULL)
    return FALSE;

  GST_LOG_OBJECT (self->pipeline, "The other side, in SDP: %s", text);
  if (gst_sdp_message_new_from_text (text, &message) != GST_SDP_OK)
    {
      g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION,
                           _("GStreamer does not take the description of the other side"));
      return FALSE;
    }

  remote = gst_webrtc_session_description_new (self->is_offerer ? GST_WEBRTC_SDP_TYPE_ANSWER : GST_WEBRTC_SDP_TYPE_OFFER,
                                               message);
  sight_webrtc_repair (self->webrtc, &self->remote);
  emit_with_promise (self, "set-remote-description", remote, self->is_offerer ? on_negotiated : on_offer_taken);
  gst_webrtc_session_description_free (remote);
  return TRUE;
}
