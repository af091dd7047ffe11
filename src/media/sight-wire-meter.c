/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-wire-meter.h"

#include <math.h>

#include "media/sight-rtcp-reader.h"
#include "media/sight-sdp.h"

/* A larger step in the numbers is another stream, not a loss (RFC 3550 A.1). */
#define DROPOUT_MAX 3000
/* A sender that leaves out as much does it of its own accord. */
#define PAUSE_MIN   G_USEC_PER_SEC
/* Packets that travel for so long tell of other clocks, not of jitter. */
#define JITTER_MAX  (10 * G_USEC_PER_SEC)

static guint16
get_sequence (const guint8 *header)
{
  return header[2] << 8 | header[3];
}

static guint32
read_32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

static guint32
get_timestamp (const guint8 *header)
{
  return read_32 (header + 4);
}

static guint32
get_ssrc (const guint8 *header)
{
  return read_32 (header + 8);
}

/* SIGHT_N_LINES for a stranger. */
static SightLine
find_line (const SightDescription *description,
           guint32                 ssrc,
           gboolean               *is_repair)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      *is_repair = description->lines[i].rtx_ssrc == ssrc;
      if (ssrc != 0 && (*is_repair || description->lines[i].ssrc == ssrc))
        return i;
    }

  return SIGHT_N_LINES;
}

static guint
get_clock_rate (const SightWireMeter *self,
                SightLine             line)
{
  return sight_sdp_get_clock_rate (self->local.lines[line].codec);
}

void
sight_wire_meter_set_local (SightWireMeter         *self,
                            const SightDescription *local)
{
  self->local = *local;
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      self->lines[i].codec = local->lines[i].codec;
      self->lines[i].sent.ssrc = local->lines[i].ssrc;
    }
}

void
sight_wire_meter_set_remote (SightWireMeter         *self,
                             const SightDescription *remote)
{
  self->remote = *remote;
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    self->lines[i].received.ssrc = remote->lines[i].ssrc;
}

void
sight_wire_meter_sent_rtp (SightWireMeter *self,
                           const guint8    header[SIGHT_RTP_HEADER_SIZE],
                           gsize           size,
                           gint64          now)
{
  gboolean is_repair;
  SightLine line = find_line (&self->local, get_ssrc (header), &is_repair);
  SightSendStatistics *sent;

  if (line == SIGHT_N_LINES)
    return;

  sent = &self->lines[line].sent;
  if (is_repair)
    {
      sent->repeated++;
      sight_sliding_sum_add (&self->sent_repair_bits, now, size * 8);
      return;
    }

  sent->packets++;
  sent->bytes += size;
  sight_sliding_sum_add (&self->senders[line].bits, now, size * 8);
}

/* Where nothing is missing between two packets, the time between them is the
 * sender's own.
 */
static void
note_pause (SightWireReceiver *receiver,
            guint32            timestamp,
            guint              clock_rate)
{
  gint64 gap = (gint64) (gint32) (timestamp - receiver->timestamp) * G_USEC_PER_SEC / clock_rate;

  if (gap >= PAUSE_MIN)
    receiver->paused += gap;
}

/* RFC 3550 A.1, without the probation: what comes here is authentic. */
static void
take_number (SightWireReceiver *receiver,
             guint16            sequence,
             guint32            timestamp,
             guint              clock_rate,
             gint64             now)
{
  guint16 step = sequence - receiver->highest;

  if (receiver->n_expected == 0 || (step > DROPOUT_MAX && step < G_MAXUINT16 - DROPOUT_MAX))
    step = 1;
  else if (step == 0 || step > DROPOUT_MAX)
    return; /* one of before */
  else if (step == 1)
    note_pause (receiver, timestamp, clock_rate);

  receiver->n_expected += step;
  receiver->highest = sequence;
  receiver->timestamp = timestamp;
  sight_sliding_sum_add (&receiver->expected, now, step);
}

/* RFC 3550 6.4.1 */
static void
take_transit (SightWireReceiver *receiver,
              gboolean           is_first,
              guint32            timestamp,
              guint              clock_rate,
              gint64             now)
{
  gint64 transit = now * clock_rate / G_USEC_PER_SEC - timestamp;
  double difference = fabs ((double) (gint32) (guint32) (transit - receiver->transit));

  receiver->transit = transit;
  if (!is_first && difference * G_USEC_PER_SEC / clock_rate < JITTER_MAX)
    receiver->jitter += (difference - receiver->jitter) / 16;
}

static SightArrival *
find_arrival (SightWireReceiver *receiver,
              guint16            sequence)
{
  SightArrival *arrival = &receiver->arrivals[sequence % SIGHT_ARRIVALS_KEPT];

  return arrival->time != 0 && arrival->sequence == sequence ? arrival : NULL;
}

