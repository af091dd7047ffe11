/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_PAGE (sight_page_get_type ())

G_DECLARE_DERIVABLE_TYPE (SightPage, sight_page, SIGHT, PAGE, GtkWidget)

/**
 * SightPage:
 *
 * One of the pages of a window. Its template's children are unparented with it.
 *
 * Property "meeting" (#SightMeeting, nullable): what it shows.
 */
struct _SightPageClass
{
  GtkWidgetClass parent_class;

  /* Another meeting, or none, came in the place of @old. */
  void (*meeting_changed) (SightPage    *self,
                           SightMeeting *old);
};

SightMeeting *sight_page_get_meeting (SightPage    *self);
void          sight_page_set_meeting (SightPage    *self,
                                      SightMeeting *meeting);

G_END_DECLS
