/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "bench-dialect.h"

G_BEGIN_DECLS

typedef enum
{
  BENCH_MEMBER_CLOSED,
  BENCH_MEMBER_CONNECTING, /* until the server has answered the upgrade */
  BENCH_MEMBER_OPEN,
  BENCH_MEMBER_JOINED,
} BenchMemberState;

/**
 * BenchMember:
 *
 * One member with its socket. Bytes that cannot be parsed or sent yet are kept;
 * otherwise it has no buffers of its own, so that ten thousand are cheap.
 */
typedef struct
{
  BenchVoice        voice;
  BenchMemberState  state;
  gboolean          paired;
  int               fd;     /* or -1 */
  GByteArray       *in;     /* the beginning of a frame, or NULL */
  GByteArray       *out;    /* what the socket did not take, or NULL */
} BenchMember;

/* Called for every text; the text is not NUL-terminated. */
typedef void (*BenchMemberHeard) (BenchMember *self,
                                  const char  *text,
                                  gsize        length,
                                  gpointer     user_data);

void     bench_member_init    (BenchMember        *self,
                               guint               index);
/* Begins to connect and registers with @epoll. */
gboolean bench_member_connect (BenchMember        *self,
                               guint               port,
                               int                 epoll);
/* Ends the connection at once and leaves nothing of it in the kernel. */
void     bench_member_close   (BenchMember        *self);

gboolean bench_member_upgrade (BenchMember        *self,
                               const BenchDialect *dialect,
                               guint               port,
                               int                 epoll);
gboolean bench_member_say     (BenchMember        *self,
                               const GString      *text,
                               int                 epoll);
gboolean bench_member_write   (BenchMember        *self,
                               int                 epoll);
/* FALSE: the connection is over, bench_member_close() is due. */
gboolean bench_member_read    (BenchMember        *self,
                               int                 epoll,
                               BenchMemberHeard    heard,
                               gpointer            user_data);

G_END_DECLS
