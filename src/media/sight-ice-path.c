/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

/* webrtcbin is not declared stable yet. */
#define GST_USE_UNSTABLE_API

#include "media/sight-ice-path.h"

#include <gst/webrtc/ice.h>
#include <gst/webrtc/webrtc.h>
#include <string.h>

#include "media/sight-media.h"

#define GST_CAT_DEFAULT sight_media_debug

typedef struct
{
  SightIcePathFunc func;
  gpointer         data;
  GDestroyNotify   destroy;
} Watch;

/* The upper byte of a priority is the program's preference for the kind of
 * candidate (RFC 8445 5.1.2): of libnice 30 and 20, of Chromium 2, 1 and 0.
 */
SightRelayTransport
sight_ice_path_guess_relay (guint32 priority)
{
  switch (priority >> 24)
    {
    case 30:
    case 2:
      return SIGHT_RELAY_UDP;
    case 20:
    case 1:
      return SIGHT_RELAY_TCP;
    default:
      return SIGHT_RELAY_UNKNOWN;
    }
}

static void
read_candidate (const GstWebRTCICECandidateStats *candidate,
                SightCandidateType               *type,
                SightRelayTransport              *relay)
{
  *type = SIGHT_CANDIDATE_HOST;
  sight_candidate_type_from_name (candidate->type, type);
  *relay = *type == SIGHT_CANDIDATE_RELAY ? sight_ice_path_guess_relay (candidate->prio) : SIGHT_RELAY_NONE;
}

/* From 1.28 on libnice's does not tell, and asking it all the same would end the
 * process.
 */
static gboolean
can_tell_pair (GstWebRTCICE *ice)
{
  return ice != NULL && GST_WEBRTC_ICE_GET_CLASS (ice)->get_selected_pair != NULL;
}

static gboolean
read_path (GObject             *transport,
           SightPathStatistics *path)
{
  g_autoptr(GstWebRTCICEStream) stream = NULL;
  g_autoptr(GstWebRTCICE) ice = NULL;
  GstWebRTCICECandidateStats *local = NULL;
  GstWebRTCICECandidateStats *remote = NULL;

  g_object_get (transport, "stream", &stream, NULL);
  if (stream != NULL)
    g_object_get (stream, "ice", &ice, NULL);
  if (!can_tell_pair (ice) || !gst_webrtc_ice_get_selected_pair (ice, stream, &local, &remote))
    return FALSE;

  *path = (SightPathStatistics) { .is_known = TRUE };
  read_candidate (local, &path->local, &path->local_relay);
  read_candidate (remote, &path->remote, &path->remote_relay);
  path->transport = g_strcmp0 (local->proto, "tcp") == 0 ? SIGHT_TRANSPORT_TCP : SIGHT_TRANSPORT_UDP;
  path->is_ipv6 = local->ipaddr != NULL && strchr (local->ipaddr, ':') != NULL;
  gst_webrtc_ice_candidate_stats_free (local);
  gst_webrtc_ice_candidate_stats_free (remote);
  return TRUE;
}

static void
on_pair_change (GObject *transport,
                Watch   *watch)
{
  SightPathStatistics path;

  if (read_path (transport, &path))
    watch->func (&path, watch->data);
  else
    GST_WARNING_OBJECT (transport, "A path was taken, and ICE does not say which");
}

static void
watch_free (gpointer  data,
            GClosure *closure)
{
  Watch *watch = data;

  watch->destroy (watch->data);
  g_free (watch);
}

static gboolean
has_stream (GObject *transport)
{
  return transport != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS (transport), "stream") != NULL;
}

void
sight_ice_path_watch (GObject          *dtls_transport,
                      SightIcePathFunc  func,
                      gpointer          data,
                      GDestroyNotify    destroy)
{
  g_autoptr(GObject) transport = NULL;
  Watch *watch = g_new (Watch, 1);

  *watch = (Watch) { func, data, destroy };
  g_object_get (dtls_transport, "transport", &transport, NULL);
  if (has_stream (transport))
    g_signal_connect_data (transport, "on-selected-candidate-pair-change", G_CALLBACK (on_pair_change),
                           watch, watch_free, 0);
  else
    watch_free (watch, NULL);
}
