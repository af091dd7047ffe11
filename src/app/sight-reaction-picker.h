/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_REACTION_PICKER (sight_reaction_picker_get_type ())

G_DECLARE_FINAL_TYPE (SightReactionPicker, sight_reaction_picker, SIGHT, REACTION_PICKER, GtkPopover)

/**
 * SightReactionPicker:
 *
 * A button for each reaction, of the action "call.react"; one of them closes it.
 */

/* The same as items of a menu. (transfer full) */
GMenuModel *sight_reaction_picker_make_menu (void);

G_END_DECLS
