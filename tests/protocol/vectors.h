/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "protocol/sight-json.h"

/* tests/protocol/vectors.json, which the JavaScript implementation runs too. */

typedef void (*VectorFunc) (const SightJsonValue *row);

/* Calls @func for each row of an array, which must not be empty. */
void        vectors_foreach (const char           *array,
                             VectorFunc            func);
/* NULL where there is none, or null. */
const char *vectors_get     (const SightJsonValue *row,
                             const char           *key);
gint64      vectors_get_int (const SightJsonValue *row,
                             const char           *key);
/* False where there is none. */
gboolean    vectors_get_bool (const SightJsonValue *row,
                              const char           *key);
void        vectors_get_hex (const SightJsonValue *row,
                             const char           *key,
                             guint8               *out,
                             gsize                 length);
char       *vectors_to_hex  (const guint8         *bytes,
                             gsize                 length);
