/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-call-private.h"

void
sight_call_reactions_init (SightCall *self)
{
  sight_reaction_rate_init (&self->reactions, SIGHT_REACTION_SAID_MAX);
}

/* Nothing is kept for who has no connection now: it would come too late. */
gboolean
sight_call_react (SightCall     *self,
                  SightReaction  reaction)
{
  const SightControlMessage message = { .kind = SIGHT_CONTROL_REACT, .reaction = reaction };
  g_autoptr(GPtrArray) all = NULL;

  g_return_val_if_fail (SIGHT_IS_CALL (self), FALSE);
  g_return_val_if_fail (reaction > SIGHT_REACTION_NONE && reaction < SIGHT_N_REACTIONS, FALSE);

  if (!sight_reaction_rate_take (&self->reactions, g_get_monotonic_time ()))
    return FALSE;

  all = sight_call_copy_participants (self);
  for (guint i = 0; i < all->len; i++)
    sight_participant_say_control (g_ptr_array_index (all, i), &message);
  sight_call_emit_reacted (self, reaction);

  return TRUE;
}
