/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-greeting.h"

#include <stdio.h>

#include "call/sight-call-error.h"
#include "call/sight-web-socket.h"
#include "protocol/sight-event.h"
#include "protocol/sight-request.h"
#include "protocol/sight-seal.h"
#include "sight-build-config.h"

#define STEP_MS      10000
#define CLOCK_SLACK  (60 * 1000)

/* One who says hello, step by step; each has the same time. */
typedef struct
{
  const SightRoomLink    *link;
  SightSocket            *socket;
  GMainLoop              *loop;
  GSource                *timeout;
  SightCheckReport       *report;
  GPtrArray              *servers;
  gint64                  began;  /* the step */
  const char             *step;   /* what it is about */
  SightCliGreetingResult  result;
} Greeting;

static void
ice_server_free (gpointer data)
{
  SightCliIceServer *self = data;

  g_free (self->url);
  g_free (self->username);
  g_free (self->credential);
  g_free (self);
}

GPtrArray *
sight_cli_ice_servers_new (void)
{
  return g_ptr_array_new_with_free_func (ice_server_free);
}

/* What is said is seen at once: a step may take long. */
static void
flush (SightCheckReport *report)
{
  fputs (report->out->str, stdout);
  fflush (stdout);
  g_string_truncate (report->out, 0);
}

static void
end (Greeting               *self,
     SightCliGreetingResult  result)
{
  self->result = result;
  g_main_loop_quit (self->loop);
}

static gint64
get_ms (Greeting *self)
{
  return (g_get_monotonic_time () - self->began) / 1000;
}

static gboolean
on_timeout (gpointer user_data)
{
  Greeting *self = user_data;

  sight_check_report_error (self->report, self->step, "no answer within %d s: is this a Sightline server, "
                            "and does a proxy in front of it let WebSockets through?", STEP_MS / 1000);
  end (self, g_str_equal (self->step, "server") ? SIGHT_CLI_GREETING_UNREACHABLE : SIGHT_CLI_GREETING_FAILED);

  return G_SOURCE_CONTINUE;
}

static void
begin_step (Greeting   *self,
            const char *step)
{
  flush (self->report);
  self->step = step;
  self->began = g_get_monotonic_time ();
  if (self->timeout != NULL)
    g_source_destroy (self->timeout);
  g_clear_pointer (&self->timeout, g_source_unref);
  self->timeout = g_timeout_source_new (STEP_MS);
  g_source_set_callback (self->timeout, on_timeout, self, NULL);
  g_source_attach (self->timeout, NULL);
}

static void
say (Greeting           *self,
     const SightRequest *request)
{
  g_autoptr(GString) text = g_string_new (NULL);

  sight_request_write (request, text);
  sight_socket_send (self->socket, text->str, text->len);
}

static gboolean
is_this_computer (const char *host)
{
  return g_str_has_prefix (host, "127.") || g_str_equal (host, "[::1]") || g_str_equal (host, "localhost");
}

static void
report_encryption (Greeting *self)
{
  if (self->link->scheme != SIGHT_LINK_HTTP)
    sight_check_report_good (self->report, "encryption", "TLS, with a certificate that is trusted here");
  else if (is_this_computer (self->link->host))
    sight_check_report_good (self->report, "encryption", "none, and none is needed within one computer");
  else
    sight_check_report_warning (self->report, "encryption", "none: whoever is on the way sees who calls whom, and browsers "
                                "give guests no camera; give the server a certificate, and use https");
}

static void
on_opened (Greeting *self)
{
  SightRequest hello = { .type = SIGHT_REQUEST_HELLO };

  sight_check_report_good (self->report, "server", "it is reached, in %" G_GINT64_FORMAT " ms", get_ms (self));
  report_encryption (self);
  begin_step (self, "welcome");
  hello.hello.speaks_v1 = TRUE;
  hello.hello.ua = "sightline-cli " SIGHT_VERSION;
  say (self, &hello);
}

/* Credentials for TURN are made for a time. */
static void
report_clock (Greeting *self,
              gint64    now)
{
  gint64 difference = g_get_real_time () / 1000 - now;

  if (ABS (difference) > CLOCK_SLACK)
    sight_check_report_warning (self->report, "clock", "this computer's is %" G_GINT64_FORMAT " s %s of the server's: "
                                "set the one that is wrong",
                                ABS (difference) / 1000, difference > 0 ? "ahead" : "behind");
}

