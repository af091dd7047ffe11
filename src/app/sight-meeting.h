/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call-statistics.h"
#include "protocol/sight-room-link.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_MEETING (sight_meeting_get_type ())

G_DECLARE_FINAL_TYPE (SightMeeting, sight_meeting, SIGHT, MEETING, GObject)

typedef enum
{
  SIGHT_MEETING_LOBBY,   /* nothing is sent */
  SIGHT_MEETING_JOINING,
  SIGHT_MEETING_WAITING, /* at the door, for the host */
  SIGHT_MEETING_LIVE,    /* in the call, with or without others */
  SIGHT_MEETING_ENDED,   /* by us, or see the error */
} SightMeetingPhase;

/**
 * SightMeeting:
 *
 * One visit to a room, from the lobby to the end: what all pages and the side
 * panel show. No widget is in it.
 *
 * Property "phase" (SightMeetingPhase as uint). "call" (#SightCall, nullable)
 * is there from joining on, also after the end.
 */
SightMeeting         *sight_meeting_new            (const SightRoomLink *link);

const SightRoomLink  *sight_meeting_get_link       (SightMeeting        *self);
SightMeetingPhase     sight_meeting_get_phase      (SightMeeting        *self);
SightCall            *sight_meeting_get_call       (SightMeeting        *self);
/* There when the call is; (transfer none). */
SightCallStatistics  *sight_meeting_get_statistics (SightMeeting        *self);
/* Why it ended; %NULL where we wanted it so. */
const GError         *sight_meeting_get_error      (SightMeeting        *self);

/* The click: from here on others see and hear what is on. */
void                  sight_meeting_join           (SightMeeting        *self,
                                                    const char          *name);
void                  sight_meeting_leave          (SightMeeting        *self);

G_END_DECLS
