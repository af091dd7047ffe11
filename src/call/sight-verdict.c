/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-verdict.h"

#include <glib/gi18n-lib.h>

/* Up to here repairs and concealment hide most of it. */
#define LOSS_MAX       0.05
/* Fewer say nothing about a share. */
#define PACKETS_MIN    25
/* Beyond it people interrupt each other (ITU-T G.114 draws the line at 400 ms
 * one way, and at 150 for comfort).
 */
#define ROUND_TRIP_MAX 400.0
/* No picture that one would want to look at takes less. */
#define PICTURE_MIN    200000
/* Of the moments between two snapshots. */
#define FROZEN_MAX     0.05
#define CONCEALED_MAX  0.05

/* Translators: how the connection to somebody is */
static const struct
{
  const char *name;
  const char *sentence;
} verdicts[] = {
  [SIGHT_VERDICT_ENDED] = { "ended", N_("Not connected") },
  [SIGHT_VERDICT_CONNECTING] = { "connecting", N_("Connecting") },
  [SIGHT_VERDICT_RECONNECTING] = { "reconnecting", N_("Reconnecting") },
  [SIGHT_VERDICT_PATH] = { "path", N_("The network between you loses packets") },
  [SIGHT_VERDICT_UPLOAD] = { "upload", N_("Your upload is the limit") },
  [SIGHT_VERDICT_THEIR_UPLOAD] = { "their-upload", N_("Their upload is the limit") },
  [SIGHT_VERDICT_UNEVEN] = { "uneven", N_("What they send arrives unevenly") },
  [SIGHT_VERDICT_FAR] = { "far", N_("The way is long: answers come late") },
  [SIGHT_VERDICT_RELAYED_TCP] = { "relayed-tcp", N_("Relayed over TCP: a network blocks the faster ways") },
  [SIGHT_VERDICT_RELAYED] = { "relayed", N_("Good, through a relay") },
  [SIGHT_VERDICT_GOOD] = { "good", N_("Good") },
};

const char *
sight_verdict_to_name (SightVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (verdicts), NULL);

  return verdicts[verdict].name;
}

const char *
sight_verdict_to_sentence (SightVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (verdicts), NULL);

  return _(verdicts[verdict].sentence);
}

static double
get_share (gint64 part,
           gint64 of)
{
  return part > 0 && of >= PACKETS_MIN ? (double) part / of : 0;
}

/* What the other side's reports say was lost between the two moments. */
static double
get_sent_loss (const SightPeerStatistics *before,
               const SightPeerStatistics *now)
{
  gint64 lost = 0;
  gint64 packets = 0;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      lost += now->lines[i].sent.lost - before->lines[i].sent.lost;
      packets += now->lines[i].sent.packets - before->lines[i].sent.packets;
    }

  return get_share (lost, packets);
}

static double
get_received_loss (const SightPeerStatistics *before,
                   const SightPeerStatistics *now)
{
  gint64 lost = 0;
  gint64 packets = 0;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      lost += now->lines[i].received.lost - before->lines[i].received.lost;
      packets += now->lines[i].received.packets - before->lines[i].received.packets;
    }

  return get_share (lost, lost + packets);
}

static gboolean
is_narrow (const SightPeerStatistics *now)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (sight_line_is_picture (i) && now->lines[i].sent.bitrate > 0)
      return now->estimate > 0 && now->estimate < PICTURE_MIN;

  return FALSE;
}

/* Pictures that stood, and sound that was made up, without a loss to explain it. */
static gboolean
is_uneven (const SightPeerStatistics *before,
           const SightPeerStatistics *now)
{
  gint64 frozen = 0;
  double concealed = 0;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      const SightReceiveStatistics *old = &before->lines[i].received;
      const SightReceiveStatistics *new = &now->lines[i].received;

      frozen += new->frozen_ms - old->frozen_ms;
      concealed = MAX (concealed, new->concealed - old->concealed);
    }

  return frozen > FROZEN_MAX * (now->monotonic_time - before->monotonic_time) / 1000 || concealed > CONCEALED_MAX;
}

static gboolean
is_relayed (const SightPathStatistics *path)
{
  return path->is_known && (path->local == SIGHT_CANDIDATE_RELAY || path->remote == SIGHT_CANDIDATE_RELAY);
}

static gboolean
goes_over_tcp (const SightPathStatistics *path)
{
  return path->local_relay == SIGHT_RELAY_TCP || path->remote_relay == SIGHT_RELAY_TCP ||
         path->transport == SIGHT_TRANSPORT_TCP;
}

static double
get_round_trip (const SightPeerStatistics *now)
{
  return now->rtcp_round_trip >= 0 ? now->rtcp_round_trip : now->beat_round_trip;
}

static SightVerdict
judge_media (const SightPeerStatistics *before,
             const SightPeerStatistics *now)
{
  gboolean sends_badly = get_sent_loss (before, now) > LOSS_MAX || is_narrow (now);
  gboolean receives_badly = get_received_loss (before, now) > LOSS_MAX;

  if (sends_badly && receives_badly)
    return SIGHT_VERDICT_PATH;
  if (sends_badly)
    return SIGHT_VERDICT_UPLOAD;
  if (receives_badly)
    return SIGHT_VERDICT_THEIR_UPLOAD;
  if (is_uneven (before, now))
    return SIGHT_VERDICT_UNEVEN;
  if (get_round_trip (now) > ROUND_TRIP_MAX)
    return SIGHT_VERDICT_FAR;
  if (is_relayed (&now->path))
    return goes_over_tcp (&now->path) ? SIGHT_VERDICT_RELAYED_TCP : SIGHT_VERDICT_RELAYED;

  return SIGHT_VERDICT_GOOD;
}

SightVerdict
sight_verdict_judge (SightPairState             state,
                     const SightPeerStatistics *before,
                     const SightPeerStatistics *now)
{
  static const SightPeerStatistics nothing;

  if (state == SIGHT_PAIR_FAILED || state == SIGHT_PAIR_CLOSED)
    return SIGHT_VERDICT_ENDED;
  if (state == SIGHT_PAIR_STALLED || (state < SIGHT_PAIR_LIVE && now->generation > 1))
    return SIGHT_VERDICT_RECONNECTING;
  if (state < SIGHT_PAIR_LIVE)
    return SIGHT_VERDICT_CONNECTING;

  /* Another connection counts from zero. */
  if (before == NULL || before->generation != now->generation)
    before = &nothing;

  return judge_media (before, now);
}
