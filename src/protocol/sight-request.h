/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-id.h"
#include "protocol/sight-json.h"

G_BEGIN_DECLS

typedef enum
{
  SIGHT_REQUEST_UNKNOWN,
  SIGHT_REQUEST_HELLO,
  SIGHT_REQUEST_JOIN,
  SIGHT_REQUEST_RELAY,
  SIGHT_REQUEST_ADMIT,
  SIGHT_REQUEST_DENY,
  SIGHT_REQUEST_MODERATE,
  SIGHT_REQUEST_ICE,
  SIGHT_REQUEST_PING,
  SIGHT_REQUEST_LEAVE,
} SightRequestType;

typedef enum
{
  SIGHT_MODERATE_LOCK,
  SIGHT_MODERATE_UNLOCK,
  SIGHT_MODERATE_REMOVE,
  SIGHT_MODERATE_END,
} SightModerateOp;

/* Proof that one is the owner of a session. */
typedef struct
{
  gboolean    present;
  SightId     sid;
  SightSecret key;
} SightSessionProof;

/**
 * SightRequest:
 *
 * A message from a client to the server, PROTOCOL.md section 4.1. Lives on the
 * stack; clear it with sight_request_clear(), which also ends @box and @ua.
 */
typedef struct
{
  SightRequestType type;
  union
  {
    struct
    {
      gboolean           speaks_v1;
      const char        *ua;
      SightSessionProof  resume;
      gint64             resume_from;
    } hello;
    struct
    {
      SightRoomId        room;
      SightKind          kind;
      SightSessionProof  replaces;
    } join;
    struct
    {
      gboolean           to_all;
      SightId            to;
      gint64             n;
      const char        *box;
      gsize              box_length;
    } relay;
    struct
    {
      SightModerateOp    op;
      SightId            who;     /* for SIGHT_MODERATE_REMOVE */
    } moderate;
    struct
    {
      gboolean           has_ack;
      gint64             ack;
      gboolean           has_ts;
      double             ts;
    } ping;
    SightId              who;     /* admit, deny */
  };
  SightJson *json;
} SightRequest;

/* On %SIGHT_PROTOCOL_ERROR_BAD_MESSAGE @self->type still says what it was
 * meant to be. @self is cleared by the caller in every case.
 */
gboolean    sight_request_parse        (SightRequest        *self,
                                        const char          *text,
                                        gsize                length,
                                        GError             **error);
void        sight_request_clear        (SightRequest        *self);
/* What a client sends. */
void        sight_request_write        (const SightRequest  *self,
                                        GString             *out);
/* "join" and so on; %NULL for unknown ones. */
const char *sight_request_type_to_name (SightRequestType     type);

/* A box as it may stand in a message: canonical base64 of a fitting length. */
gboolean    sight_box_is_valid         (const char          *text,
                                        gsize                length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SightRequest, sight_request_clear)

G_END_DECLS
