/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers as people of the current locale read them. */

/* "1.2 MB" */
char *sight_format_size       (gint64 bytes);
/* "2.3 MB of 10.0 MB" */
char *sight_format_progress   (gint64 done,
                               gint64 size);
/* "1.2 MB/s" */
char *sight_format_speed      (gint64 bytes_per_second);
/* What is left, in words: "3 minutes left"; %NULL where nobody can know. */
char *sight_format_time_left  (gint64 bytes,
                               gint64 bytes_per_second);
/* "1.5 Mbit/s" */
char *sight_format_bitrate    (guint  bits_per_second);
/* "35 ms"; a dash where it is negative, which is not known. */
char *sight_format_ms         (double ms);
/* "1.2 %"; @fraction is 0 to 1. */
char *sight_format_percent    (double fraction);
/* "14:05", in the local time. @at: Unix ms */
char *sight_format_clock      (gint64 at);

G_END_DECLS
