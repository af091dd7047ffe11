/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_PEOPLE_PAGE (sight_people_page_get_type ())

G_DECLARE_FINAL_TYPE (SightPeoplePage, sight_people_page, SIGHT, PEOPLE_PAGE, SightPage)

/**
 * SightPeoplePage:
 *
 * Everyone in the call, ourselves first, and who waits at the door.
 *
 * Property "waiting" (uint): how many wait to be let in by us.
 *
 * Action "people.end": ends the call for all, with a question.
 */
guint sight_people_page_get_waiting (SightPeoplePage *self);

G_END_DECLS