void
sight_wire_meter_received_rtp (SightWireMeter *self,
                               const guint8    header[SIGHT_RTP_HEADER_SIZE],
                               gsize           size,
                               gint64          now)
{
  gboolean is_repair;
  SightLine line = find_line (&self->remote, get_ssrc (header), &is_repair);
  guint16 sequence = get_sequence (header);
  SightWireReceiver *receiver;
  SightReceiveStatistics *received;

  if (line == SIGHT_N_LINES)
    return;

  if (is_repair)
    {
      sight_sliding_sum_add (&self->received_repair_bits, now, size * 8);
      return;
    }

  receiver = &self->receivers[line];
  received = &self->lines[line].received;
  if (find_arrival (receiver, sequence) != NULL)
    {
      received->duplicated++;
      return;
    }

  take_transit (receiver, received->packets == 0, get_timestamp (header), get_clock_rate (self, line), now);
  take_number (receiver, sequence, get_timestamp (header), get_clock_rate (self, line), now);
  receiver->arrivals[sequence % SIGHT_ARRIVALS_KEPT] = (SightArrival) { now, sequence };
  received->packets++;
  received->bytes += size;
  sight_sliding_sum_add (&receiver->bits, now, size * 8);
  sight_sliding_sum_add (&receiver->arrived, now, 1);
}

/* One that was repaired came otherwise, and is not found. */
void
sight_wire_meter_played (SightWireMeter *self,
                         SightLine       line,
                         const guint8    header[SIGHT_RTP_HEADER_SIZE],
                         gint64          now)
{
  SightWireReceiver *receiver = &self->receivers[line];
  const SightArrival *arrival = find_arrival (receiver, get_sequence (header));

  if (arrival == NULL)
    return;

  sight_sliding_sum_add (&receiver->delays, now, now - arrival->time);
  sight_sliding_sum_add (&receiver->played, now, 1);
}

static void
on_sent_item (const SightRtcpItem *item,
              gpointer             data)
{
  SightWireMeter *self = data;
  gboolean is_report = item->kind == SIGHT_RTCP_SENDER_REPORT;
  gboolean is_repair;
  SightLine line = find_line (is_report ? &self->local : &self->remote, item->ssrc, &is_repair);
  SightWireSender *sender;

  if (line == SIGHT_N_LINES || is_repair)
    return;

  if (is_report)
    {
      sender = &self->senders[line];
      sender->reports[sender->n_reports++ % SIGHT_REPORTS_KEPT] = (SightSentReport) { self->now, item->ntp };
    }
  else if (item->kind == SIGHT_RTCP_NACK)
    self->lines[line].received.nacked += item->n_packets;
  else if (item->kind != SIGHT_RTCP_REPORT_BLOCK)
    self->lines[line].received.key_requests++;
}

/* A report that answers none of ours, or before it could, tells no time. */
static void
take_round_trip (SightWireMeter      *self,
                 SightLine            line,
                 const SightRtcpItem *block)
{
  SightWireSender *sender = &self->senders[line];
  gint64 delay = (gint64) block->delay * G_USEC_PER_SEC / 65536;

  for (guint i = 0; i < MIN (sender->n_reports, SIGHT_REPORTS_KEPT); i++)
    {
      gint64 round_trip = self->now - sender->reports[i].time - delay;

      if (block->last_report == 0 || sender->reports[i].ntp != block->last_report || round_trip < 0)
        continue;
      self->lines[line].sent.round_trip = self->round_trip = round_trip / 1000.0;
      sender->round_trip_time = self->now;
    }
}

static void
take_block (SightWireMeter      *self,
            SightLine            line,
            const SightRtcpItem *block)
{
  SightSendStatistics *sent = &self->lines[line].sent;

  sent->has_report = TRUE;
  sent->fraction_lost = block->fraction / 256.0;
  sent->lost = block->lost;
  sent->jitter = block->jitter * 1000.0 / get_clock_rate (self, line);
  take_round_trip (self, line, block);
}

static void
on_received_item (const SightRtcpItem *item,
                  gpointer             data)
{
  SightWireMeter *self = data;
  gboolean is_repair;
  SightLine line = find_line (&self->local, item->ssrc, &is_repair);

  if (line == SIGHT_N_LINES || is_repair)
    return;

  if (item->kind == SIGHT_RTCP_REPORT_BLOCK)
    take_block (self, line, item);
  else if (item->kind == SIGHT_RTCP_NACK)
    self->lines[line].sent.nacked += item->n_packets;
  else if (item->kind != SIGHT_RTCP_SENDER_REPORT)
    self->lines[line].sent.key_requests++;
}

