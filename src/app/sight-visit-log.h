/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-recents.h"
#include "call/sight-call.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_VISIT_LOG (sight_visit_log_get_type ())

G_DECLARE_FINAL_TYPE (SightVisitLog, sight_visit_log, SIGHT, VISIT_LOG, GObject)

/**
 * SightVisitLog:
 *
 * Writes down that a call is held, and who was there.
 */

/* @participants: of #SightParticipant, a call. @when: Unix time in seconds. */
SightVisitLog *sight_visit_log_new (SightRecents        *recents,
                                    const SightRoomLink *link,
                                    GListModel          *participants,
                                    gint64               when);

G_END_DECLS
