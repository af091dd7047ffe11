/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "netlab-link.h"

G_BEGIN_DECLS

typedef enum
{
  NETLAB_A_TO_B,
  NETLAB_B_TO_A,
  NETLAB_N_DIRECTIONS,
} NetlabDirection;

/**
 * NetlabSchedule:
 *
 * When a path changes, and how. Text of lines such as
 *
 *     # seconds  direction  what is different from then on
 *     0          both       delay=50 queue=300
 *     0          a>b        rate=1000
 *     40         a>b        rate=2500
 *     100        end
 *
 * with rate in kbit/s (0: unbounded), delay, queue and held in ms, loss and
 * reorder in %, burst in packets, outage 0 or 1. Lines may be separated by ";".
 */
typedef struct _NetlabSchedule NetlabSchedule;

NetlabSchedule *netlab_schedule_parse     (const char            *text,
                                           GError               **error);
void            netlab_schedule_free      (NetlabSchedule        *self);

/* How the direction is at @when, ns after the beginning. */
void            netlab_schedule_get_shape (const NetlabSchedule  *self,
                                           NetlabDirection        direction,
                                           gint64                 when,
                                           NetlabShape           *shape);
/* When something changes in that direction next, or %NETLAB_NEVER. */
gint64          netlab_schedule_get_next  (const NetlabSchedule  *self,
                                           NetlabDirection        direction,
                                           gint64                 after);
/* When it ends, or %NETLAB_NEVER. */
gint64          netlab_schedule_get_end   (const NetlabSchedule  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetlabSchedule, netlab_schedule_free)

G_END_DECLS
