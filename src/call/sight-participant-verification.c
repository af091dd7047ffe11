/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-participant-private.h"

#include <string.h>

#include "call/sight-call-error.h"

/* Who is at the other end, as two people find out (PROTOCOL.md section 12): a
 * session for each connection that plays.
 */

static void
on_say (gpointer                   data,
        const SightControlMessage *message)
{
  sight_participant_say_control (data, message);
}

/* Looked at when the session has done all that it does: see settle(). */
static void
on_changed (gpointer data)
{
}

static const SightVerificationOutput output = {
  .say = on_say,
  .changed = on_changed,
};

/* After everything that may have moved the session. What was found of these
 * certificates before holds (row sas-keeps), and the other side is told again.
 */
static void
settle (SightParticipant *self)
{
  SightVerificationSession *session = self->verification;
  g_autoptr(GError) error = NULL;

  if (self->confirmed)
    sight_verification_session_confirm (session, TRUE);
  self->peer_confirmed |= sight_verification_session_get_peer_confirmed (session);

  if (sight_verification_session_get_state (session) == SIGHT_VERIFYING_FAILED)
    error = g_error_copy (sight_verification_session_get_error (session));
  if (g_error_matches (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY))
    sight_pair_machine_insecure (self->machine, error, g_get_monotonic_time ());
  sight_participant_notify_verifying (self);
  sight_participant_settle (self);
}

/* Of other certificates nothing was found yet. */
static void
meet (SightParticipant            *self,
      const SightVerificationSide *own,
      const SightVerificationSide *peer)
{
  if (memcmp (self->certificates[0], own->fingerprint, sizeof own->fingerprint) == 0 &&
      memcmp (self->certificates[1], peer->fingerprint, sizeof peer->fingerprint) == 0)
    return;

  memcpy (self->certificates[0], own->fingerprint, sizeof own->fingerprint);
  memcpy (self->certificates[1], peer->fingerprint, sizeof peer->fingerprint);
  self->confirmed = self->peer_confirmed = FALSE;
}

/* A failed one stays, to say why. */
static void
drop_session (SightParticipant *self)
{
  if (self->verification == NULL ||
      sight_verification_session_get_state (self->verification) == SIGHT_VERIFYING_FAILED)
    return;

  g_clear_pointer (&self->verification, sight_verification_session_free);
  sight_participant_notify_verifying (self);
}

void
sight_participant_verify_on (SightParticipant *self)
{
  SightVerificationSide own = { 0, };
  SightVerificationSide peer = { 0, };

  drop_session (self);
  if (!sight_participant_get_sides (self, &own, &peer))
    return;

  meet (self, &own, &peer);
  g_clear_pointer (&self->verification, sight_verification_session_free);
  self->verification = sight_verification_session_new (&output, self, &self->media->room, &own, &peer,
                                                       self->followed, sight_pair_machine_has_offered (self->machine));
  sight_verification_session_start (self->verification);
  settle (self);
}

void
sight_participant_verify_hear (SightParticipant          *self,
                               const SightControlMessage *message)
{
  if (self->verification == NULL)
    return;

  sight_verification_session_received (self->verification, message);
  settle (self);
}

const SightVerification *
sight_participant_get_verification (SightParticipant *self)
{
  g_return_val_if_fail (SIGHT_IS_PARTICIPANT (self), NULL);

  return self->verification != NULL ? sight_verification_session_get_result (self->verification) : NULL;
}

SightVerifying
sight_participant_get_verifying (SightParticipant *self)
{
  SightVerifying state = SIGHT_VERIFYING;

  g_return_val_if_fail (SIGHT_IS_PARTICIPANT (self), SIGHT_VERIFYING);

  if (self->verification != NULL)
    state = sight_verification_session_get_state (self->verification);

  return self->confirmed && state != SIGHT_VERIFYING_FAILED ? SIGHT_VERIFYING_CONFIRMED : state;
}

void
sight_participant_confirm (SightParticipant *self,
                           gboolean          equal)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  /* The connection may be another one since the person looked. */
  if (self->verification == NULL ||
      sight_verification_session_get_state (self->verification) != SIGHT_VERIFYING_COMPARE)
    return;

  sight_verification_session_confirm (self->verification, equal);
  self->confirmed = equal;
  settle (self);
}

gboolean
sight_participant_get_peer_confirmed (SightParticipant *self)
{
  g_return_val_if_fail (SIGHT_IS_PARTICIPANT (self), FALSE);

  return self->peer_confirmed;
}
