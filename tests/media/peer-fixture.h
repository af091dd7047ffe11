/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-frame-counter.h"
#include "media/sight-peer-connection.h"

G_BEGIN_DECLS

/* Iterates the main context until @condition, at most for @seconds. */
#define wait_for(seconds, condition)                                            \
  G_STMT_START                                                                  \
    {                                                                           \
      gint64 wait_end = g_get_monotonic_time () + (seconds) * G_USEC_PER_SEC;   \
                                                                                \
      while (!(condition) && g_get_monotonic_time () < wait_end)                \
        wait_a_little ();                                                       \
      g_assert_true (condition);                                                \
    }                                                                           \
  G_STMT_END

/* Generous: the machine may do other things. */
#define SOON 60

void wait_a_little (void);

typedef enum
{
  OFFERER,
  ANSWERER,
  N_SIDES,
} Side;

/* May change what a side says before the other one reads it. */
typedef void (*TamperFunc) (Side              side,
                            SightDescription *description,
                            gpointer          data);

/* Two connections in one process. What they say to each other goes through the
 * JSON of the protocol.
 */
typedef struct
{
  SightDtlsCertificate *certificates[N_SIDES];
  SightPeerConnection  *peers[N_SIDES];
  SightFrameCounter    *sinks[N_SIDES][SIGHT_N_LINES];
  TamperFunc            tamper;
  gpointer              tamper_data;
  gboolean              holds_candidates;
  GString              *described[N_SIDES]; /* the JSON that went over the wire */
  guint                 line_errors[N_SIDES];
  guint                 candidates[N_SIDES];
  guint                 ends[N_SIDES];
  guint                 closed;
} Pair;

Pair *pair_new         (SightCodec  video_codec);
/* For a connection that a test put in the place of one of the pair. */
void  pair_connect     (Pair       *pair,
                        Side        side);
void  pair_start       (Pair       *pair);
void  pair_wait_live   (Pair       *pair);
/* An element within webrtcbin, by its factory. (transfer full) */
GstElement *peer_find_element (SightPeerConnection *peer,
                               const char          *factory);
/* Closes both and waits for it. */
void  pair_free        (Pair       *pair);

/* Something that is encoded in real time and pushed into a feed; it makes a key
 * frame when the feed asks for one.
 */
typedef struct
{
  GstElement *pipeline;
  GstElement *encoder;
  SightFeed  *feed;
  guint       keys_asked;
  guint       number; /* of frames; streaming thread */
} Source;

/* A coded picture, see sight-frame-code.h. */
Source *source_new_video (SightCodec  codec);
Source *source_new_tone  (guint       frequency);
void    source_free      (Source     *source);

/* What a sink saw last, or -1: the number of a coded picture. */
gint    sink_get_number  (SightFrameCounter *sink);
/* Whether the last sound holds @frequency and little else. */
gboolean sink_hears      (SightFrameCounter *sink,
                          guint              frequency);

G_END_DECLS
