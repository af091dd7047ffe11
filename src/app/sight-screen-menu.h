/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_SCREEN_MENU (sight_screen_menu_get_type ())

G_DECLARE_FINAL_TYPE (SightScreenMenu, sight_screen_menu, SIGHT, SCREEN_MENU, GObject)

/**
 * SightScreenMenu:
 *
 * What of the screen is shared and how, for the actions of #SightMeetingActions:
 * the sound of which programs, and what a narrow path leaves of the picture.
 */
SightScreenMenu *sight_screen_menu_new       (void);

GMenuModel      *sight_screen_menu_get_model (SightScreenMenu *self);
/* Which programs play is looked for while somebody looks. */
void             sight_screen_menu_set_open  (SightScreenMenu *self,
                                              gboolean         is_open);

G_END_DECLS
