/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * BenchSubject:
 *
 * The server under test, as a process. It is started with a command that holds
 * the word {port}, and says "listening on http://HOST:PORT" when it is ready.
 */
typedef struct
{
  char **command;
  pid_t  pid;
  int    log;   /* what it has said, in memory */
  guint  port;
} BenchSubject;

/* With port 0 the kernel chooses. Waits until the server listens. */
gboolean bench_subject_start (BenchSubject  *self,
                              guint          port,
                              GError       **error);
/* SIGKILL: nothing is tidied up, as when a machine fails. */
void     bench_subject_kill  (BenchSubject  *self);
/* What it said last, for a report of what went wrong. */
char    *bench_subject_words (BenchSubject  *self);

G_END_DECLS
