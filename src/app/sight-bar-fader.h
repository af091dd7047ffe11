/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_BAR_FADER (sight_bar_fader_get_type ())

G_DECLARE_FINAL_TYPE (SightBarFader, sight_bar_fader, SIGHT, BAR_FADER, GObject)

/**
 * SightBarFader:
 *
 * Lets a bar that lies over moving pictures go away when the pointer rests for
 * three seconds. Never while the pointer is over it, one of its menus is open or
 * the keyboard is at it; and not where there is nothing to see below.
 *
 * Property "may-hide": there are pictures.
 */

/* @stage: where the pointer moves. Both outlive the fader. */
SightBarFader *sight_bar_fader_new  (GtkWidget     *stage,
                                     GtkRevealer   *revealer);

/* The bar is to be seen, for three seconds at least. */
void           sight_bar_fader_poke (SightBarFader *self);

G_END_DECLS
