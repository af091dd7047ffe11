/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIGHT_CALL_ERROR (sight_call_error_quark ())

/* Why a call ends, or cannot begin. */
typedef enum
{
  SIGHT_CALL_ERROR_FAILED,
  SIGHT_CALL_ERROR_UNREACHABLE, /* the server */
  SIGHT_CALL_ERROR_CERTIFICATE, /* the server's is not trusted */
  SIGHT_CALL_ERROR_VERSION,     /* one side is too old */
  SIGHT_CALL_ERROR_PROTOCOL,    /* the server, or we, broke the protocol */
  SIGHT_CALL_ERROR_FULL,        /* the room */
  SIGHT_CALL_ERROR_DENIED,      /* by the host, at the door */
  SIGHT_CALL_ERROR_REMOVED,     /* by the host */
  SIGHT_CALL_ERROR_ENDED,       /* by the host, or the room ended while we waited */
  SIGHT_CALL_ERROR_SUPERSEDED,  /* the session goes on elsewhere */
  SIGHT_CALL_ERROR_TOO_MANY_ROOMS,
  SIGHT_CALL_ERROR_SECURITY,    /* somebody may be in between: a certificate or a verification is not right */
  SIGHT_CALL_ERROR_NO_PATH,     /* no way from one network to the other */
  SIGHT_CALL_ERROR_CANCELLED,   /* by one of the people */
  SIGHT_CALL_ERROR_FILE_SPACE,  /* no room on the disk */
  SIGHT_CALL_ERROR_FILE_DENIED, /* it cannot be read, or written there */
  SIGHT_CALL_ERROR_FILE_CHANGED, /* while it was being sent */
  SIGHT_CALL_ERROR_FILE_MISMATCH, /* what arrived is not what was sent */
  SIGHT_CALL_ERROR_FILE_BUSY,   /* too many at once */
} SightCallError;

GQuark sight_call_error_quark (void);

G_END_DECLS
