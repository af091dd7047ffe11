/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-status.h"

#include "cli/sight-cli-source.h"

#define KILO 1000

static const char *
describe_path (const SightPathStatistics *path)
{
  if (!path->is_known)
    return "no path yet";
  if (path->local == SIGHT_CANDIDATE_RELAY || path->remote == SIGHT_CANDIDATE_RELAY)
    return path->local_relay == SIGHT_RELAY_TCP || path->remote_relay == SIGHT_RELAY_TCP ? "relayed, over TCP" : "relayed";
  if (path->transport == SIGHT_TRANSPORT_TCP)
    return "direct, over TCP";

  return path->local == SIGHT_CANDIDATE_HOST && path->remote == SIGHT_CANDIDATE_HOST ? "direct" : "direct, through a router";
}

static void
append_round_trip (GString *out,
                   double   ms)
{
  if (ms >= 0)
    g_string_append_printf (out, ", round trip %.1f ms", ms);
}

static void
append_line (GString                     *out,
             SightLine                    line,
             const SightLineStatistics   *statistics)
{
  const SightReceiveStatistics *received = &statistics->received;
  const SightSendStatistics *sent = &statistics->sent;

  if (received->packets == 0 && sent->packets == 0)
    return;

  g_string_append_printf (out, "  %-12s in %4u, out %4u kbit/s, lost %.1f %%", sight_cli_line_name (line),
                          received->bitrate / KILO, sent->bitrate / KILO, received->fraction_lost * 100);
  if (received->width > 0)
    g_string_append_printf (out, ", %.1f frames/s of %ux%u", received->frame_rate, received->width, received->height);
  if (received->freezes > 0)
    g_string_append_printf (out, ", %u freezes", received->freezes);
  g_string_append_c (out, '\n');
}

void
sight_cli_status_append (GString                     *out,
                         const SightStatisticsRecord *record)
{
  const SightPeerStatistics *statistics = &record->statistics;
  double round_trip = statistics->rtcp_round_trip >= 0 ? statistics->rtcp_round_trip : statistics->beat_round_trip;

  g_string_append_printf (out, "sees %s: %s, %s", record->name != NULL && *record->name != '\0' ? record->name : "somebody",
                          sight_pair_state_to_name (record->state), describe_path (&statistics->path));
  append_round_trip (out, round_trip);
  g_string_append_printf (out, ". %s\n", sight_verdict_to_sentence (record->verdict));
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    append_line (out, i, &statistics->lines[i]);
}
