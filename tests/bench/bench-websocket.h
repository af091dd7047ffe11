/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As much of RFC 6455 as a load generator needs, and no library in between
 * whose cost would have to be known.
 */

#define BENCH_WEBSOCKET_TEXT  0x1
#define BENCH_WEBSOCKET_CLOSE 0x8
#define BENCH_WEBSOCKET_PING  0x9
#define BENCH_WEBSOCKET_PONG  0xa

/* What a frame is longer than its text at most. */
#define BENCH_WEBSOCKET_OVERHEAD 14

typedef struct
{
  guint8  opcode;
  guint8 *text;   /* within the bytes given, unmasked in place */
  gsize   length;
} BenchFrame;

/* The bytes of a complete head that ends in an empty line, 0 while it is not
 * complete.
 */
gsize    bench_websocket_head_length  (const guint8 *data,
                                       gsize         length);
void     bench_websocket_request      (GString      *out,
                                       const char   *path,
                                       const char   *host,
                                       const char   *subprotocol);
/* Is @data the answer to bench_websocket_request()? */
gboolean bench_websocket_accepted     (const guint8 *data,
                                       gsize         length);
/* The answer to a client's request, or FALSE where it has no key. */
gboolean bench_websocket_answer       (GString      *out,
                                       const char   *request,
                                       gsize         length);

/* @out has room for @length + BENCH_WEBSOCKET_OVERHEAD; gives what was
 * written. A @mask of 0 is a server's frame.
 */
gsize    bench_websocket_write        (guint8       *out,
                                       guint8        opcode,
                                       const char   *text,
                                       gsize         length,
                                       guint32       mask);
/* The bytes of the first frame in @data, 0 while it is not complete, -1 where
 * it is none that this generator understands.
 */
gssize   bench_websocket_read         (guint8       *data,
                                       gsize         length,
                                       BenchFrame   *frame);

G_END_DECLS
