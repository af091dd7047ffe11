/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"
#include "media/sight-peer-plan.h"
#include "media/sight-rtcp-reader.h"
#include "media/sight-wire-meter.h"

/* Inputs are read as in corpus/rtcp: from our own SSRCs, which are 1 to 4, and
 * from the other side's, which are 5 to 8.
 */
static void
make_ends (SightDescription *local,
           SightDescription *remote)
{
  sight_peer_plan_offer (local, SIGHT_CODEC_VP8);
  sight_peer_plan_answer (remote, local);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      local->lines[i].ssrc = i + 1;
      remote->lines[i].ssrc = i + 5;
    }
}

static void
count_item (const SightRtcpItem *item,
            gpointer             data)
{
  (*(guint *) data)++;
}

static void
check (const SightPeerStatistics *statistics)
{
  g_assert_cmpfloat (statistics->rtcp_round_trip, >=, -1);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      const SightSendStatistics *sent = &statistics->lines[i].sent;

      g_assert_cmpfloat (sent->fraction_lost, >=, 0);
      g_assert_cmpfloat (sent->fraction_lost, <, 1);
      g_assert_cmpfloat (sent->round_trip, <, 1001);
      g_assert_cmpint (sent->lost, >=, -(1 << 23));
      g_assert_cmpint (sent->lost, <, 1 << 23);
    }
}

/* Said by us, and a second later by the other side; nothing that is refused is
 * half believed.
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree SightWireMeter *meter = g_new0 (SightWireMeter, 1);
  g_autofree SightPeerStatistics *statistics = g_new0 (SightPeerStatistics, 1);
  SightDescription local;
  SightDescription remote;
  guint n = 0;

  make_ends (&local, &remote);
  sight_wire_meter_set_local (meter, &local);
  sight_wire_meter_set_remote (meter, &remote);
  if (!sight_rtcp_read (data, size, count_item, &n))
    g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (n, <=, size / 4);

  sight_wire_meter_sent_rtcp (meter, data, size, 1000 * G_USEC_PER_SEC);
  sight_wire_meter_received_rtcp (meter, data, size, 1001 * G_USEC_PER_SEC);
  sight_wire_meter_read (meter, 1002 * G_USEC_PER_SEC, statistics);
  check (statistics);
  return 0;
}
