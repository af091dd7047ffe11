/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-limits.h"

G_BEGIN_DECLS

/* Names on the wire have one length each, so they are values, not pointers. */

/* A session or a member: 96 bits in base64url. */
typedef struct
{
  char text[SIGHT_ID_LENGTH + 1];
} SightId;

/* A resume key or an intro's "x": 128 bits in base64url. */
typedef struct
{
  char text[SIGHT_SECRET_LENGTH + 1];
} SightSecret;

/* What the server knows of a room. */
typedef struct
{
  char text[SIGHT_ROOM_ID_LENGTH + 1];
} SightRoomId;

#define SIGHT_ID_BYTES     12
#define SIGHT_SECRET_BYTES 16

void     sight_id_from_bytes      (SightId           *out,
                                   const guint8       bytes[SIGHT_ID_BYTES]);
gboolean sight_id_parse           (SightId           *out,
                                   const char        *text,
                                   gsize              length);
guint    sight_id_hash            (gconstpointer      id);
gboolean sight_id_equal           (gconstpointer      a,
                                   gconstpointer      b);

void     sight_secret_from_bytes  (SightSecret       *out,
                                   const guint8       bytes[SIGHT_SECRET_BYTES]);
gboolean sight_secret_parse       (SightSecret       *out,
                                   const char        *text,
                                   gsize              length);
/* In constant time. */
gboolean sight_secret_equal       (const SightSecret *a,
                                   const SightSecret *b);

gboolean sight_room_id_parse      (SightRoomId       *out,
                                   const char        *text,
                                   gsize              length);
guint    sight_room_id_hash       (gconstpointer      room_id);
gboolean sight_room_id_equal      (gconstpointer      a,
                                   gconstpointer      b);

/* What a member is; told to the others. */
typedef enum
{
  SIGHT_KIND_APP,
  SIGHT_KIND_CLI,
  SIGHT_KIND_GUEST,
} SightKind;

const char *sight_kind_to_name    (SightKind          kind);
gboolean    sight_kind_from_name  (const char        *name,
                                   SightKind         *out);

G_END_DECLS
