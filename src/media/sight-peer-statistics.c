/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-peer-statistics.h"

#include <string.h>

#include "media/sight-peer-connection-private.h"
#include "media/sight-peer-meter.h"

gboolean
sight_peer_connection_get_bandwidth (SightPeerConnection *self,
                                     SightBandwidth      *bandwidth)
{
  SightPeerPipeline *pipeline;

  g_return_val_if_fail (SIGHT_IS_PEER_CONNECTION (self), FALSE);

  pipeline = sight_peer_connection_get_pipeline (self);
  if (pipeline == NULL)
    return FALSE;

  sight_bandwidth_meter_get (sight_peer_pipeline_get_meter (pipeline), bandwidth);
  return TRUE;
}

gboolean
sight_peer_connection_get_statistics (SightPeerConnection *self,
                                      SightPeerStatistics *out)
{
  SightPeerPipeline *pipeline;
  SightBandwidth bandwidth;

  g_return_val_if_fail (SIGHT_IS_PEER_CONNECTION (self), FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  memset (out, 0, sizeof *out);
  out->monotonic_time = g_get_monotonic_time ();
  out->real_time = g_get_real_time ();
  out->state = sight_peer_connection_get_state (self);
  out->silent_ms = sight_peer_connection_get_silent_ms (self);
  out->beat_round_trip = sight_peer_connection_get_round_trip_ms (self);
  out->rtcp_round_trip = -1;

  pipeline = sight_peer_connection_get_pipeline (self);
  if (pipeline == NULL)
    return FALSE;

  sight_peer_meter_read (sight_peer_pipeline_get_counts (pipeline), out->monotonic_time, out);
  if (sight_peer_connection_get_bandwidth (self, &bandwidth) && bandwidth.is_known)
    out->estimate = bandwidth.estimate;

  return TRUE;
}

const char *
sight_relay_transport_to_name (SightRelayTransport transport)
{
  static const char * const names[] = {
    [SIGHT_RELAY_NONE] = "none",
    [SIGHT_RELAY_UNKNOWN] = "unknown",
    [SIGHT_RELAY_UDP] = "udp",
    [SIGHT_RELAY_TCP] = "tcp",
  };

  return names[transport];
}
