/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-chat-stream.h"
#include "call/sight-call-statistics.h"
#include "call/sight-capture.h"
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
 * Properties: "phase" (SightMeetingPhase as uint). "call" (#SightCall, nullable)
 * is there from joining on (at the first call of a process a moment later, when it
 * is warm), also after the end, and so is "chat"
 * (#SightChatStream). "server-error" (#GError, nullable): why the server cannot
 * be reached, while the lobby is open.
 * "lost-seconds" (uint): for how long the call has gone on without the server;
 * 0 while there is one.
 */

/* @settings: of the application; %NULL for those that nobody changed. The camera
 * and the microphone are opened, and nobody is sent anything.
 */
SightMeeting         *sight_meeting_new              (const SightRoomLink *link,
                                                      GSettings           *settings);

const SightRoomLink  *sight_meeting_get_link         (SightMeeting        *self);
SightMeetingPhase     sight_meeting_get_phase        (SightMeeting        *self);
SightCall            *sight_meeting_get_call         (SightMeeting        *self);
/* There when the call is; (transfer none). */
SightCallStatistics  *sight_meeting_get_statistics   (SightMeeting        *self);
/* What is said in it, as it is read; as they. (transfer none) */
SightChatStream      *sight_meeting_get_chat         (SightMeeting        *self);
/* What we see and hear of ourselves, and what of it others are sent; all of it
 * is off once the meeting has ended. (transfer none)
 */
SightCapture         *sight_meeting_get_capture      (SightMeeting        *self);
/* Why it ended; %NULL where we wanted it so. */
const GError         *sight_meeting_get_error        (SightMeeting        *self);
const GError         *sight_meeting_get_server_error (SightMeeting        *self);
guint                 sight_meeting_get_lost_seconds (SightMeeting        *self);

/* The click: from here on others see and hear what is on. */
void                  sight_meeting_join             (SightMeeting        *self,
                                                      const char          *name);
/* The application runs on until all is taken apart. */
void                  sight_meeting_leave            (SightMeeting        *self);

/* Of what one of the others says and shares: 1 is as it comes, 0 is nothing, 2
 * the most.
 */
void                  sight_meeting_set_volume       (SightMeeting        *self,
                                                      SightParticipant    *participant,
                                                      double               volume);
double                sight_meeting_get_volume       (SightMeeting        *self,
                                                      SightParticipant    *participant);
/* How loud somebody speaks just now, as sight_sound_level() says it. */
double                sight_meeting_get_level        (SightMeeting        *self,
                                                      SightParticipant    *participant);

G_END_DECLS
