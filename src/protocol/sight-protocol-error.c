/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-protocol-error.h"

G_DEFINE_QUARK (sight-protocol-error-quark, sight_protocol_error)

static const struct
{
  const char *code;
  const char *text;
} wire_errors[SIGHT_N_WIRE_ERRORS] = {
  [SIGHT_WIRE_ERROR_BAD_JSON] = { "bad-json", "This is not the JSON that is spoken here" },
  [SIGHT_WIRE_ERROR_BAD_MESSAGE] = { "bad-message", "A field is missing, mistyped or out of its bounds" },
  [SIGHT_WIRE_ERROR_VERSION] = { "version", "There is no version that both sides speak" },
  [SIGHT_WIRE_ERROR_NO_HELLO] = { "no-hello", "The first message has to be hello" },
  [SIGHT_WIRE_ERROR_TWICE] = { "twice", "That was said before" },
  [SIGHT_WIRE_ERROR_NOT_JOINED] = { "not-joined", "Join a room first" },
  [SIGHT_WIRE_ERROR_NO_MEMBER] = { "no-member", "There is no such member in the room" },
  [SIGHT_WIRE_ERROR_NOT_HOST] = { "not-host", "Only the host may do that" },
  [SIGHT_WIRE_ERROR_ROOM_FULL] = { "room-full", "The room is full" },
  [SIGHT_WIRE_ERROR_DENIED] = { "denied", "The host did not let you in" },
  [SIGHT_WIRE_ERROR_REMOVED] = { "removed", "The host removed you from the room" },
  [SIGHT_WIRE_ERROR_ENDED] = { "ended", "The room has ended" },
  [SIGHT_WIRE_ERROR_RATE] = { "rate", "Too much at once" },
  [SIGHT_WIRE_ERROR_ROOMS] = { "rooms", "Too many new rooms from this address" },
  [SIGHT_WIRE_ERROR_BUSY] = { "busy", "The server is full" },
  [SIGHT_WIRE_ERROR_WAITS] = { "waits", "Too much said while waiting to be let in" },
};

const char *
sight_wire_error_to_code (SightWireError error)
{
  g_return_val_if_fail ((guint) error < SIGHT_N_WIRE_ERRORS, NULL);

  return wire_errors[error].code;
}

gboolean
sight_wire_error_from_code (const char     *code,
                            SightWireError *error)
{
  for (guint i = 0; i < SIGHT_N_WIRE_ERRORS; i++)
    {
      if (g_str_equal (wire_errors[i].code, code))
        {
          *error = i;
          return TRUE;
        }
    }

  return FALSE;
}

const char *
sight_wire_error_to_text (SightWireError error)
{
  g_return_val_if_fail ((guint) error < SIGHT_N_WIRE_ERRORS, NULL);

  return wire_errors[error].text;
}

const char *
sight_close_to_name (SightClose code)
{
  switch (code)
    {
    case SIGHT_CLOSE_NORMAL:
      return "normal";
    case SIGHT_CLOSE_DRAIN:
      return "drain";
    case SIGHT_CLOSE_BINARY:
      return "binary";
    case SIGHT_CLOSE_NOT_UTF8:
      return "not-utf8";
    case SIGHT_CLOSE_TOO_BIG:
      return "too-big";
    case SIGHT_CLOSE_PROTOCOL:
      return "protocol";
    case SIGHT_CLOSE_VERSION:
      return "version";
    case SIGHT_CLOSE_RATE:
      return "rate";
    case SIGHT_CLOSE_REMOVED:
      return "removed";
    case SIGHT_CLOSE_SUPERSEDED:
      return "superseded";
    case SIGHT_CLOSE_TIMEOUT:
      return "timeout";
    case SIGHT_CLOSE_ENDED:
      return "ended";
    case SIGHT_CLOSE_SLOW:
      return "slow";
    default:
      return "unknown";
    }
}