void
sight_wire_meter_sent_rtcp (SightWireMeter *self,
                            const guint8   *bytes,
                            gsize           length,
                            gint64          now)
{
  self->now = now;
  sight_sliding_sum_add (&self->sent_rtcp_bits, now, length * 8);
  sight_rtcp_read (bytes, length, on_sent_item, self);
}

void
sight_wire_meter_received_rtcp (SightWireMeter *self,
                                const guint8   *bytes,
                                gsize           length,
                                gint64          now)
{
  self->now = now;
  sight_sliding_sum_add (&self->received_rtcp_bits, now, length * 8);
  sight_rtcp_read (bytes, length, on_received_item, self);
}

void
sight_wire_meter_sent (SightWireMeter *self,
                       gsize           size,
                       gint64          now)
{
  self->sent_bytes += size;
  sight_sliding_sum_add (&self->sent_bits, now, size * 8);
}

void
sight_wire_meter_received (SightWireMeter *self,
                           gsize           size,
                           gint64          now)
{
  self->received_bytes += size;
  sight_sliding_sum_add (&self->received_bits, now, size * 8);
}

gint64
sight_wire_meter_get_paused (const SightWireMeter *self,
                             SightLine             line)
{
  return self->receivers[line].paused;
}

static void
read_receiver (const SightWireMeter   *self,
               SightLine               line,
               gint64                  now,
               SightReceiveStatistics *out)
{
  const SightWireReceiver *receiver = &self->receivers[line];
  const SightReceiveStatistics *received = &self->lines[line].received;
  gint64 expected = sight_sliding_sum_get (&receiver->expected, now);
  gint64 arrived = sight_sliding_sum_get (&receiver->arrived, now);
  gint64 played = sight_sliding_sum_get (&receiver->played, now);

  out->ssrc = received->ssrc;
  out->packets = received->packets;
  out->bytes = received->bytes;
  out->bitrate = sight_sliding_sum_get (&receiver->bits, now);
  out->lost = receiver->n_expected > received->packets ? receiver->n_expected - received->packets : 0;
  out->fraction_lost = arrived < expected ? 1 - (double) arrived / expected : 0;
  out->duplicated = received->duplicated;
  out->nacked = received->nacked;
  out->key_requests = received->key_requests;
  out->jitter = received->packets > 1 ? receiver->jitter * 1000 / get_clock_rate (self, line) : -1;
  out->buffered = played > 0 ? sight_sliding_sum_get (&receiver->delays, now) / 1000.0 / played : -1;
}

static void
read_sender (const SightWireMeter *self,
             SightLine             line,
             gint64                now,
             SightSendStatistics  *out)
{
  const SightSendStatistics *sent = &self->lines[line].sent;

  out->ssrc = sent->ssrc;
  out->packets = sent->packets;
  out->bytes = sent->bytes;
  out->bitrate = sight_sliding_sum_get (&self->senders[line].bits, now);
  out->repeated = sent->repeated;
  out->nacked = sent->nacked;
  out->key_requests = sent->key_requests;
  out->has_report = sent->has_report;
  out->fraction_lost = sent->fraction_lost;
  out->lost = sent->lost;
  out->jitter = sent->has_report ? sent->jitter : -1;
  out->round_trip = self->senders[line].round_trip_time != 0 ? sent->round_trip : -1;
}

static double
get_round_trip (const SightWireMeter *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (self->senders[i].round_trip_time != 0)
      return self->round_trip;

  return -1;
}

void
sight_wire_meter_read (const SightWireMeter *self,
                       gint64                now,
                       SightPeerStatistics  *out)
{
  out->rtcp_round_trip = get_round_trip (self);
  out->sent = (SightTrafficStatistics) {
    .bytes = self->sent_bytes,
    .bitrate = sight_sliding_sum_get (&self->sent_bits, now),
    .repair_bitrate = sight_sliding_sum_get (&self->sent_repair_bits, now),
    .rtcp_bitrate = sight_sliding_sum_get (&self->sent_rtcp_bits, now),
  };
  out->received = (SightTrafficStatistics) {
    .bytes = self->received_bytes,
    .bitrate = sight_sliding_sum_get (&self->received_bits, now),
    .repair_bitrate = sight_sliding_sum_get (&self->received_repair_bits, now),
    .rtcp_bitrate = sight_sliding_sum_get (&self->received_rtcp_bits, now),
  };
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      out->lines[i].codec = self->lines[i].codec;
      read_sender (self, i, now, &out->lines[i].sent);
      read_receiver (self, i, now, &out->lines[i].received);
    }
}
