/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-fields.h"

gboolean
sight_fields_get_id (const SightJsonValue *object,
                     const char           *key,
                     SightId              *out)
{
  gsize length;
  const char *text = sight_json_value_get_string (sight_json_value_get (object, key), &length);

  return text != NULL && sight_id_parse (out, text, length);
}

gboolean
sight_fields_get_secret (const SightJsonValue *object,
                         const char           *key,
                         SightSecret          *out)
{
  gsize length;
  const char *text = sight_json_value_get_string (sight_json_value_get (object, key), &length);

  return text != NULL && sight_secret_parse (out, text, length);
}

gboolean
sight_fields_get_target (const SightJsonValue *object,
                         const char           *key,
                         gboolean             *to_all,
                         SightId              *out)
{
  const char *text = sight_json_value_get_string (sight_json_value_get (object, key), NULL);

  *to_all = text != NULL && text[0] == '*' && text[1] == '\0';

  return *to_all || sight_fields_get_id (object, key, out);
}

gboolean
sight_fields_get_sequence (const SightJsonValue *object,
                           const char           *key,
                           gint64                least,
                           gint64               *out)
{
  return sight_json_value_get_int (sight_json_value_get (object, key), out) && *out >= least;
}

gboolean
sight_fields_get_uint (const SightJsonValue *object,
                       const char           *key,
                       guint                 most,
                       guint                *out)
{
  gint64 number;

  if (!sight_fields_get_sequence (object, key, 0, &number) || number > most)
    return FALSE;

  *out = (guint) number;

  return TRUE;
}

gboolean
sight_fields_get_bool (const SightJsonValue *object,
                       const char           *key,
                       gboolean             *out)
{
  return sight_json_value_get_bool (sight_json_value_get (object, key), out);
}

const char *
sight_fields_get_text (const SightJsonValue *object,
                       const char           *key)
{
  gsize length;
  const char *text = sight_json_value_get_string (sight_json_value_get (object, key), &length);

  return text != NULL && length <= SIGHT_TEXT_MAX ? text : NULL;
}

gboolean
sight_fields_get_kind (const SightJsonValue *object,
                       const char           *key,
                       SightKind            *out)
{
  const char *name = sight_fields_get_text (object, key);

  return name != NULL && sight_kind_from_name (name, out);
}
