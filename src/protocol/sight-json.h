/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightJson:
 *
 * A strict, bounded reader of foreign JSON (PROTOCOL.md section 3).
 *
 * One pass checks everything and builds a tree in one block of memory. It is
 * not json-glib, which takes comments, single quotes, 1e999 and duplicate
 * keys for JSON: two parsers in a row would be free to disagree.
 */
typedef struct _SightJson SightJson;

/* A value in the tree; owned by the document. */
typedef struct _SightJsonValue SightJsonValue;

typedef enum
{
  SIGHT_JSON_NULL,
  SIGHT_JSON_BOOLEAN,
  SIGHT_JSON_NUMBER,
  SIGHT_JSON_STRING,
  SIGHT_JSON_ARRAY,
  SIGHT_JSON_OBJECT,
} SightJsonType;

SightJson            *sight_json_parse           (const char            *text,
                                                  gsize                  length,
                                                  GError               **error);
void                  sight_json_free            (SightJson             *self);
const SightJsonValue *sight_json_get_root        (const SightJson       *self);

SightJsonType         sight_json_value_get_type  (const SightJsonValue  *value);
guint                 sight_json_value_get_size  (const SightJsonValue  *value);
const SightJsonValue *sight_json_value_get_index (const SightJsonValue  *value,
                                                  guint                  index);
const char           *sight_json_value_get_key   (const SightJsonValue  *value,
                                                  guint                  index,
                                                  gsize                 *length);
const SightJsonValue *sight_json_value_get       (const SightJsonValue  *value,
                                                  const char            *key);
gboolean              sight_json_value_get_bool  (const SightJsonValue  *value,
                                                  gboolean              *out);
gboolean              sight_json_value_get_double (const SightJsonValue *value,
                                                  double                *out);
gboolean              sight_json_value_get_int   (const SightJsonValue  *value,
                                                  gint64                *out);
const char           *sight_json_value_get_string (const SightJsonValue *value,
                                                  gsize                 *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightJson, sight_json_free)

G_END_DECLS
