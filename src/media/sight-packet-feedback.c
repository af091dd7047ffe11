/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-packet-feedback.h"

/* The peer counts 64 ms in 24 bits, and GStreamer does not carry on. */
#define WRAP ((G_GINT64_CONSTANT (1) << 24) * 64000)
/* More than any feedback has room for. */
#define PACKETS_MAX 65536

static gint64
unwrap (SightPacketFeedback *self,
        gint64               received)
{
  gint64 time = received + self->wraps * WRAP;

  if (self->last_received != 0 && time < self->last_received - WRAP / 2)
    {
      self->wraps++;
      time += WRAP;
    }
  else if (self->wraps > 0 && time > self->last_received + WRAP / 2)
    return time - WRAP;

  self->last_received = MAX (self->last_received, time);
  return time;
}

static gboolean
read_packet (SightPacketFeedback *self,
             const GstStructure  *packet,
             SightPacketReport   *report)
{
  guint64 sent, received;
  gboolean lost;
  guint size;

  if (!gst_structure_get (packet, "local-ts", G_TYPE_UINT64, &sent, "remote-ts", G_TYPE_UINT64, &received,
                          "size", G_TYPE_UINT, &size, "lost", G_TYPE_BOOLEAN, &lost, NULL) ||
      !GST_CLOCK_TIME_IS_VALID (sent) || (!lost && received > G_MAXINT64))
    return FALSE;

  *report = (SightPacketReport) {
    .sent = sent / GST_USECOND,
    .received = lost ? SIGHT_PACKET_LOST : unwrap (self, received / GST_USECOND),
    .size = size + SIGHT_PACKET_OVERHEAD,
  };
  return TRUE;
}

/* GStreamer's own list came too late for this message. */
static GValueArray *
get_packets (const GstStructure *structure)
{
  const GValue *value = gst_structure_get_value (structure, "packets");

G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  return value != NULL && G_VALUE_HOLDS (value, g_value_array_get_type ()) ? g_value_get_boxed (value) : NULL;
G_GNUC_END_IGNORE_DEPRECATIONS
}

gboolean
sight_packet_feedback_read (SightPacketFeedback *self,
                            const GstStructure  *structure,
                            GArray              *reports)
{
  GValueArray *packets;

  if (structure == NULL || !gst_structure_has_name (structure, "RTPTWCCPackets"))
    return FALSE;

  packets = get_packets (structure);
  if (packets == NULL)
    return FALSE;

  for (guint i = 0; i < MIN (packets->n_values, PACKETS_MAX); i++)
    {
      SightPacketReport report;

      if (GST_VALUE_HOLDS_STRUCTURE (&packets->values[i]) &&
          read_packet (self, gst_value_get_structure (&packets->values[i]), &report))
        g_array_append_val (reports, report);
    }

  return TRUE;
}
