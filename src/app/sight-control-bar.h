/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CONTROL_BAR (sight_control_bar_get_type ())

G_DECLARE_FINAL_TYPE (SightControlBar, sight_control_bar, SIGHT, CONTROL_BAR, SightPage)

/**
 * SightControlBar:
 *
 * The buttons of a meeting: the same in the lobby and in the call. They are
 * actions and nothing else.
 *
 * Properties: "meeting" (of #SightPage); "in-call": with what makes sense among
 * others only; what there is no room for is in a menu, and with "compact" always;
 * "unread" (uint): how much was written that was not seen.
 */
GtkWidget *sight_control_bar_new            (void);

/* Opens what shows them: the menu where there is no room for their button. */
void       sight_control_bar_show_reactions (SightControlBar *self);

G_END_DECLS
