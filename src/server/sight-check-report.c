/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-check-report.h"

#include "protocol/sight-json-writer.h"
#include "protocol/sight-name.h"

#define LINE_MAX_LENGTH 1000 /* code points */

static void
append_json (GString    *out,
             const char *verdict,
             const char *subject,
             const char *text)
{
  g_autoptr(GString) json = g_string_new (NULL);

  sight_json_begin_object (json);
  sight_json_write_text (json, "event", "check");
  sight_json_write_text (json, "verdict", verdict);
  sight_json_write_text (json, "subject", subject);
  sight_json_write_text (json, "text", text);
  sight_json_end_object (json);
  g_string_append_printf (out, "%s\n", json->str);
}

static void append (SightCheckReport *self,
                    const char       *verdict,
                    const char       *subject,
                    const char       *format,
                    va_list           arguments) G_GNUC_PRINTF (4, 0);

static void
append (SightCheckReport *self,
        const char       *verdict,
        const char       *subject,
        const char       *format,
        va_list           arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  g_autofree char *line = NULL;
  g_autofree char *clean = NULL;

  if (self->json)
    {
      append_json (self->out, verdict, subject, text);
      return;
    }

  /* Some of it was said by others, and a terminal obeys what it is told. */
  line = g_strdup_printf ("%s: %s", subject, text);
  clean = sight_name_clean_to (line, LINE_MAX_LENGTH);
  g_string_append_printf (self->out, "%-8s %s\n", verdict, clean);
}

void
sight_check_report_good (SightCheckReport *self,
                         const char       *subject,
                         const char       *format,
                         ...)
{
  va_list arguments;

  va_start (arguments, format);
  append (self, "good", subject, format, arguments);
  va_end (arguments);
}

void
sight_check_report_warning (SightCheckReport *self,
                            const char       *subject,
                            const char       *format,
                            ...)
{
  va_list arguments;

  self->n_warnings++;
  va_start (arguments, format);
  append (self, "warning", subject, format, arguments);
  va_end (arguments);
}

void
sight_check_report_error (SightCheckReport *self,
                          const char       *subject,
                          const char       *format,
                          ...)
{
  va_list arguments;

  self->n_errors++;
  va_start (arguments, format);
  append (self, "error", subject, format, arguments);
  va_end (arguments);
}
