/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli.h"

#include <stdio.h>

#include "cli/sight-cli-event.h"
#include "cli/sight-cli-greeting.h"
#include "protocol/sight-room-code.h"
#include "server/sight-ice-url.h"
#include "server/sight-turn-probe.h"

#define PROBE_TIMEOUT_MS 5000
#define PROBES_AT_ONCE   8
/* Somebody else names them. */
#define SERVERS_MAX      32

static const char * const kind_names[] = {
  [SIGHT_ICE_STUN] = "STUN",
  [SIGHT_ICE_TURN_UDP] = "TURN over UDP",
  [SIGHT_ICE_TURN_TCP] = "TURN over TCP",
  [SIGHT_ICE_TURN_TLS] = "TURN over TLS",
};

/* One STUN or TURN server, tried on a thread of its own. */
typedef struct
{
  const SightCliIceServer *server;
  SightProbeResult         result;
  char                    *sentence;
} Trial;

static void
try_server (gpointer data,
            gpointer user_data)
{
  Trial *self = data;
  const SightProbeOptions options = {
    .username = self->server->username,
    .password = self->server->credential,
    .now = g_get_real_time () / G_USEC_PER_SEC,
    .timeout_ms = PROBE_TIMEOUT_MS,
  };

  self->result = sight_turn_probe (self->server->url, &options, &self->sentence);
}

static void
report_trial (Trial            *self,
              SightCheckReport *report,
              guint             working[G_N_ELEMENTS (kind_names)])
{
  g_autoptr(SightIceUrl) url = sight_ice_url_parse (self->server->url, NULL);
  g_autofree char *subject = g_strdup_printf ("%s, %s", url != NULL ? kind_names[url->kind] : "ice", self->server->url);

  if (self->result != SIGHT_PROBE_OK)
    {
      sight_check_report_error (report, subject, "%s", self->sentence);
      return;
    }

  sight_check_report_good (report, subject, "%s", self->sentence);
  if (url != NULL)
    working[url->kind]++;
}

/* What no server of the room can do for people in difficult networks. */
static void
report_gaps (SightCheckReport *report,
             const guint       working[G_N_ELEMENTS (kind_names)])
{
  guint relays = working[SIGHT_ICE_TURN_UDP] + working[SIGHT_ICE_TURN_TCP] + working[SIGHT_ICE_TURN_TLS];

  if (relays == 0)
    {
      sight_check_report_warning (report, "paths", "there is no TURN server that works: calls are possible within one network "
                                  "and through friendly routers, and fail through others; name one in the server's ice-url");
      return;
    }

  if (working[SIGHT_ICE_TURN_UDP] == 0)
    sight_check_report_warning (report, "paths", "no TURN over UDP works, which is the one that is good for sound and picture: "
                                "open its port, 3478 mostly");
  if (working[SIGHT_ICE_TURN_TCP] == 0)
    sight_check_report_warning (report, "paths", "no TURN over TCP works: people whose network lets no UDP out cannot call; "
                                "add turn:HOST?transport=tcp to the server's ice-url");
  if (working[SIGHT_ICE_TURN_TLS] == 0)
    sight_check_report_warning (report, "paths", "no TURN over TLS works: guests whose network lets out the web alone cannot "
                                "call; add turns:HOST:443 to the server's ice-url");
}

static void
try_all (const GPtrArray  *servers,
         SightCheckReport *report)
{
  guint n = MIN (servers->len, SERVERS_MAX);
  g_autofree Trial *trials = g_new0 (Trial, MAX (n, 1));
  GThreadPool *pool = g_thread_pool_new (try_server, NULL, PROBES_AT_ONCE, FALSE, NULL);
  guint working[G_N_ELEMENTS (kind_names)] = { 0, };

  for (guint i = 0; i < n; i++)
    {
      trials[i].server = g_ptr_array_index (servers, i);
      g_thread_pool_push (pool, &trials[i], NULL);
    }
  g_thread_pool_free (pool, FALSE, TRUE);

  for (guint i = 0; i < n; i++)
    {
      report_trial (&trials[i], report, working);
      g_free (trials[i].sentence);
    }
  if (servers->len > n)
    sight_check_report_warning (report, "ice", "only the first %u of %u servers were tried", n, servers->len);
  report_gaps (report, working);
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
  g_autoptr(GPtrArray) servers = sight_cli_ice_servers_new ();
  SightCheckReport report = { .out = out, .json = json };
  SightCliGreetingResult greeting = sight_cli_greeting_run (link, &report, servers);

  if (greeting == SIGHT_CLI_GREETING_DONE)
    try_all (servers, &report);
  conclude (&report);

  if (greeting == SIGHT_CLI_GREETING_UNREACHABLE)
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
