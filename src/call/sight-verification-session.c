/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-verification-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include <gnutls/gnutls.h>

#include "call/sight-call-error.h"

typedef enum
{
  DUE_COMMIT,
  DUE_NONCE,
  DUE_REVEAL,
  DUE_NOTHING,
} Due;

struct _SightVerificationSession
{
  SightVerifying                 state;
  GError                        *error;
  gboolean                       is_initiator;
  gboolean                       peer_confirmed;

  Due                            due;       /* from the other side */
  guint8                         commit[SIGHT_VERIFICATION_COMMIT_LENGTH]; /* of the initiator */
  SightRoomId                    room;
  SightVerificationSide          own;
  SightVerificationSide          peer;
  gint64                         generation;
  SightVerification              result;

  const SightVerificationOutput *output;
  gpointer                       data;
};

SightVerificationSession *
sight_verification_session_new (const SightVerificationOutput *output,
                                gpointer                       data,
                                const SightRoomId             *room,
                                const SightVerificationSide   *own,
                                const SightVerificationSide   *peer,
                                gint64                         generation,
                                gboolean                       is_initiator)
{
  SightVerificationSession *self = g_new0 (SightVerificationSession, 1);

  self->output = output;
  self->data = data;
  self->room = *room;
  self->own = *own;
  self->peer = *peer;
  self->generation = generation;
  self->is_initiator = is_initiator;
  /* Until it starts there is no random number to answer with. */
  self->due = DUE_NOTHING;

  return self;
}

void
sight_verification_session_free (SightVerificationSession *self)
{
  if (self == NULL)
    return;

  gnutls_memset (self->own.random, 0, sizeof self->own.random);
  g_clear_error (&self->error);
  g_free (self);
}

static void
set_state (SightVerificationSession *self,
           SightVerifying            state)
{
  self->state = state;
  self->output->changed (self->data);
}

static void
say_bytes (SightVerificationSession *self,
           SightControlKind          kind,
           const guint8              bytes[32])
{
  SightControlMessage message = { .kind = kind };

  memcpy (message.bytes, bytes, sizeof message.bytes);
  self->output->say (self->data, &message);
}

static void
say_abort (SightVerificationSession *self,
           SightSasWhy               why)
{
  SightControlMessage message = { .kind = SIGHT_CONTROL_SAS_ABORT, .abort = why };

  self->output->say (self->data, &message);
}

/* A failure stays one: what comes after it changes nothing. */
static void
fail (SightVerificationSession *self,
      GError                   *error)
{
  memset (&self->result, 0, sizeof self->result);
  self->due = DUE_NOTHING;
  g_clear_error (&self->error);
  self->error = error;
  set_state (self, SIGHT_VERIFYING_FAILED);
}

static const char *
describe (SightSasWhy why,
          gboolean    by_peer)
{
  switch (why)
    {
    case SIGHT_SAS_CANCELLED:
      return by_peer ? _("The other side cancelled the verification") : _("The verification was cancelled");
    case SIGHT_SAS_DIFFERENT:
      return by_peer
             ? _("The other side sees other emoji: somebody may be listening in between. The connection was ended")
             : _("The emoji are different: somebody may be listening in between. The connection was ended");
    case SIGHT_SAS_COMMIT:
      return _("The other side did not keep to what it had committed to: somebody may be listening in between");
    case SIGHT_SAS_ORDER:
    default:
      return by_peer
             ? _("The other side ended the verification, because what reached it is not what was sent")
             : _("The other side does not keep to the order of a verification: somebody may be listening in between");
    }
}

static void
fail_why (SightVerificationSession *self,
          SightSasWhy               why,
          gboolean                  by_peer)
{
  SightCallError code = why == SIGHT_SAS_CANCELLED ? SIGHT_CALL_ERROR_CANCELLED : SIGHT_CALL_ERROR_SECURITY;

  if (!by_peer)
    say_abort (self, why);
  fail (self, g_error_new_literal (SIGHT_CALL_ERROR, code, describe (why, by_peer)));
}

void
sight_verification_session_start (SightVerificationSession *self)
{
  g_autoptr(GError) error = NULL;

  g_return_if_fail (self->state == SIGHT_VERIFYING);

  if (!sight_verification_make_random (self->own.random, &error) ||
      !sight_verification_commit (self->own.random, self->commit, &error))
    {
      fail (self, g_steal_pointer (&error));
      return;
    }
  self->due = self->is_initiator ? DUE_NONCE : DUE_COMMIT;
  if (self->is_initiator)
    say_bytes (self, SIGHT_CONTROL_SAS_COMMIT, self->commit);
}

