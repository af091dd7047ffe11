/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-event.h"

#include <stdio.h>

#include "protocol/sight-json-writer.h"

struct _SightCliEvent
{
  GString *json;
};

SightCliEvent *
sight_cli_event_new (const char *name)
{
  SightCliEvent *self = g_new0 (SightCliEvent, 1);

  self->json = g_string_new (NULL);
  sight_json_begin_object (self->json);
  sight_cli_event_text (self, "event", name);

  return self;
}

void
sight_cli_event_text (SightCliEvent *self,
                      const char    *key,
                      const char    *text)
{
  sight_json_write_text (self->json, key, text);
}

void
sight_cli_event_texts (SightCliEvent      *self,
                       const char         *key,
                       const char * const *texts,
                       guint               n)
{
  sight_json_append_key (self->json, key);
  sight_json_begin_array (self->json);
  for (guint i = 0; i < n; i++)
    sight_json_append_string (self->json, texts[i], -1);
  sight_json_end_array (self->json);
}

void
sight_cli_event_number (SightCliEvent *self,
                        const char    *key,
                        gint64         number)
{
  sight_json_write_int (self->json, key, number);
}

void
sight_cli_event_flag (SightCliEvent *self,
                      const char    *key,
                      gboolean       value)
{
  sight_json_write_bool (self->json, key, value);
}

static void
print_sentence (const SightCliTeller *teller,
                const char           *text)
{
  g_autofree char *line = g_strdup_printf ("%s%s%s\n", teller->who != NULL ? teller->who : "",
                                           teller->who != NULL ? ": " : "", text);

  if (teller->screen != NULL)
    sight_cli_screen_print (teller->screen, line);
  else
    g_print ("%s", line);
}

void
sight_cli_event_print (SightCliEvent        *self,
                       const SightCliTeller *teller,
                       const char           *format,
                       ...)
{
  if (teller->json)
    {
      sight_json_end_object (self->json);
      g_print ("%s\n", self->json->str);
    }
  else
    {
      g_autofree char *text = NULL;
      va_list args;

      va_start (args, format);
      text = g_strdup_vprintf (format, args);
      va_end (args);
      print_sentence (teller, text);
    }
  fflush (stdout);

  g_string_free (self->json, TRUE);
  g_free (self);
}
