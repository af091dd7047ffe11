/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-json-writer.h"

#include <math.h>
#include <string.h>

/* The text itself tells whether a comma is due: no state to carry around. */
static void
append_comma (GString *out)
{
  char last = out->len > 0 ? out->str[out->len - 1] : '\0';

  if (last != '\0' && last != '{' && last != '[' && last != ':' && last != ',')
    g_string_append_c (out, ',');
}

void
sight_json_begin_object (GString *out)
{
  append_comma (out);
  g_string_append_c (out, '{');
}

void
sight_json_end_object (GString *out)
{
  g_string_append_c (out, '}');
}

void
sight_json_begin_array (GString *out)
{
  append_comma (out);
  g_string_append_c (out, '[');
}

void
sight_json_end_array (GString *out)
{
  g_string_append_c (out, ']');
}

static void
append_escaped (GString *out,
                guchar   c)
{
  switch (c)
    {
    case '"':
      g_string_append (out, "\\\"");
      break;
    case '\\':
      g_string_append (out, "\\\\");
      break;
    case '\n':
      g_string_append (out, "\\n");
      break;
    default:
      g_string_append_printf (out, "\\u%04x", c);
      break;
    }
}

static void
append_quoted (GString    *out,
               const char *text,
               gsize       length)
{
  const char *run = text;
  const char *end = text + length;

  g_string_append_c (out, '"');
  for (const char *at = text; at < end; at++)
    {
      if ((guchar) *at >= 0x20 && *at != '"' && *at != '\\' && *at != 0x7f)
        continue;

      g_string_append_len (out, run, at - run);
      append_escaped (out, *at);
      run = at + 1;
    }
  g_string_append_len (out, run, end - run);
  g_string_append_c (out, '"');
}

void
sight_json_append_key (GString    *out,
                       const char *key)
{
  append_comma (out);
  g_string_append_c (out, '"');
  g_string_append (out, key);
  g_string_append (out, "\":");
}

/**
 * sight_json_append_string:
 *
 * What is not UTF-8 is replaced by U+FFFD rather than sent.
 */
void
sight_json_append_string (GString    *out,
                          const char *text,
                          gssize      length)
{
  gsize bytes = length < 0 ? strlen (text) : (gsize) length;

  append_comma (out);
  if (g_utf8_validate_len (text, bytes, NULL))
    {
      append_quoted (out, text, bytes);
    }
  else
    {
      g_autofree char *valid = g_utf8_make_valid (text, bytes);

      append_quoted (out, valid, strlen (valid));
    }
}

void
sight_json_append_plain (GString    *out,
                         const char *text,
                         gsize       length)
{
  append_comma (out);
  g_string_append_c (out, '"');
  g_string_append_len (out, text, length);
  g_string_append_c (out, '"');
}

void
sight_json_append_int (GString *out,
                       gint64   number)
{
  char digits[24];

  append_comma (out);
  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, number);
  g_string_append (out, digits);
}

void
sight_json_append_double (GString *out,
                          double   number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_if_fail (isfinite (number));

  append_comma (out);
  g_string_append (out, g_ascii_dtostr (text, sizeof text, number));
}

void
sight_json_append_bool (GString  *out,
                        gboolean  value)
{
  append_comma (out);
  g_string_append (out, value ? "true" : "false");
}

/**
 * sight_json_write_text:
 * @text: (nullable): what is not there is written as ""
 */
void
sight_json_write_text (GString    *out,
                       const char *key,
                       const char *text)
{
  sight_json_append_key (out, key);
  sight_json_append_string (out, text != NULL ? text : "", -1);
}

void
sight_json_write_int (GString    *out,
                      const char *key,
                      gint64      number)
{
  sight_json_append_key (out, key);
  sight_json_append_int (out, number);
}

void
sight_json_write_bool (GString    *out,
                       const char *key,
                       gboolean    value)
{
  sight_json_append_key (out, key);
  sight_json_append_bool (out, value);
}
