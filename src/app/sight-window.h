/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_WINDOW (sight_window_get_type ())

G_DECLARE_FINAL_TYPE (SightWindow, sight_window, SIGHT, WINDOW, AdwApplicationWindow)

/**
 * SightWindow:
 *
 * The main window: its pages, and the meeting that they show.
 *
 * Property "meeting" (#SightMeeting, nullable).
 */
SightWindow  *sight_window_new           (AdwApplication      *application);

SightMeeting *sight_window_get_meeting   (SightWindow         *self);
/* To the lobby of the room behind @link. */
void          sight_window_open_link     (SightWindow         *self,
                                          const SightRoomLink *link);
/* The same, with a question where a call is running. */
void          sight_window_offer_link    (SightWindow         *self,
                                          const SightRoomLink *link);
/* What somebody typed, or another program handed over: it may be no link. */
void          sight_window_offer_text    (SightWindow         *self,
                                          const char          *text);

/* Size, as it was left. */
void          sight_window_save_state    (SightWindow         *self,
                                          GSettings           *settings);
void          sight_window_restore_state (SightWindow         *self,
                                          GSettings           *settings);

G_END_DECLS
