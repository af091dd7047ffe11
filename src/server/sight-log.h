/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "server/sight-address.h"

G_BEGIN_DECLS

/**
 * The server's log.
 *
 * Every entry is an event with fields, so that it can be searched: it goes
 * through g_log_structured(), and who embeds the server decides where it ends.
 * The program writes one line of key=value to standard error, for systemd's
 * journal with its priority.
 *
 * Room ids, codes, boxes, and members' ids have no place in it. Addresses of
 * clients go through sight_log_format_address().
 */

/* In front of every field's name on its way to the writer. */
#define SIGHT_LOG_PREFIX "SIGHT_"

/* sight_log (G_LOG_LEVEL_INFO, "listening", "address", "127.0.0.1:80", NULL):
 * the name of the event and of each field in lower case with '-', each field
 * with its text. A field whose text is NULL is left out.
 */
void     sight_log                (GLogLevelFlags       level,
                                   const char          *event,
                                   ...) G_GNUC_NULL_TERMINATED;

/**
 * SightLogLimit:
 *
 * Lets ten entries of one kind through in ten seconds and counts the others, so
 * that who is refused all day cannot fill the disk. Starts as zeros.
 */
typedef struct
{
  gint64 begin;
  guint  passed;
  guint  held_back;
} SightLogLimit;

/* As sight_log(); @now is monotonic microseconds. The first entry after some
 * were held back carries their number in "held-back".
 */
void     sight_log_limited        (SightLogLimit       *limit,
                                   gint64               now,
                                   GLogLevelFlags       level,
                                   const char          *event,
                                   ...) G_GNUC_NULL_TERMINATED;

/* For the log: the address, or where @in_clear is FALSE a hash of it (IPv6: of
 * its /64) under a random key that is forgotten after a day.
 */
char    *sight_log_format_address (const SightAddress  *address,
                                   gboolean             in_clear);
/* What the above does, with the day passed in. */
char    *sight_log_hash_address   (const SightAddress  *address,
                                   gint64               day);

/* The program's writer: what is less grave than @least is dropped. Called
 * before there are threads, and again where the configuration says more.
 */
void     sight_log_install        (GLogLevelFlags       least,
                                   gboolean             json);

/* The line that the writer writes, without its priority; for its tests. */
void     sight_log_format         (GString             *out,
                                   gboolean             json,
                                   gboolean             with_time,
                                   gint64               wall,
                                   GLogLevelFlags       level,
                                   const GLogField     *fields,
                                   gsize                n_fields);

G_END_DECLS
