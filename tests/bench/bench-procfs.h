/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What a process costs, read from outside so that it is the same for every
 * server whatever it is written in.
 */
typedef struct
{
  guint64 pss;     /* bytes, of a process with all its descendants */
  guint64 slab;    /* bytes, of the whole system */
  guint64 sockets; /* bytes in socket buffers, of the whole system */
} BenchMemory;

/* User and system time in nanoseconds of @pid and its descendants: what
 * utime + stime of /proc/PID/stat say, without their grain of 10 ms.
 */
guint64  bench_procfs_cpu         (pid_t        pid);
void     bench_procfs_memory      (pid_t        pid,
                                   BenchMemory *memory);
/* Raises the soft limit of open files to the hard one, for this process and for
 * those that it starts, and gives it.
 */
guint    bench_procfs_raise_files (void);

G_END_DECLS
