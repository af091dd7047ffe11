/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-peer-statistics.h"
#include "media/sight-sliding-sum.h"

G_BEGIN_DECLS

/* Of an RTP packet this much is read. */
#define SIGHT_RTP_HEADER_SIZE 12

/* Enough for the packets of the longest time that a jitter buffer waits. */
#define SIGHT_ARRIVALS_KEPT 1024
/* Reports of ours that may still be answered. */
#define SIGHT_REPORTS_KEPT  16

typedef struct
{
  gint64  time;
  guint16 sequence;
} SightArrival;

typedef struct
{
  gint64  time;
  guint32 ntp;
} SightSentReport;

typedef struct
{
  SightSlidingSum bits;
  SightSentReport reports[SIGHT_REPORTS_KEPT];
  guint           n_reports;
  gint64          round_trip_time; /* when it was measured */
} SightWireSender;

typedef struct
{
  SightSlidingSum bits;
  SightSlidingSum expected;
  SightSlidingSum arrived;
  SightSlidingSum delays;   /* microseconds in the jitter buffer */
  SightSlidingSum played;   /* packets that left it */
  guint64         n_expected;
  guint16         highest;  /* sequence number */
  guint32         timestamp; /* of the packet with it */
  gint64          transit;  /* in units of the clock; of the last packet */
  double          jitter;   /* likewise */
  gint64          paused;   /* microseconds that the sender sent nothing of its own accord */
  SightArrival    arrivals[SIGHT_ARRIVALS_KEPT];
} SightWireReceiver;

/**
 * SightWireMeter:
 *
 * Counts what goes over the wire of one connection, line by line, from the
 * packets alone: webrtcbin mixes up the lines of a bundle. It is told the time,
 * in microseconds; all zero is nothing counted yet. Whose threads share one
 * lock it themselves.
 */
typedef struct
{
  SightDescription    local;
  SightDescription    remote;
  SightLineStatistics lines[SIGHT_N_LINES];
  SightWireSender     senders[SIGHT_N_LINES];
  SightWireReceiver   receivers[SIGHT_N_LINES];
  guint64             sent_bytes;
  guint64             received_bytes;
  SightSlidingSum     sent_bits;
  SightSlidingSum     received_bits;
  SightSlidingSum     sent_repair_bits;
  SightSlidingSum     received_repair_bits;
  SightSlidingSum     sent_rtcp_bits;
  SightSlidingSum     received_rtcp_bits;
  double              round_trip; /* of the newest report; 0 before there is one */
  gint64              now;        /* of the RTCP that is being read */
} SightWireMeter;

/* Who sends what; of ours the SSRCs for repairs are known last. */
void   sight_wire_meter_set_local     (SightWireMeter         *self,
                                       const SightDescription *local);
void   sight_wire_meter_set_remote    (SightWireMeter         *self,
                                       const SightDescription *remote);

/* @size is of the whole packet. */
void   sight_wire_meter_sent_rtp      (SightWireMeter         *self,
                                       const guint8            header[SIGHT_RTP_HEADER_SIZE],
                                       gsize                   size,
                                       gint64                  now);
void   sight_wire_meter_received_rtp  (SightWireMeter         *self,
                                       const guint8            header[SIGHT_RTP_HEADER_SIZE],
                                       gsize                   size,
                                       gint64                  now);
void   sight_wire_meter_sent_rtcp     (SightWireMeter         *self,
                                       const guint8           *bytes,
                                       gsize                   length,
                                       gint64                  now);
void   sight_wire_meter_received_rtcp (SightWireMeter         *self,
                                       const guint8           *bytes,
                                       gsize                   length,
                                       gint64                  now);
/* Anything at all, encrypted. */
void   sight_wire_meter_sent          (SightWireMeter         *self,
                                       gsize                   size,
                                       gint64                  now);
void   sight_wire_meter_received      (SightWireMeter         *self,
                                       gsize                   size,
                                       gint64                  now);
/* A packet left the jitter buffer. */
void   sight_wire_meter_played        (SightWireMeter         *self,
                                       SightLine               line,
                                       const guint8            header[SIGHT_RTP_HEADER_SIZE],
                                       gint64                  now);

/* How long the other side has not sent, in all its pauses of a second or more. */
gint64 sight_wire_meter_get_paused    (const SightWireMeter   *self,
                                       SightLine               line);
/* Sets what is known here, and leaves the rest of @out alone. */
void   sight_wire_meter_read          (const SightWireMeter   *self,
                                       gint64                  now,
                                       SightPeerStatistics    *out);

G_END_DECLS
