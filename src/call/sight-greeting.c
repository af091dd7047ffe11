/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-greeting.h"

#include "call/sight-call-error.h"
#include "call/sight-web-socket.h"
#include "protocol/sight-request.h"

#define STEP_MS      10000
#define CLOCK_SLACK  (60 * 1000)

/* One who says hello, step by step; each has the same time. */
typedef struct
{
  SightRoomLink       *link;
  SightGreetingConfig  config;
  char                *user_agent;
  SightSocket         *socket;
  GSource             *timeout;
  GSource             *cancelled;
  gint64               began;  /* the step */
  const char          *step;   /* what it is about */
  GTask               *task;   /* NULL once it is answered */
} Greeting;

static void
greeting_free (gpointer data)
{
  Greeting *self = data;

  g_signal_handlers_disconnect_by_data (self->socket, self);
  g_object_unref (self->socket);
  sight_room_link_free (self->link);
  g_free (self->user_agent);
  g_free (self);
}

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* The task owns us: this may be the last that is done. */
static void
stop (Greeting *self)
{
  drop_source (&self->timeout);
  drop_source (&self->cancelled);
  sight_socket_close (self->socket);
}

static void
end (Greeting            *self,
     SightGreetingResult  result)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    return;

  stop (self);
  g_task_return_int (task, result);
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  Greeting *self = user_data;
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  stop (self);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/* Nobody listens any more, though the answer to that is still on its way. */
static gboolean
is_cancelled (Greeting *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
}

static void found (Greeting     *self,
                   SightFinding  finding,
                   const char   *subject,
                   const char   *format,
                   ...) G_GNUC_PRINTF (4, 5);

static void
found (Greeting     *self,
       SightFinding  finding,
       const char   *subject,
       const char   *format,
       ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (is_cancelled (self))
    return;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->config.found (finding, subject, text, self->config.data);
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

  found (self, SIGHT_FINDING_ERROR, self->step, "no answer within %d s: is this a Sightline server, "
         "and does a proxy in front of it let WebSockets through?", STEP_MS / 1000);
  end (self, g_str_equal (self->step, "server") ? SIGHT_GREETING_UNREACHABLE : SIGHT_GREETING_FAILED);

  return G_SOURCE_CONTINUE;
}

static void
begin_step (Greeting   *self,
            const char *step)
{
  self->step = step;
  self->began = g_get_monotonic_time ();
  drop_source (&self->timeout);
  self->timeout = g_timeout_source_new (STEP_MS);
  g_source_set_callback (self->timeout, on_timeout, self, NULL);
  g_source_attach (self->timeout, g_task_get_context (self->task));
}

static void
say (Greeting           *self,
     const SightRequest *request)
{
  g_autoptr(GString) text = g_string_new (NULL);

  sight_request_write (request, text);
  sight_socket_send (self->socket, text->str, text->len);
}

static void
report_encryption (Greeting *self)
{
  if (self->link->scheme != SIGHT_LINK_HTTP)
    found (self, SIGHT_FINDING_GOOD, "encryption", "TLS, with a certificate that is trusted here");
  else if (sight_room_link_is_loopback (self->link))
    found (self, SIGHT_FINDING_GOOD, "encryption", "none, and none is needed within one computer");
  else
    found (self, SIGHT_FINDING_WARNING, "encryption", "none: whoever is on the way sees who calls whom, and browsers "
           "give guests no camera; give the server a certificate, and use https");
}

static void
on_opened (Greeting *self)
{
  SightRequest hello = { .type = SIGHT_REQUEST_HELLO };

  found (self, SIGHT_FINDING_GOOD, "server", "it is reached, in %" G_GINT64_FORMAT " ms", get_ms (self));
  report_encryption (self);
  begin_step (self, "welcome");
  hello.hello.speaks_v1 = TRUE;
  hello.hello.ua = self->user_agent;
  say (self, &hello);
}

