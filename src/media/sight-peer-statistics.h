/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-peer-connection.h"
#include "protocol/sight-candidate.h"

G_BEGIN_DECLS

/* What can be measured of one connection, at one moment. The command line, the
 * application and what is exported all read these structs.
 *
 * Counts are since the connection began and belong to it alone: one of another
 * generation begins at zero. Rates are over the last second, in bit/s or in
 * frames a second, and the same for everyone who asks. Sizes of lines are of
 * RTP packets with their headers; sizes of the whole connection are what the
 * network is given and gives, without the headers of UDP and IP. Times are in
 * milliseconds; -1 is a time that is not known.
 */

/* What we send on a line. */
typedef struct
{
  guint32 ssrc;
  guint64 packets;         /* without those that were sent again */
  guint64 bytes;
  guint   bitrate;
  guint64 repeated;        /* packets that were sent again, because they were asked for */
  guint64 frames;
  guint64 key_frames;
  double  frame_rate;
  guint   width;           /* 0: sound, or nothing yet */
  guint   height;
  guint64 nacked;          /* packets that the other side asked for */
  guint   key_requests;    /* key frames that it asked for */

  /* What the other side says of it. */
  gboolean has_report;
  double   fraction_lost;  /* 0 to 1, since its report before; before anything was repaired */
  gint64   lost;           /* packets */
  double   jitter;
  double   round_trip;
} SightSendStatistics;

/* What we receive on a line. */
typedef struct
{
  guint32 ssrc;
  guint64 packets;         /* without those that were sent again for us */
  guint64 bytes;
  guint   bitrate;
  guint64 lost;            /* packets that did not come the first time */
  double  fraction_lost;   /* 0 to 1, of the last second */
  guint64 repaired;        /* packets that were lost and came again in time */
  guint64 missed;          /* packets that the decoder had to do without */
  guint64 late;            /* packets that came when nobody waited for them any more */
  guint64 duplicated;
  guint64 nacked;          /* packets that we asked for */
  guint   key_requests;    /* key frames that we asked for */
  double  jitter;
  double  buffered;        /* how long a packet waits for those before it, on average */
  guint64 frames;          /* decoded: of sound, packets */
  guint64 key_frames;
  double  frame_rate;
  guint   width;           /* 0: sound, or nothing yet */
  guint   height;
  guint   freezes;         /* a picture stood for more than 3 times the average, and 150 ms more */
  guint64 frozen_ms;       /* in all of them; a pause of the sender is none */
  double  concealed;       /* 0 to 1, of all sound: what the decoder had to make up */
} SightReceiveStatistics;

typedef struct
{
  SightCodec             codec;
  SightSendStatistics    sent;
  SightReceiveStatistics received;
} SightLineStatistics;

/* All that goes one way. */
typedef struct
{
  guint64 bytes;
  guint   bitrate;         /* of media, feedback, messages and files, with all encryption */
  guint   repair_bitrate;  /* of packets that are sent again */
  guint   rtcp_bitrate;
} SightTrafficStatistics;

/* How a relay is reached. */
typedef enum
{
  SIGHT_RELAY_NONE,    /* no relay is in use */
  SIGHT_RELAY_UNKNOWN,
  SIGHT_RELAY_UDP,
  SIGHT_RELAY_TCP,     /* or TLS over it */
} SightRelayTransport;

/* The way that the packets take; the candidates that were chosen. */
typedef struct
{
  gboolean            is_known;
  SightCandidateType  local;
  SightCandidateType  remote;
  SightIceTransport   transport;    /* between the two candidates */
  SightRelayTransport local_relay;  /* between us and our relay */
  SightRelayTransport remote_relay; /* between the other side and its relay */
  gboolean            is_ipv6;
} SightPathStatistics;

#define SIGHT_CIPHER_NAME_MAX 31

typedef struct
{
  gint64                 monotonic_time;  /* microseconds */
  gint64                 real_time;       /* microseconds since 1970 */
  SightPeerState         state;
  gint64                 generation;      /* of the connection; 0 where nobody said it */
  guint                  silent_ms;       /* since anything was heard */
  double                 beat_round_trip; /* of our own beats */
  double                 rtcp_round_trip; /* of the newest report */
  SightTrafficStatistics sent;
  SightTrafficStatistics received;
  SightPathStatistics    path;
  char                   srtp[SIGHT_CIPHER_NAME_MAX + 1]; /* how media is encrypted; empty before it is */
  guint                  estimate;        /* bit/s that the path is thought to carry; 0: unknown */
  guint                  target;          /* bit/s that we try to send; 0: unknown */
  SightLineStatistics    lines[SIGHT_N_LINES];
} SightPeerStatistics;

/* On the context of the connection; never waits for webrtcbin. False, with
 * nothing but the state and the times in @out, while there is nothing to count.
 */
gboolean    sight_peer_connection_get_statistics (SightPeerConnection *self,
                                                  SightPeerStatistics *out);

/* "udp" and the like, for programs to read. */
const char *sight_relay_transport_to_name        (SightRelayTransport  transport);

G_END_DECLS
