/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "protocol/sight-reaction.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_REACTION_VIEW (sight_reaction_view_get_type ())

G_DECLARE_FINAL_TYPE (SightReactionView, sight_reaction_view, SIGHT, REACTION_VIEW, GtkWidget)

/**
 * SightReactionView:
 *
 * Shows somebody's last reaction for a few seconds.
 *
 * Property "source": whose, a #SightParticipant or for ourselves the #SightCall;
 * or %NULL.
 */

/* What is shown now, or %SIGHT_REACTION_NONE. */
SightReaction sight_reaction_view_get_shown (SightReactionView *self);

G_END_DECLS
