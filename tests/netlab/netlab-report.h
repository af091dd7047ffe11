/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <stdio.h>

#include "netlab-schedule.h"

G_BEGIN_DECLS

/**
 * NetlabReport:
 *
 * What became of every packet: a line of a log for each, and figures for each
 * phase in which the path stayed the same.
 *
 * A line is the direction, when the packet came (in µs since the beginning), its
 * bytes, how long it waited (in µs), when its transmission was over, and its
 * fate:
 *
 *     a>b 12345678 1200 20345 12375623 carried
 */
typedef struct _NetlabReport NetlabReport;

/* @log may be %NULL. */
NetlabReport *netlab_report_new         (FILE               *log);
void          netlab_report_free        (NetlabReport       *self);

/* Times are ns since the beginning. */
void          netlab_report_begin_phase (NetlabReport       *self,
                                         NetlabDirection     direction,
                                         const NetlabShape  *shape,
                                         gint64              when);
/* @origin is the beginning on the clock of the packet. */
void          netlab_report_packet      (NetlabReport       *self,
                                         NetlabDirection     direction,
                                         const NetlabPacket *packet,
                                         gint64              origin);
void          netlab_report_drop        (NetlabReport       *self,
                                         NetlabDirection     direction,
                                         guint               size,
                                         gint64              when);
/* How much later than it should a packet came out. */
void          netlab_report_late        (NetlabReport       *self,
                                         gint64              late);

/* (transfer full) All figures as a line of JSON. */
char         *netlab_report_to_json     (NetlabReport       *self,
                                         gint64              end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetlabReport, netlab_report_free)

G_END_DECLS
