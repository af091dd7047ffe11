/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "protocol/sight-json-writer.h"

#define TEXT_MAX 1024 /* bytes of one field */

typedef struct
{
  GLogLevelFlags least;
  gboolean       json;
  gboolean       journal;
} Writer;

static const char *
level_to_name (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "error";
  if (level & G_LOG_LEVEL_WARNING)
    return "warning";
  if (level & G_LOG_LEVEL_MESSAGE)
    return "notice";
  if (level & G_LOG_LEVEL_INFO)
    return "info";
  return "debug";
}

/* As journals and syslog count; the "error" of an operator is one thing. */
static char
level_to_digit (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return '3';
  if (level & G_LOG_LEVEL_WARNING)
    return '4';
  if (level & G_LOG_LEVEL_MESSAGE)
    return '5';
  if (level & G_LOG_LEVEL_INFO)
    return '6';
  return '7';
}

static gboolean
is_plain (gunichar c)
{
  return c > 0 && c < 0x80 && (g_ascii_isalnum ((char) c) || strchr ("._:/@+-%[],", (int) c) != NULL);
}

/* A terminal and a reader's eye are fooled by more than line feeds: escape
 * sequences, bidirectional controls, invisible characters.
 */
static gboolean
is_shown (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return g_unichar_isprint (c) && type != G_UNICODE_PRIVATE_USE &&
         type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

static void
append_character (GString  *out,
                  gunichar  c)
{
  if (c == '"' || c == '\\')
    g_string_append_printf (out, "\\%c", (char) c);
  else if (c == '\n')
    g_string_append (out, "\\n");
  else if (is_shown (c))
    g_string_append_unichar (out, c);
  else
    g_string_append_printf (out, "\\u{%x}", c);
}

static void
append_quoted (GString    *out,
               const char *text,
               gsize       length)
{
  const char *end = text + MIN (length, TEXT_MAX);

  g_string_append_c (out, '"');
  while (text < end)
    {
      gunichar c = g_utf8_get_char_validated (text, end - text);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append_printf (out, "\\x%02x", (guint8) *text);
          text++;
        }
      else
        {
          append_character (out, c);
          text = g_utf8_next_char (text);
        }
    }
  if (length > TEXT_MAX)
    g_string_append (out, "...");
  g_string_append_c (out, '"');
}

/* JSON escapes for programs; what a terminal would obey goes all the same. */
static void
append_json (GString    *out,
             const char *text,
             gsize       length)
{
  g_autofree char *valid = g_utf8_make_valid (text, MIN (length, TEXT_MAX));
  g_autoptr(GString) clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (clean, c < 0x80 || is_shown (c) ? c : 0xfffd);
    }

  sight_json_append_string (out, clean->str, clean->len);
}

static void
append_text (GString    *out,
             const char *text,
             gsize       length)
{
  gboolean plain = length > 0 && length <= TEXT_MAX;

  for (gsize i = 0; plain && i < length; i++)
    plain = is_plain ((guint8) text[i]);

  if (plain)
    g_string_append_len (out, text, length);
  else
    append_quoted (out, text, length);
}

static void
append_field (GString    *out,
              gboolean    json,
              const char *name,
              const char *text,
              gssize      length)
{
  gsize bytes = length < 0 ? strlen (text) : (gsize) length;
  g_autofree char *lower = g_ascii_strdown (name, -1);

  g_strdelimit (lower, "_", '-');
  if (json)
    {
      sight_json_append_key (out, lower);
      append_json (out, text, bytes);
      return;
    }

  if (out->len > 0)
    g_string_append_c (out, ' ');
  g_string_append (out, lower);
  g_string_append_c (out, '=');
  append_text (out, text, bytes);
}

static void
append_time (GString  *out,
             gboolean  json,
             gint64    wall)
{
  g_autoptr(GDateTime) whole = g_date_time_new_from_unix_utc (wall / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (whole, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *text = NULL;

  text = g_strdup_printf ("%s.%03uZ", seconds, (guint) (wall % G_USEC_PER_SEC / 1000));
  append_field (out, json, "time", text, -1);
}

void
sight_log_format (GString         *out,
                  gboolean         json,
                  gboolean         with_time,
                  gint64           wall,
                  GLogLevelFlags   level,
                  const GLogField *fields,
                  gsize            n_fields)
{
  const GLogField *message = NULL;
  gboolean ours = FALSE;

  if (json)
    sight_json_begin_object (out);
  if (with_time)
    append_time (out, json, wall);
  if (level != 0)
    append_field (out, json, "level", level_to_name (level), -1);

  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (fields[i].key, "MESSAGE") == 0)
        message = &fields[i];
      if (!g_str_has_prefix (fields[i].key, SIGHT_LOG_PREFIX))
        continue;

      append_field (out, json, fields[i].key + strlen (SIGHT_LOG_PREFIX),
                    fields[i].value, fields[i].length);
      ours = TRUE;
    }

  /* Someone else's g_warning(), a library's. */
  if (!ours && message != NULL)
    append_field (out, json, "message", message->value, message->length);
  if (json)
    sight_json_end_object (out);
}

static void
write_all (const char *text,
           gsize       length)
{
  while (length > 0)
    {
      ssize_t written = write (STDERR_FILENO, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return;
      text += written;
      length -= written;
    }
}

static GLogWriterOutput
on_log (GLogLevelFlags   level,
        const GLogField *fields,
        gsize            n_fields,
        gpointer         user_data)
{
  const Writer *writer = user_data;
  g_autoptr(GString) line = NULL;
  g_autoptr(GString) fields_text = NULL;

  /* Graver is smaller. */
  if ((level & G_LOG_LEVEL_MASK) > (writer->least & G_LOG_LEVEL_MASK))
    return G_LOG_WRITER_HANDLED;

  line = g_string_new (NULL);
  fields_text = g_string_new (NULL);
  if (writer->journal)
    g_string_append_printf (line, "<%c>", level_to_digit (level));
  sight_log_format (fields_text, writer->json, !writer->journal, g_get_real_time (),
                    level, fields, n_fields);
  g_string_append_len (line, fields_text->str, fields_text->len);
  g_string_append_c (line, '\n');

  /* One write, so that lines of several threads do not mix. */
  write_all (line->str, line->len);
  return G_LOG_WRITER_HANDLED;
}

void
sight_log_install (GLogLevelFlags least,
                   gboolean       json)
{
  static Writer writer;
  static gboolean installed = FALSE;

  writer.least = least;
  writer.json = json;
  writer.journal = g_log_writer_is_journald (STDERR_FILENO);

  /* GLib takes a writer once. */
  if (!installed)
    g_log_set_writer_func (on_log, &writer, NULL);
  installed = TRUE;
}
