/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-candidate.h"

G_BEGIN_DECLS

/**
 * SightCandidateBatch:
 *
 * Gathers candidates for a moment, because they come in swarms and each message
 * to the other side costs one.
 */
typedef struct _SightCandidateBatch SightCandidateBatch;

/* @end comes once, with the last ones. */
typedef void (*SightCandidateBatchFunc) (const SightCandidate *candidates,
                                         guint                 n,
                                         gboolean              end,
                                         gpointer              data);

SightCandidateBatch *sight_candidate_batch_new  (GMainContext            *context,
                                                 SightCandidateBatchFunc  func,
                                                 gpointer                 data);
void                 sight_candidate_batch_free (SightCandidateBatch     *self);
/* NULL after the last one. */
void                 sight_candidate_batch_add  (SightCandidateBatch     *self,
                                                 const SightCandidate    *candidate);

G_END_DECLS
