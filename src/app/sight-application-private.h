/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-application.h"
#include "app/sight-window.h"

G_BEGIN_DECLS

/* The one window, or %NULL. */
SightWindow *sight_application_find_window         (SightApplication        *self);
/* To a text from outside; shows the window. */
void         sight_application_open_text           (SightApplication        *self,
                                                    const char              *text);

/* sight-application-actions.c: what menus, keys and D-Bus may ask. */
void         sight_application_add_actions         (SightApplication        *self);

/* sight-application-command.c: the same for a terminal. */
void         sight_application_add_options         (SightApplication        *self);
/* What needs no window; -1 to go on. */
int          sight_application_run_local           (SightApplication        *self,
                                                    GVariantDict            *options);
/* In the one instance, for whichever was started. */
int          sight_application_run_command         (SightApplication        *self,
                                                    GApplicationCommandLine *command_line);

G_END_DECLS
