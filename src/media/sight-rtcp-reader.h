/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RTCP as far as statistics need it (RFC 3550, RFC 4585, RFC 5104). Bytes of
 * others: what does not hold together is refused as a whole, what is not known
 * is passed over.
 */

typedef enum
{
  SIGHT_RTCP_SENDER_REPORT,
  SIGHT_RTCP_REPORT_BLOCK,
  SIGHT_RTCP_NACK,         /* packets are asked for again */
  SIGHT_RTCP_PICTURE_LOSS, /* PLI: a key frame is asked for */
  SIGHT_RTCP_FULL_INTRA,   /* FIR: the same, in another way */
} SightRtcpKind;

typedef struct
{
  SightRtcpKind kind;
  guint32       ssrc;        /* of the media that is meant; of a sender report, who sends it */
  guint32       ntp;         /* sender report: the middle of its time, which a report block repeats */
  /* Report block: */
  guint8        fraction;    /* lost since the last one, in 256ths */
  gint32        lost;        /* since the beginning; negative where packets came twice */
  guint32       jitter;      /* in units of the clock of the media */
  guint32       last_report; /* the ntp of the last sender report that came, or 0 */
  guint32       delay;       /* since then, in 65536ths of a second */
  guint         n_packets;   /* NACK: how many */
} SightRtcpItem;

typedef void (*SightRtcpFunc) (const SightRtcpItem *item,
                               gpointer             data);

/* Tells @func of every item of a compound packet. False, and nothing told,
 * where it is not well-formed.
 */
gboolean sight_rtcp_read (const guint8  *bytes,
                          gsize          length,
                          SightRtcpFunc  func,
                          gpointer       data);

G_END_DECLS
