/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli.h"

#include <stdio.h>

#include "call/sight-greeting.h"
#include "cli/sight-cli-event.h"
#include "protocol/sight-room-code.h"
#include "protocol/sight-room-link.h"
#include "server/sight-ice-trials.h"
#include "sight-build-config.h"

typedef struct
{
  GMainLoop            *loop;
  SightCheckReport     *report;
  SightIceTrials       *trials;
  SightGreetingResult   greeting;
} Examination;

/* What is said is seen at once: a step may take long. */
static void
flush (SightCheckReport *report)
{
  fputs (report->out->str, stdout);
  fflush (stdout);
  g_string_truncate (report->out, 0);
}

static void
on_found (SightFinding  finding,
          const char   *subject,
          const char   *text,
          gpointer      data)
{
  Examination *self = data;

  sight_check_report_add (self->report, finding, subject, text);
  flush (self->report);
}

static void
on_named (const char *url,
          const char *username,
          const char *credential,
          gpointer    data)
{
  sight_ice_trials_add (((Examination *) data)->trials, url, username, credential);
}

static void
on_greeted (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Examination *self = data;

  sight_greeting_run_finish (result, &self->greeting, NULL);
  g_main_loop_quit (self->loop);
}

static void
greet (Examination         *self,
       const SightRoomLink *link)
{
  const SightGreetingConfig config = {
    .user_agent = "sightline-cli " SIGHT_VERSION,
    .kind = SIGHT_KIND_CLI,
    .found = on_found,
    .named = on_named,
    .data = self,
  };

  sight_greeting_run_async (link, &config, NULL, on_greeted, self);
  g_main_loop_run (self->loop);
}

static void
conclude (const SightCheckReport *report)
{
  const SightCliTeller teller = { .json = report->json };
  SightCliEvent *event = sight_cli_event_new ("ended");

  fputs (report->out->str, stdout);
  sight_cli_event_number (event, "errors", report->n_errors);
  sight_cli_event_number (event, "warnings", report->n_warnings);
  sight_cli_event_print (event, &teller, "\n%s", report->n_errors > 0 ? "Something does not work: see the errors above."
                                                 : report->n_warnings > 0 ? "It works, with the limits named above."
                                                 : "All is well.");
}

static SightCliStatus
examine (const SightRoomLink *link,
         gboolean             json)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(SightIceTrials) trials = sight_ice_trials_new ();
  SightCheckReport report = { .out = out, .json = json };
  Examination self = { .loop = loop, .report = &report, .trials = trials };

  greet (&self, link);
  if (self.greeting == SIGHT_GREETING_DONE)
    sight_ice_trials_run (trials, &report);
  conclude (&report);

  if (self.greeting == SIGHT_GREETING_UNREACHABLE)
    return SIGHT_CLI_UNREACHABLE;

  return report.n_errors > 0 ? SIGHT_CLI_FAILED : SIGHT_CLI_DONE;
}

SightCliStatus
sight_cli_doctor (int    argc,
                  char **argv)
{
  g_autofree char *server = NULL;
  gboolean json = FALSE;
  GOptionEntry entries[] = {
    { "server", 's', 0, G_OPTION_ARG_STRING, &server, "the server to try (" SIGHT_CLI_DEFAULT_SERVER ")", "URL" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &json, "one result per line, for programs", NULL },
    { NULL }
  };
  g_autofree char *code = NULL;
  g_autoptr(SightRoomLink) link = NULL;
  g_autoptr(GError) error = NULL;

  if (!sight_cli_parse (&argc, &argv, "[OPTION...]", "Tries everything that calls need of a server, and says what works.", entries))
    return SIGHT_CLI_USAGE;

  code = sight_room_code_make (NULL);
  link = sight_room_link_parse (code, server != NULL ? server : SIGHT_CLI_DEFAULT_SERVER, &error);
  if (link == NULL)
    {
      g_printerr ("%s\n", error->message);
      return SIGHT_CLI_USAGE;
    }

  return examine (link, json);
}
