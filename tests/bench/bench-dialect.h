/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BENCH_ID_SIZE     17  /* 16 characters and a NUL */
#define BENCH_SECRET_SIZE 23

/* A member without its socket: who it is and what it knows. */
typedef struct
{
  guint   index;               /* 2n and 2n + 1 share a room */
  guint32 sent;                /* the number of its last message */
  guint32 heard;               /* the number of the last message it got */
  guint32 unacknowledged;
  gint64  sequence;            /* the largest "s" */
  char    id[BENCH_ID_SIZE];
  char    partner[BENCH_ID_SIZE];
  char    sid[BENCH_ID_SIZE];
  char    key[BENCH_SECRET_SIZE];
  char    old_sid[BENCH_ID_SIZE];
  char    old_key[BENCH_SECRET_SIZE];
} BenchVoice;

/* What a text from the server meant; several may be true of one. */
typedef enum
{
  BENCH_HEARD_NOTHING = 0,
  BENCH_HEARD_JOINED  = 1 << 0,
  BENCH_HEARD_PARTNER = 1 << 1,
  BENCH_HEARD_RELAY   = 1 << 2,
  BENCH_HEARD_ERROR   = 1 << 3,
  BENCH_HEARD_REPLY   = 1 << 4, /* there is something to say in answer */
} BenchHeard;

/**
 * BenchDialect:
 *
 * How one server is spoken to. Whatever the dialect, the payload of a message
 * is the value of "box": a time, a number and filler, so that arrival is
 * checked in the same way for all.
 */
typedef struct
{
  const char *name;
  const char *subprotocol;  /* or NULL */
  double      keepalive;    /* seconds between two of a member, as the real client does; 0: none */
  guint       acknowledge;  /* a keepalive after so many messages too; 0: never */

  void       (*append_path)      (GString          *out,
                                  const BenchVoice *voice);
  /* Said as soon as the WebSocket is open; nothing: the member has joined by that. */
  void       (*append_opening)   (GString          *out,
                                  BenchVoice       *voice);
  void       (*append_reply)     (GString          *out,
                                  BenchVoice       *voice);
  void       (*append_relay)     (GString          *out,
                                  const BenchVoice *voice,
                                  const char       *box,
                                  gsize             length);
  void       (*append_keepalive) (GString          *out,
                                  BenchVoice       *voice);
  BenchHeard (*hear)             (BenchVoice       *voice,
                                  const char       *text,
                                  gsize             length);
} BenchDialect;

const BenchDialect *bench_dialect_find (const char *name);

/* The box of a text, of which @length bytes are at hand, or NULL. */
const char         *bench_dialect_find_box (const char *text,
                                            gsize       length);

/* @box has room for @length characters, at least BENCH_BOX_MIN, and holds
 * filler: the beginning is written over.
 */
#define BENCH_BOX_MIN 40
void                bench_box_stamp (char          *box,
                                     gint64         time,
                                     guint32        number);
gboolean            bench_box_read  (const char    *box,
                                     gsize          length,
                                     gint64        *time,
                                     guint32       *number);

G_END_DECLS
