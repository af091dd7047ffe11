/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-verdict.h"
#include "protocol/sight-id.h"

G_BEGIN_DECLS

/* What is kept, and how far apart the moments are that a verdict compares. */
#define SIGHT_STATISTICS_KEPT  (120 * G_USEC_PER_SEC)
#define SIGHT_STATISTICS_JUDGE (5 * G_USEC_PER_SEC)

/* One participant at one moment. */
typedef struct
{
  SightId             id;
  const char         *name;       /* borrowed from the log; %NULL before the introduction */
  SightPairState      state;
  SightVerdict        verdict;
  SightPeerStatistics statistics;
} SightStatisticsRecord;

typedef void (*SightStatisticsFunc) (const SightStatisticsRecord *record,
                                     gpointer                     data);

/**
 * SightStatisticsLog:
 *
 * The last two minutes of everyone in a call. It is told everything, the time
 * too.
 */
typedef struct _SightStatisticsLog SightStatisticsLog;

SightStatisticsLog *sight_statistics_log_new     (void);
void                sight_statistics_log_free    (SightStatisticsLog        *self);

/* @key stands for the participant, whose id may change; it is not looked into. */
void                sight_statistics_log_add     (SightStatisticsLog        *self,
                                                  gconstpointer              key,
                                                  const SightId             *id,
                                                  const char                *name,
                                                  SightPairState             state,
                                                  const SightPeerStatistics *statistics);
/* @key may stand for somebody else from now on; what was kept stays for its time. */
void                sight_statistics_log_part    (SightStatisticsLog        *self,
                                                  gconstpointer              key);
/* Forgets what is too old. */
void                sight_statistics_log_expire  (SightStatisticsLog        *self,
                                                  gint64                     now);

/* The newest of one who is there, or %NULL. */
const SightStatisticsRecord *
                    sight_statistics_log_get     (SightStatisticsLog        *self,
                                                  const SightId             *id);
/* The newest of all who are there. */
void                sight_statistics_log_newest  (SightStatisticsLog        *self,
                                                  SightStatisticsFunc        func,
                                                  gpointer                   data);
/* All that is kept of one, or with %NULL of everyone, also who left: one after
 * the other, the oldest first.
 */
void                sight_statistics_log_foreach (SightStatisticsLog        *self,
                                                  const SightId             *id,
                                                  SightStatisticsFunc        func,
                                                  gpointer                   data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightStatisticsLog, sight_statistics_log_free)

G_END_DECLS