static void
show_emoji (SightVerificationSession *self)
{
  g_autoptr(GError) error = NULL;

  self->due = DUE_NOTHING;
  if (sight_verification_derive (&self->result, &self->room,
                                 self->is_initiator ? &self->own : &self->peer,
                                 self->is_initiator ? &self->peer : &self->own,
                                 self->generation, &error))
    set_state (self, SIGHT_VERIFYING_COMPARE);
  else
    fail (self, g_steal_pointer (&error));
}

static void
receive_commit (SightVerificationSession *self,
                const guint8              commit[32])
{
  memcpy (self->commit, commit, sizeof self->commit);
  self->due = DUE_REVEAL;
  say_bytes (self, SIGHT_CONTROL_SAS_NONCE, self->own.random);
}

static void
receive_nonce (SightVerificationSession *self,
               const guint8              random[32])
{
  memcpy (self->peer.random, random, sizeof self->peer.random);
  say_bytes (self, SIGHT_CONTROL_SAS_REVEAL, self->own.random);
  show_emoji (self);
}

static void
receive_reveal (SightVerificationSession *self,
                const guint8              random[32])
{
  if (!sight_verification_opens_commit (self->commit, random))
    {
      fail_why (self, SIGHT_SAS_COMMIT, FALSE);
      return;
    }

  memcpy (self->peer.random, random, sizeof self->peer.random);
  show_emoji (self);
}

static void
receive_done (SightVerificationSession *self)
{
  self->peer_confirmed = TRUE;
  self->output->changed (self->data);
}

static gboolean
has_emoji (const SightVerificationSession *self)
{
  return self->state == SIGHT_VERIFYING_COMPARE || self->state == SIGHT_VERIFYING_CONFIRMED;
}

void
sight_verification_session_received (SightVerificationSession  *self,
                                     const SightControlMessage *message)
{
  SightControlKind kind = message->kind;

  if (self->state == SIGHT_VERIFYING_FAILED)
    return;

  if (kind == SIGHT_CONTROL_SAS_COMMIT && self->due == DUE_COMMIT)
    receive_commit (self, message->bytes);
  else if (kind == SIGHT_CONTROL_SAS_NONCE && self->due == DUE_NONCE)
    receive_nonce (self, message->bytes);
  else if (kind == SIGHT_CONTROL_SAS_REVEAL && self->due == DUE_REVEAL)
    receive_reveal (self, message->bytes);
  else if (kind == SIGHT_CONTROL_SAS_DONE && has_emoji (self) && !self->peer_confirmed)
    receive_done (self);
  else if (kind == SIGHT_CONTROL_SAS_ABORT)
    fail_why (self, message->abort, TRUE);
  else
    fail_why (self, SIGHT_SAS_ORDER, FALSE);
}

void
sight_verification_session_confirm (SightVerificationSession *self,
                                    gboolean                  equal)
{
  SightControlMessage message = { .kind = SIGHT_CONTROL_SAS_DONE };

  /* It may have failed while the person was looking. */
  if (self->state != SIGHT_VERIFYING_COMPARE)
    return;

  if (!equal)
    {
      fail_why (self, SIGHT_SAS_DIFFERENT, FALSE);
      return;
    }

  self->output->say (self->data, &message);
  set_state (self, SIGHT_VERIFYING_CONFIRMED);
}

void
sight_verification_session_cancel (SightVerificationSession *self)
{
  if (self->state == SIGHT_VERIFYING || self->state == SIGHT_VERIFYING_COMPARE)
    fail_why (self, SIGHT_SAS_CANCELLED, FALSE);
}

SightVerifying
sight_verification_session_get_state (const SightVerificationSession *self)
{
  return self->state;
}

const SightVerification *
sight_verification_session_get_result (const SightVerificationSession *self)
{
  return has_emoji (self) ? &self->result : NULL;
}

gboolean
sight_verification_session_get_peer_confirmed (const SightVerificationSession *self)
{
  return self->peer_confirmed;
}

const GError *
sight_verification_session_get_error (const SightVerificationSession *self)
{
  return self->error;
}
