/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "vectors.h"

#include <string.h>

void
vectors_foreach (const char *array,
                 VectorFunc  func)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "protocol", "vectors.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(SightJson) json = NULL;
  const SightJsonValue *rows;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  json = sight_json_parse (text, length, &error);
  g_assert_no_error (error);

  rows = sight_json_value_get (sight_json_get_root (json), array);
  g_assert_nonnull (rows);
  g_assert_cmpuint (sight_json_value_get_size (rows), >, 0);
  for (guint i = 0; i < sight_json_value_get_size (rows); i++)
    {
      g_test_message ("%s[%u]", array, i);
      func (sight_json_value_get_index (rows, i));
    }
}

const char *
vectors_get (const SightJsonValue *row,
             const char           *key)
{
  const SightJsonValue *value = sight_json_value_get (row, key);

  return value != NULL ? sight_json_value_get_string (value, NULL) : NULL;
}

gint64
vectors_get_int (const SightJsonValue *row,
                 const char           *key)
{
  gint64 number = 0;

  g_assert_true (sight_json_value_get_int (sight_json_value_get (row, key), &number));

  return number;
}

gboolean
vectors_get_bool (const SightJsonValue *row,
                  const char           *key)
{
  const SightJsonValue *value = sight_json_value_get (row, key);
  gboolean is_true = FALSE;

  return value != NULL && sight_json_value_get_bool (value, &is_true) && is_true;
}

void
vectors_get_hex (const SightJsonValue *row,
                 const char           *key,
                 guint8               *out,
                 gsize                 length)
{
  const char *hex = vectors_get (row, key);

  g_assert_nonnull (hex);
  g_assert_cmpuint (strlen (hex), ==, 2 * length);
  for (gsize i = 0; i < length; i++)
    out[i] = g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]);
}

char *
vectors_to_hex (const guint8 *bytes,
                gsize         length)
{
  GString *hex = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);

  return g_string_free (hex, FALSE);
}
