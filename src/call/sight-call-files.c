/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-call-private.h"

#include <glib/gi18n-lib.h>

#include "call/sight-call-error.h"

/* Where one of them cannot take it, the others still can. */
gboolean
sight_call_send_file (SightCall   *self,
                      const char  *path,
                      GError     **error)
{
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) refusal = NULL;
  guint offered = 0;

  g_return_val_if_fail (SIGHT_IS_CALL (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  all = sight_call_copy_participants (self);
  for (guint i = 0; i < all->len; i++)
    {
      SightParticipant *participant = g_ptr_array_index (all, i);

      g_clear_error (&refusal);
      if (sight_participant_is_there (participant) &&
          sight_file_exchange_offer (sight_participant_get_files (participant), path, &refusal) != NULL)
        offered++;
    }
  if (offered > 0)
    return TRUE;

  if (refusal == NULL)
    g_set_error_literal (&refusal, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, _("Nobody is there to take a file yet"));
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}
