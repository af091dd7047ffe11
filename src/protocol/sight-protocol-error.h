/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIGHT_PROTOCOL_ERROR (sight_protocol_error_quark ())

/* What can be wrong with bytes from outside, seen from this library. */
typedef enum
{
  SIGHT_PROTOCOL_ERROR_FAILED,
  SIGHT_PROTOCOL_ERROR_NOT_UTF8,
  SIGHT_PROTOCOL_ERROR_BAD_JSON,
  SIGHT_PROTOCOL_ERROR_BAD_MESSAGE,
  SIGHT_PROTOCOL_ERROR_BAD_CODE,
  SIGHT_PROTOCOL_ERROR_BAD_LINK,
  SIGHT_PROTOCOL_ERROR_BAD_BOX,
  SIGHT_PROTOCOL_ERROR_CRYPTO,
} SightProtocolError;

GQuark sight_protocol_error_quark (void);

/* The codes of PROTOCOL.md section 7, as they go over the wire. */
typedef enum
{
  SIGHT_WIRE_ERROR_BAD_JSON,
  SIGHT_WIRE_ERROR_BAD_MESSAGE,
  SIGHT_WIRE_ERROR_VERSION,
  SIGHT_WIRE_ERROR_NO_HELLO,
  SIGHT_WIRE_ERROR_TWICE,
  SIGHT_WIRE_ERROR_NOT_JOINED,
  SIGHT_WIRE_ERROR_NO_MEMBER,
  SIGHT_WIRE_ERROR_NOT_HOST,
  SIGHT_WIRE_ERROR_ROOM_FULL,
  SIGHT_WIRE_ERROR_DENIED,
  SIGHT_WIRE_ERROR_REMOVED,
  SIGHT_WIRE_ERROR_ENDED,
  SIGHT_WIRE_ERROR_RATE,
  SIGHT_WIRE_ERROR_ROOMS,
  SIGHT_WIRE_ERROR_BUSY,
  SIGHT_WIRE_ERROR_WAITS,
  SIGHT_N_WIRE_ERRORS,
} SightWireError;

const char *sight_wire_error_to_code   (SightWireError  error);
gboolean    sight_wire_error_from_code (const char     *code,
                                        SightWireError *error);
/* An English sentence for logs and for clients that know the code no better. */
const char *sight_wire_error_to_text   (SightWireError  error);

/* WebSocket close codes, PROTOCOL.md section 7. */
typedef enum
{
  SIGHT_CLOSE_NORMAL      = 1000,
  SIGHT_CLOSE_DRAIN       = 1001,
  SIGHT_CLOSE_BINARY      = 1003,
  SIGHT_CLOSE_NOT_UTF8    = 1007,
  SIGHT_CLOSE_TOO_BIG     = 1009,
  SIGHT_CLOSE_PROTOCOL    = 4000,
  SIGHT_CLOSE_VERSION     = 4002,
  SIGHT_CLOSE_RATE        = 4003,
  SIGHT_CLOSE_REMOVED     = 4004,
  SIGHT_CLOSE_SUPERSEDED  = 4005,
  SIGHT_CLOSE_TIMEOUT     = 4006,
  SIGHT_CLOSE_ENDED       = 4007,
  SIGHT_CLOSE_SLOW        = 4008,
} SightClose;

/* A short name for logs and metrics: "slow", "timeout" ... */
const char *sight_close_to_name (SightClose code);

G_END_DECLS
