/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "server/sight-check-report.h"

G_BEGIN_DECLS

/**
 * SightIceTrials:
 *
 * STUN and TURN servers that somebody named, tried all at once.
 */
typedef struct _SightIceTrials SightIceTrials;

SightIceTrials *sight_ice_trials_new  (void);
void            sight_ice_trials_free (SightIceTrials   *self);

/* @username and @credential are %NULL for STUN. */
void            sight_ice_trials_add  (SightIceTrials   *self,
                                       const char       *url,
                                       const char       *username,
                                       const char       *credential);
/* Takes seconds: not for a thread that has other things to do. Says of each what
 * came of it, and at the end what no server does for people in difficult networks.
 */
void            sight_ice_trials_run  (SightIceTrials   *self,
                                       SightCheckReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightIceTrials, sight_ice_trials_free)

G_END_DECLS
