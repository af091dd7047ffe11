/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "server/sight-address.h"

G_BEGIN_DECLS

#define SIGHT_STUN_HEADER_LENGTH      20
#define SIGHT_STUN_TRANSACTION_LENGTH 12
#define SIGHT_STUN_MESSAGE_MAX        2048 /* bytes; what a server answers is far smaller */

/* Method and class in one, RFC 8489 section 5. */
typedef enum
{
  SIGHT_STUN_BINDING          = 0x0001,
  SIGHT_STUN_BINDING_SUCCESS  = 0x0101,
  SIGHT_STUN_BINDING_ERROR    = 0x0111,
  SIGHT_STUN_ALLOCATE         = 0x0003,
  SIGHT_STUN_ALLOCATE_SUCCESS = 0x0103,
  SIGHT_STUN_ALLOCATE_ERROR   = 0x0113,
  SIGHT_STUN_REFRESH          = 0x0004,
  SIGHT_STUN_REFRESH_SUCCESS  = 0x0104,
} SightStunType;

typedef enum
{
  SIGHT_STUN_USERNAME            = 0x0006,
  SIGHT_STUN_MESSAGE_INTEGRITY   = 0x0008,
  SIGHT_STUN_ERROR_CODE          = 0x0009,
  SIGHT_STUN_LIFETIME            = 0x000d,
  SIGHT_STUN_REALM               = 0x0014,
  SIGHT_STUN_NONCE               = 0x0015,
  SIGHT_STUN_XOR_RELAYED_ADDRESS = 0x0016,
  SIGHT_STUN_REQUESTED_TRANSPORT = 0x0019,
  SIGHT_STUN_XOR_MAPPED_ADDRESS  = 0x0020,
} SightStunAttribute;

/**
 * SightStunMessage:
 *
 * A checked view of a STUN message (RFC 8489) in bytes that someone else owns:
 * every attribute lies within it.
 */
typedef struct
{
  guint16       type;
  const guint8 *transaction; /* SIGHT_STUN_TRANSACTION_LENGTH bytes */
  const guint8 *data;
  gsize         length;
} SightStunMessage;

gboolean      sight_stun_message_parse           (SightStunMessage        *self,
                                                  const guint8            *data,
                                                  gsize                    length,
                                                  GError                 **error);
/* How long the message is that begins with these SIGHT_STUN_HEADER_LENGTH
 * bytes of a stream; 0 where that is no STUN or too long.
 */
gsize         sight_stun_message_measure         (const guint8            *header);

/* The first attribute of that type, or NULL. */
const guint8 *sight_stun_message_find            (const SightStunMessage  *self,
                                                  guint16                  attribute,
                                                  gsize                   *length);
gboolean      sight_stun_message_get_error       (const SightStunMessage  *self,
                                                  guint                   *code);
/* An attribute whose value is XORed with the cookie. */
gboolean      sight_stun_message_get_xor_address (const SightStunMessage  *self,
                                                  guint16                  attribute,
                                                  SightAddress            *address,
                                                  guint16                 *port);
gboolean      sight_stun_message_check_integrity (const SightStunMessage  *self,
                                                  const guint8            *key,
                                                  gsize                    key_length);

/* Writing: begin, then attributes, then at last the integrity. */
void          sight_stun_begin                   (GByteArray              *out,
                                                  guint16                  type,
                                                  const guint8             transaction[SIGHT_STUN_TRANSACTION_LENGTH]);
void          sight_stun_append                  (GByteArray              *out,
                                                  guint16                  attribute,
                                                  gconstpointer            value,
                                                  gsize                    length);
void          sight_stun_append_number           (GByteArray              *out,
                                                  guint16                  attribute,
                                                  guint32                  value);
gboolean      sight_stun_append_integrity        (GByteArray              *out,
                                                  const guint8            *key,
                                                  gsize                    key_length);

G_END_DECLS
