/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-control-message.h"
#include "protocol/sight-verification.h"

G_BEGIN_DECLS

/**
 * SightVerificationSession:
 *
 * The verification of one generation of a pair's connection, PROTOCOL.md
 * section 12: commit, nonce, reveal, and then two people who compare. Nothing
 * here makes anyone verified but sight_verification_session_confirm().
 */
typedef struct _SightVerificationSession SightVerificationSession;

typedef enum
{
  SIGHT_VERIFYING,           /* the emoji are not there yet */
  SIGHT_VERIFYING_COMPARE,   /* the people may compare them */
  SIGHT_VERIFYING_CONFIRMED, /* our person found them equal */
  SIGHT_VERIFYING_FAILED,    /* see the error */
} SightVerifying;

/* Neither may free the session. */
typedef struct
{
  void (*say)     (gpointer                   data,
                   const SightControlMessage *message);
  void (*changed) (gpointer                   data);
} SightVerificationOutput;

/* The randoms of @own and @peer are not read. */
SightVerificationSession *sight_verification_session_new        (const SightVerificationOutput  *output,
                                                                 gpointer                        data,
                                                                 const SightRoomId              *room,
                                                                 const SightVerificationSide    *own,
                                                                 const SightVerificationSide    *peer,
                                                                 gint64                          generation,
                                                                 gboolean                        is_initiator);
void                      sight_verification_session_free       (SightVerificationSession       *self);

/* The channel is up, and the certificates were compared. */
void                      sight_verification_session_start      (SightVerificationSession       *self);
/* One of the messages sas-... */
void                      sight_verification_session_received   (SightVerificationSession       *self,
                                                                 const SightControlMessage      *message);
/* What the person says of the emoji. */
void                      sight_verification_session_confirm    (SightVerificationSession       *self,
                                                                 gboolean                        equal);
void                      sight_verification_session_cancel     (SightVerificationSession       *self);

SightVerifying            sight_verification_session_get_state  (const SightVerificationSession *self);
/* %NULL before there are any, and where the verification failed. */
const SightVerification  *sight_verification_session_get_result (const SightVerificationSession *self);
/* The one at the other side found them equal: to be shown, and no more. */
gboolean                  sight_verification_session_get_peer_confirmed (const SightVerificationSession *self);
/* Of the code SIGHT_CALL_ERROR_SECURITY: to be said loudly. */
const GError             *sight_verification_session_get_error  (const SightVerificationSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightVerificationSession, sight_verification_session_free)

G_END_DECLS