static void
on_welcome (Greeting         *self,
            const SightEvent *event)
{
  SightRequest join = { .type = SIGHT_REQUEST_JOIN };
  g_autoptr(SightSeal) seal = NULL;
  g_autoptr(GError) error = NULL;

  sight_check_report_good (self->report, "welcome", "%s speaks " SIGHT_SUBPROTOCOL " and answers in %" G_GINT64_FORMAT " ms",
                           event->welcome.server, get_ms (self));
  report_clock (self, event->welcome.now);
  seal = sight_seal_new (self->link->code, &error);
  if (seal == NULL)
    {
      sight_check_report_error (self->report, "room", "%s", error->message);
      end (self, SIGHT_CLI_GREETING_FAILED);
      return;
    }

  begin_step (self, "room");
  join.join.room = sight_seal_get_room_id (seal);
  join.join.kind = SIGHT_KIND_CLI;
  say (self, &join);
}

static void
keep_servers (Greeting           *self,
              const SightIceList *ice)
{
  for (guint i = 0; i < ice->n_servers; i++)
    for (guint j = 0; j < ice->servers[i].n_urls; j++)
      {
        SightCliIceServer *server = g_new0 (SightCliIceServer, 1);

        server->url = g_strdup (ice->servers[i].urls[j]);
        server->username = g_strdup (ice->servers[i].username);
        server->credential = g_strdup (ice->servers[i].credential);
        g_ptr_array_add (self->servers, server);
      }
}

static void
on_joined (Greeting         *self,
           const SightEvent *event)
{
  SightRequest leave = { .type = SIGHT_REQUEST_LEAVE };

  sight_check_report_good (self->report, "room", "a new one was opened in %" G_GINT64_FORMAT " ms, and left", get_ms (self));
  keep_servers (self, &event->joined.ice);
  say (self, &leave);
  end (self, SIGHT_CLI_GREETING_DONE);
}

static void
on_message (Greeting *self,
            GBytes   *message)
{
  g_auto(SightEvent) event = { 0, };
  g_autoptr(GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  if (!sight_event_parse (&event, text, length, &error))
    {
      sight_check_report_error (self->report, self->step, "it answers what is no Sightline: %s", error->message);
      end (self, SIGHT_CLI_GREETING_FAILED);
    }
  else if (event.type == SIGHT_EVENT_ERROR)
    {
      sight_check_report_error (self->report, self->step, "the server refuses: %s (%s)", event.error.text, event.error.code);
      end (self, SIGHT_CLI_GREETING_FAILED);
    }
  else if (event.type == SIGHT_EVENT_WELCOME && g_str_equal (self->step, "welcome"))
    on_welcome (self, &event);
  else if (event.type == SIGHT_EVENT_JOINED && g_str_equal (self->step, "room"))
    on_joined (self, &event);
}

static void
on_closed (Greeting     *self,
           guint         code,
           const GError *error)
{
  gboolean unreachable = g_error_matches (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE);

  if (error != NULL)
    sight_check_report_error (self->report, self->step, "%s", error->message);
  else
    sight_check_report_error (self->report, self->step, "the server closed the connection (code %u): its log says why", code);

  end (self, unreachable ? SIGHT_CLI_GREETING_UNREACHABLE : SIGHT_CLI_GREETING_FAILED);
}

SightCliGreetingResult
sight_cli_greeting_run (const SightRoomLink *link,
                        SightCheckReport    *report,
                        GPtrArray           *servers)
{
  g_autofree char *url = sight_room_link_get_signal_url (link);
  g_autoptr(SightWebSocket) socket = sight_web_socket_new (url);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Greeting self = {
    .link = link,
    .socket = SIGHT_SOCKET (socket),
    .loop = loop,
    .report = report,
    .servers = servers,
  };

  g_signal_connect_swapped (socket, "opened", G_CALLBACK (on_opened), &self);
  g_signal_connect_swapped (socket, "message", G_CALLBACK (on_message), &self);
  g_signal_connect_swapped (socket, "closed", G_CALLBACK (on_closed), &self);
  begin_step (&self, "server");
  sight_socket_open (self.socket);
  g_main_loop_run (loop);

  sight_socket_close (self.socket);
  g_source_destroy (self.timeout);
  g_clear_pointer (&self.timeout, g_source_unref);
  flush (report);

  return self.result;
}
