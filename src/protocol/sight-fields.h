/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "protocol/sight-id.h"
#include "protocol/sight-json.h"

G_BEGIN_DECLS

/* Members of a message by the field types of PROTOCOL.md section 4. Each is
 * false (or NULL) where the member is missing, of another type or out of
 * bounds.
 */
gboolean    sight_fields_get_id       (const SightJsonValue *object,
                                       const char           *key,
                                       SightId              *out);
gboolean    sight_fields_get_secret   (const SightJsonValue *object,
                                       const char           *key,
                                       SightSecret          *out);
/* An id, or "*" for everyone. */
gboolean    sight_fields_get_target   (const SightJsonValue *object,
                                       const char           *key,
                                       gboolean             *to_all,
                                       SightId              *out);
gboolean    sight_fields_get_sequence (const SightJsonValue *object,
                                       const char           *key,
                                       gint64                least,
                                       gint64               *out);
gboolean    sight_fields_get_uint     (const SightJsonValue *object,
                                       const char           *key,
                                       guint                 most,
                                       guint                *out);
gboolean    sight_fields_get_bool     (const SightJsonValue *object,
                                       const char           *key,
                                       gboolean             *out);
const char *sight_fields_get_text     (const SightJsonValue *object,
                                       const char           *key);
gboolean    sight_fields_get_kind     (const SightJsonValue *object,
                                       const char           *key,
                                       SightKind            *out);

G_END_DECLS
