/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-rtcp-reader.h"

#define HEADER_SIZE       8  /* with the SSRC of who sends it */
#define SENDER_INFO_SIZE  20
#define BLOCK_SIZE        24
#define NACK_SIZE         4
#define FULL_INTRA_SIZE   8

#define TYPE_SENDER_REPORT    200
#define TYPE_RECEIVER_REPORT  201
#define TYPE_LAST             213
#define TYPE_FEEDBACK         205
#define TYPE_PAYLOAD_FEEDBACK 206
#define FORMAT_NACK           1
#define FORMAT_PICTURE_LOSS   1
#define FORMAT_FULL_INTRA     4

/* One packet of a compound one, checked. */
typedef struct
{
  const guint8 *bytes;
  gsize         length; /* without padding */
  guint         type;
  guint         count;  /* of report blocks, or the format of a feedback */
} Packet;

typedef struct
{
  SightRtcpFunc func;
  gpointer      data;
} Listener;

static guint16
read_16 (const guint8 *bytes)
{
  return bytes[0] << 8 | bytes[1];
}

static guint32
read_32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

static gint32
read_signed_24 (const guint8 *bytes)
{
  gint32 number = bytes[0] << 16 | bytes[1] << 8 | bytes[2];

  return number >= 1 << 23 ? number - (1 << 24) : number;
}

static gboolean
read_packet (const guint8 *bytes,
             gsize         left,
             gsize        *size,
             Packet       *packet)
{
  gsize padding = 0;

  if (left < 4 || bytes[0] >> 6 != 2)
    return FALSE;

  *size = ((gsize) read_16 (bytes + 2) + 1) * 4;
  if (*size > left)
    return FALSE;

  /* Only the last one may be padded. */
  if (bytes[0] & 0x20)
    {
      padding = bytes[*size - 1];
      if (*size != left || padding == 0 || padding > *size - 4)
        return FALSE;
    }

  *packet = (Packet) { bytes, *size - padding, bytes[1], bytes[0] & 0x1f };
  return TRUE;
}

static gboolean
holds_together (const Packet *packet)
{
  gsize blocks = packet->count * BLOCK_SIZE;

  switch (packet->type)
    {
    case TYPE_SENDER_REPORT:
      return packet->length >= HEADER_SIZE + SENDER_INFO_SIZE + blocks;
    case TYPE_RECEIVER_REPORT:
      return packet->length >= HEADER_SIZE + blocks;
    case TYPE_FEEDBACK:
    case TYPE_PAYLOAD_FEEDBACK:
      return packet->length >= HEADER_SIZE + 4;
    default:
      return packet->type >= TYPE_SENDER_REPORT && packet->type <= TYPE_LAST;
    }
}

static void
tell_blocks (const Packet   *packet,
             gsize           offset,
             const Listener *listener)
{
  for (guint i = 0; i < packet->count; i++)
    {
      const guint8 *block = packet->bytes + offset + i * BLOCK_SIZE;
      SightRtcpItem item = {
        .kind = SIGHT_RTCP_REPORT_BLOCK,
        .ssrc = read_32 (block),
        .fraction = block[4],
        .lost = read_signed_24 (block + 5),
        .jitter = read_32 (block + 12),
        .last_report = read_32 (block + 16),
        .delay = read_32 (block + 20),
      };

      listener->func (&item, listener->data);
    }
}

static void
tell_sender_report (const Packet   *packet,
                    const Listener *listener)
{
  SightRtcpItem item = {
    .kind = SIGHT_RTCP_SENDER_REPORT,
    .ssrc = read_32 (packet->bytes + 4),
    .ntp = (guint32) read_16 (packet->bytes + 10) << 16 | read_16 (packet->bytes + 12),
  };

  listener->func (&item, listener->data);
  tell_blocks (packet, HEADER_SIZE + SENDER_INFO_SIZE, listener);
}

/* Each entry names one packet and, bit by bit, the sixteen after it. */
static void
tell_nack (const Packet   *packet,
           const Listener *listener)
{
  SightRtcpItem item = { .kind = SIGHT_RTCP_NACK, .ssrc = read_32 (packet->bytes + HEADER_SIZE) };

  for (gsize at = HEADER_SIZE + 4; at + NACK_SIZE <= packet->length; at += NACK_SIZE)
    {
      item.n_packets++;
      for (guint bits = read_16 (packet->bytes + at + 2); bits != 0; bits &= bits - 1)
        item.n_packets++;
    }

  listener->func (&item, listener->data);
}

/* Those that are meant stand in the entries, not in the header. */
static void
tell_full_intra (const Packet   *packet,
                 const Listener *listener)
{
  for (gsize at = HEADER_SIZE + 4; at + FULL_INTRA_SIZE <= packet->length; at += FULL_INTRA_SIZE)
    {
      SightRtcpItem item = { .kind = SIGHT_RTCP_FULL_INTRA, .ssrc = read_32 (packet->bytes + at) };

      listener->func (&item, listener->data);
    }
}

static void
tell_payload_feedback (const Packet   *packet,
                       const Listener *listener)
{
  SightRtcpItem item = { .kind = SIGHT_RTCP_PICTURE_LOSS, .ssrc = read_32 (packet->bytes + HEADER_SIZE) };

  if (packet->count == FORMAT_PICTURE_LOSS)
    listener->func (&item, listener->data);
  else if (packet->count == FORMAT_FULL_INTRA)
    tell_full_intra (packet, listener);
}

static void
tell (const Packet   *packet,
      const Listener *listener)
{
  if (packet->type == TYPE_SENDER_REPORT)
    tell_sender_report (packet, listener);
  else if (packet->type == TYPE_RECEIVER_REPORT)
    tell_blocks (packet, HEADER_SIZE, listener);
  else if (packet->type == TYPE_FEEDBACK && packet->count == FORMAT_NACK)
    tell_nack (packet, listener);
  else if (packet->type == TYPE_PAYLOAD_FEEDBACK)
    tell_payload_feedback (packet, listener);
}

/* Without a listener it only looks whether all is well. */
static gboolean
walk (const guint8   *bytes,
      gsize           length,
      const Listener *listener)
{
  gsize size;

  for (gsize at = 0; at < length; at += size)
    {
      Packet packet;

      if (!read_packet (bytes + at, length - at, &size, &packet) || !holds_together (&packet))
        return FALSE;
      if (listener != NULL)
        tell (&packet, listener);
    }

  return length > 0;
}

gboolean
sight_rtcp_read (const guint8  *bytes,
                 gsize          length,
                 SightRtcpFunc  func,
                 gpointer       data)
{
  const Listener listener = { func, data };

  return walk (bytes, length, NULL) && walk (bytes, length, &listener);
}
