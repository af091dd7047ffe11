/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-check-report.h"

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
  g_string_append_printf (self->out, "%-8s %s: ", verdict, subject);
  g_string_append_vprintf (self->out, format, arguments);
  g_string_append_c (self->out, '\n');
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
