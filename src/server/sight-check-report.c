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

static void
append_line (GString    *out,
             const char *verdict,
             const char *subject,
             const char *text)
{
  /* Some of it was said by others, and a terminal obeys what it is told. */
  g_autofree char *line = g_strdup_printf ("%s: %s", subject, text);
  g_autofree char *clean = sight_name_clean_to (line, LINE_MAX_LENGTH);

  g_string_append_printf (out, "%-8s %s\n", verdict, clean);
}

void
sight_check_report_add (SightCheckReport *self,
                        SightFinding      finding,
                        const char       *subject,
                        const char       *text)
{
  static const char * const verdicts[] = {
    [SIGHT_FINDING_GOOD] = "good",
    [SIGHT_FINDING_WARNING] = "warning",
    [SIGHT_FINDING_ERROR] = "error",
  };

  if (finding == SIGHT_FINDING_WARNING)
    self->n_warnings++;
  if (finding == SIGHT_FINDING_ERROR)
    self->n_errors++;

  if (self->func != NULL)
    self->func (finding, subject, text, self->data);
  else if (self->json)
    append_json (self->out, verdicts[finding], subject, text);
  else
    append_line (self->out, verdicts[finding], subject, text);
}

static void add (SightCheckReport *self,
                 SightFinding      finding,
                 const char       *subject,
                 const char       *format,
                 va_list           arguments) G_GNUC_PRINTF (4, 0);

static void
add (SightCheckReport *self,
     SightFinding      finding,
     const char       *subject,
     const char       *format,
     va_list           arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  sight_check_report_add (self, finding, subject, text);
}

void
sight_check_report_good (SightCheckReport *self,
                         const char       *subject,
                         const char       *format,
                         ...)
{
  va_list arguments;

  va_start (arguments, format);
  add (self, SIGHT_FINDING_GOOD, subject, format, arguments);
  va_end (arguments);
}

void
sight_check_report_warning (SightCheckReport *self,
                            const char       *subject,
                            const char       *format,
                            ...)
{
  va_list arguments;

  va_start (arguments, format);
  add (self, SIGHT_FINDING_WARNING, subject, format, arguments);
  va_end (arguments);
}

void
sight_check_report_error (SightCheckReport *self,
                          const char       *subject,
                          const char       *format,
                          ...)
{
  va_list arguments;

  va_start (arguments, format);
  add (self, SIGHT_FINDING_ERROR, subject, format, arguments);
  va_end (arguments);
}
