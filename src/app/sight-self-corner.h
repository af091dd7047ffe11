/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_SELF_CORNER (sight_self_corner_get_type ())

G_DECLARE_FINAL_TYPE (SightSelfCorner, sight_self_corner, SIGHT, SELF_CORNER, GtkWidget)

/**
 * SightSelfCorner:
 *
 * One's own picture over those of others: small in a corner, to which it can be
 * dragged, or moved with the arrow keys; or as large as all while nobody else is
 * there. Elsewhere than on the picture, what is below it gets the pointer.
 */

/* A #SightVideoTile of oneself, or %NULL. */
void sight_self_corner_set_tile   (SightSelfCorner *self,
                                   GtkWidget       *tile);
/* It fills all of the room. */
void sight_self_corner_set_alone  (SightSelfCorner *self,
                                   gboolean         is_alone);
/* What is to be left free at the bottom. */
void sight_self_corner_set_bottom (SightSelfCorner *self,
                                   int              bottom);

G_END_DECLS