/* Credentials for TURN are made for a time. */
static void
report_clock (Greeting *self,
              gint64    now)
{
  gint64 difference = g_get_real_time () / 1000 - now;

  if (ABS (difference) > CLOCK_SLACK)
    found (self, SIGHT_FINDING_WARNING, "clock", "this computer's is %" G_GINT64_FORMAT " s %s of the server's: "
           "set the one that is wrong",
           ABS (difference) / 1000, difference > 0 ? "ahead" : "behind");
}

/* Any that nobody is in: it is left at once, and is no secret. */
static SightRoomId
make_room (void)
{
  SightRoomId room;

  g_snprintf (room.text, sizeof room.text, "%08x%08x%08x%08x", g_random_int (), g_random_int (), g_random_int (), g_random_int ());

  return room;
}

static void
on_welcome (Greeting         *self,
            const SightEvent *event)
{
  SightRequest join = { .type = SIGHT_REQUEST_JOIN };

  found (self, SIGHT_FINDING_GOOD, "welcome", "%s speaks " SIGHT_SUBPROTOCOL " and answers in %" G_GINT64_FORMAT " ms",
         event->welcome.server, get_ms (self));
  report_clock (self, event->welcome.now);
  begin_step (self, "room");
  join.join.room = make_room ();
  join.join.kind = self->config.kind;
  say (self, &join);
}

static void
name_servers (Greeting           *self,
              const SightIceList *ice)
{
  for (guint i = 0; i < ice->n_servers && !is_cancelled (self); i++)
    for (guint j = 0; j < ice->servers[i].n_urls; j++)
      self->config.named (ice->servers[i].urls[j], ice->servers[i].username, ice->servers[i].credential, self->config.data);
}

static void
on_joined (Greeting         *self,
           const SightEvent *event)
{
  SightRequest leave = { .type = SIGHT_REQUEST_LEAVE };

  found (self, SIGHT_FINDING_GOOD, "room", "a new one was opened in %" G_GINT64_FORMAT " ms, and left", get_ms (self));
  name_servers (self, &event->joined.ice);
  say (self, &leave);
  end (self, SIGHT_GREETING_DONE);
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
      found (self, SIGHT_FINDING_ERROR, self->step, "it answers what is no Sightline: %s", error->message);
      end (self, SIGHT_GREETING_FAILED);
    }
  else if (event.type == SIGHT_EVENT_ERROR)
    {
      found (self, SIGHT_FINDING_ERROR, self->step, "the server refuses: %s (%s)", event.error.text, event.error.code);
      end (self, SIGHT_GREETING_FAILED);
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
    found (self, SIGHT_FINDING_ERROR, self->step, "%s", error->message);
  else
    found (self, SIGHT_FINDING_ERROR, self->step, "the server closed the connection (code %u): its log says why", code);

  end (self, unreachable ? SIGHT_GREETING_UNREACHABLE : SIGHT_GREETING_FAILED);
}

void
sight_greeting_run_async (const SightRoomLink       *link,
                          const SightGreetingConfig *config,
                          GCancellable              *cancellable,
                          GAsyncReadyCallback        callback,
                          gpointer                   user_data)
{
  g_autofree char *url = sight_room_link_get_signal_url (link);
  Greeting *self = g_new0 (Greeting, 1);

  self->link = sight_room_link_copy (link);
  self->config = *config;
  self->user_agent = g_strdup (config->user_agent);
  self->socket = SIGHT_SOCKET (sight_web_socket_new (url));
  self->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, sight_greeting_run_async);
  g_task_set_task_data (self->task, self, greeting_free);

  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (self->task));
    }
  g_signal_connect_swapped (self->socket, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect_swapped (self->socket, "message", G_CALLBACK (on_message), self);
  g_signal_connect_swapped (self->socket, "closed", G_CALLBACK (on_closed), self);
  begin_step (self, "server");
  sight_socket_open (self->socket);
}

gboolean
sight_greeting_run_finish (GAsyncResult         *result,
                           SightGreetingResult  *outcome,
                           GError              **error)
{
  gssize value = g_task_propagate_int (G_TASK (result), error);

  if (value < 0)
    return FALSE;

  *outcome = value;

  return TRUE;
}
