/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-signaling-machine.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "call/sight-backoff.h"
#include "call/sight-call-error.h"
#include "protocol/sight-protocol-error.h"

#define US_PER_MS          G_GINT64_CONSTANT (1000)
#define OPEN_TIMEOUT       (15 * G_USEC_PER_SEC)
#define GREETING_TIMEOUT   (10 * G_USEC_PER_SEC)
/* For the answer of one that was prepared: it may have died long ago. */
#define PREPARED_TIMEOUT   (5 * G_USEC_PER_SEC)
/* Without a word for so many ping intervals the connection is dead. */
#define SILENT_PINGS       2.5
#define ACK_EVERY          64
#define RATE_WAIT_MS       8000
/* Who says too much too fast waits so long at least, and goes on so slowly. */
#define HOLD_MIN_MS        500
#define HOLD_MAX_MS        8000
#define PACE               10      /* messages in HOLD_MIN_MS */
/* What may wait for the connection to come back. */
#define QUEUE_MAX          256
#define QUEUE_BYTES_MAX    (512 * 1024)

typedef enum
{
  SOCKET_CLOSED,   /* until reconnect_at */
  SOCKET_OPENING,
  SOCKET_GREETING, /* hello is on its way */
  SOCKET_READY,
} SocketState;

struct _SightSignalingMachine
{
  SightSignalingState         state;
  SocketState                 socket;
  GError                     *error;
  char                       *user_agent;

  /* What was asked for */
  SightRoomId                 room;
  SightKind                   kind;

  /* The session */
  SightSessionProof           session;
  gint64                      last_sequence; /* handled */
  guint                       unacknowledged;
  gboolean                    is_prepared;   /* joins by a socket from before */
  gboolean                    has_place;     /* in the room, or at its door */
  gboolean                    is_member;     /* in the room */
  gint64                      ping_interval;

  /* Times; G_MAXINT64 where none is set */
  gint64                      reconnect_at;
  gint64                      give_up_at;    /* on the socket as it is */
  gint64                      ping_at;
  gint64                      go_on_at;      /* after the server has dropped something */
  gint64                      lost_at;

  SightBackoff                backoff;
  gint64                      retry_ms;      /* said by the server, or -1 */
  GQueue                      queue;         /* of char *: for when the session is back */
  gsize                       queued_bytes;
  GString                    *scratch;

  const SightSignalingOutput *output;
  gpointer                    data;
};

static const char * const state_names[] = {
  [SIGHT_SIGNALING_IDLE] = "idle",
  [SIGHT_SIGNALING_CONNECTING] = "connecting",
  [SIGHT_SIGNALING_WAITING] = "waiting",
  [SIGHT_SIGNALING_JOINED] = "joined",
  [SIGHT_SIGNALING_RECONNECTING] = "reconnecting",
  [SIGHT_SIGNALING_ENDED] = "ended",
};

const char *
sight_signaling_state_to_name (SightSignalingState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_names), NULL);

  return state_names[state];
}

SightSignalingMachine *
sight_signaling_machine_new (const SightSignalingOutput *output,
                             gpointer                    data,
                             const char                 *user_agent)
{
  SightSignalingMachine *self = g_new0 (SightSignalingMachine, 1);

  self->output = output;
  self->data = data;
  self->user_agent = g_strdup (user_agent);
  self->scratch = g_string_new (NULL);
  self->reconnect_at = self->give_up_at = self->ping_at = self->go_on_at = G_MAXINT64;
  self->retry_ms = -1;

  return self;
}

static void
drop_queue (SightSignalingMachine *self)
{
  g_queue_clear_full (&self->queue, g_free);
  self->queued_bytes = 0;
}

void
sight_signaling_machine_free (SightSignalingMachine *self)
{
  drop_queue (self);
  g_clear_error (&self->error);
  g_string_free (self->scratch, TRUE);
  g_free (self->user_agent);
  g_free (self);
}

static void
set_state (SightSignalingMachine *self,
           SightSignalingState    state)
{
  if (self->state == state)
    return;

  self->state = state;
  self->output->state_changed (self->data);
}

static void
send_request (SightSignalingMachine *self,
              const SightRequest    *request)
{
  g_string_truncate (self->scratch, 0);
  sight_request_write (request, self->scratch);
  self->output->send (self->data, self->scratch->str, self->scratch->len);
}

/* The socket */

static void
open_socket (SightSignalingMachine *self,
             gint64                 now)
{
  self->socket = SOCKET_OPENING;
  self->reconnect_at = G_MAXINT64;
  self->give_up_at = now + OPEN_TIMEOUT;
  self->output->open (self->data);
}

static void
forget_socket (SightSignalingMachine *self)
{
  self->socket = SOCKET_CLOSED;
  self->give_up_at = self->ping_at = self->go_on_at = G_MAXINT64;
}

static void
end (SightSignalingMachine *self,
     GError                *error)
{
  if (self->state == SIGHT_SIGNALING_ENDED)
    {
      g_clear_error (&error);
      return;
    }

  g_clear_error (&self->error);
  self->error = error;
  self->reconnect_at = self->give_up_at = self->ping_at = self->go_on_at = G_MAXINT64;
  self->has_place = FALSE;
  drop_queue (self);

  if (self->socket != SOCKET_CLOSED)
    {
      self->socket = SOCKET_CLOSED;
      self->output->close (self->data);
    }
  set_state (self, SIGHT_SIGNALING_ENDED);
}

/* The call is on its own for a while; media does not notice. */
static void
reconnect (SightSignalingMachine *self,
           gint64                 wait_ms,
           GError                *error,
           gint64                 now)
{
  forget_socket (self);
  g_clear_error (&self->error);
  self->error = error;
  self->reconnect_at = now + wait_ms * US_PER_MS;
  if (self->lost_at == 0)
    self->lost_at = now;

  /* Told also where only the reason is new: who has never been in the room may
   * not want to wait for it.
   */
  if (self->state != SIGHT_SIGNALING_CONNECTING)
    self->state = SIGHT_SIGNALING_RECONNECTING;
  self->output->state_changed (self->data);
}

static void
try_again (SightSignalingMachine *self,
           GError                *error,
           gint64                 now)
{
  gint64 wait;

  /* It was not there any more when it was needed: that says nothing yet. */
  if (self->is_prepared)
    {
      self->is_prepared = FALSE;
      g_clear_error (&error);
      forget_socket (self);
      open_socket (self, now);
      return;
    }

  wait = sight_backoff_next (&self->backoff, self->output->random (self->data));
  if (self->retry_ms >= 0)
    wait = self->retry_ms;
  self->retry_ms = -1;
  reconnect (self, wait, error, now);
}

/* Nobody waits for it yet: joining tries again. */
static void
give_up_preparing (SightSignalingMachine *self,
                   GError                *error)
{
  forget_socket (self);
  g_clear_error (&self->error);
  self->error = error;
  if (error != NULL)
    self->output->state_changed (self->data);
}

static void
drop_socket (SightSignalingMachine *self,
             const char            *why,
             gint64                 now)
{
  GError *error = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE, why);

  self->output->close (self->data);
  if (self->state == SIGHT_SIGNALING_IDLE)
    give_up_preparing (self, error);
  else
    try_again (self, error, now);
}

static GError *
error_of_close (guint code)
{
  switch (code)
    {
    case SIGHT_CLOSE_REMOVED:
      return g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_REMOVED, _("The host removed you from the call"));
    case SIGHT_CLOSE_ENDED:
      return g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_ENDED, _("The host ended the call"));
    case SIGHT_CLOSE_SUPERSEDED:
      return g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SUPERSEDED, _("The call goes on in another connection"));
    case SIGHT_CLOSE_VERSION:
      return g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_VERSION, _("The server speaks another version of the protocol"));
    case SIGHT_CLOSE_BINARY:
    case SIGHT_CLOSE_NOT_UTF8:
    case SIGHT_CLOSE_TOO_BIG:
    case SIGHT_CLOSE_PROTOCOL:
      return g_error_new (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_PROTOCOL, _("The server did not understand this program (%s)"),
                          sight_close_to_name (code));
    default:
      return NULL;
    }
}

/* A server that cannot be trusted is not asked again and again. */
static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CERTIFICATE) ||
         g_error_matches (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_VERSION);
}

void
sight_signaling_machine_closed (SightSignalingMachine *self,
                                guint                  code,
                                const GError          *error,
                                gint64                 now)
{
  GError *final = error_of_close (code);

  if (self->state == SIGHT_SIGNALING_ENDED)
    {
      g_clear_error (&final);
      forget_socket (self);
      return;
    }

  if (final == NULL && error != NULL && (is_final (error) || self->state == SIGHT_SIGNALING_IDLE))
    final = g_error_copy (error);
  if (self->state == SIGHT_SIGNALING_IDLE)
    {
      give_up_preparing (self, final);
      return;
    }

  forget_socket (self);
  if (final != NULL)
    {
      end (self, final);
      return;
    }

  if (code == SIGHT_CLOSE_RATE)
    self->retry_ms = RATE_WAIT_MS;
  try_again (self, error != NULL ? g_error_copy (error)
                                 : g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE,
                                                        _("The connection to the server was lost")), now);
}

void
sight_signaling_machine_opened (SightSignalingMachine *self,
                                gint64                 now)
{
  SightRequest hello = { .type = SIGHT_REQUEST_HELLO };

  if (self->socket != SOCKET_OPENING)
    return;

  self->socket = SOCKET_GREETING;
  self->give_up_at = now + GREETING_TIMEOUT;
  hello.hello.speaks_v1 = TRUE;
  hello.hello.ua = self->user_agent;
  if (self->has_place)
    {
      hello.hello.resume = self->session;
      hello.hello.resume_from = self->last_sequence;
    }
  send_request (self, &hello);
}

/* The session */

static void
send_ping (SightSignalingMachine *self,
           gint64                 now)
{
  SightRequest ping = { .type = SIGHT_REQUEST_PING };

  ping.ping.has_ack = self->last_sequence > 0;
  ping.ping.ack = self->last_sequence;
  self->unacknowledged = 0;
  self->ping_at = now + self->ping_interval;
  send_request (self, &ping);
}

static void
flush_queue (SightSignalingMachine *self)
{
  while (self->queue.length > 0)
    {
      g_autofree char *text = g_queue_pop_head (&self->queue);

      self->output->send (self->data, text, strlen (text));
    }
  self->queued_bytes = 0;
}

/* One that was dropped is gone, and what it was about is said again by whoever said
 * it; a hundred in a row would cost us the connection.
 */
static void
hold (SightSignalingMachine *self,
      gint64                 retry_ms,
      gint64                 now)
{
  self->go_on_at = now + CLAMP (retry_ms, HOLD_MIN_MS, HOLD_MAX_MS) * US_PER_MS;
}

static void
go_on (SightSignalingMachine *self,
       gint64                 now)
{
  for (guint i = 0; i < PACE && self->queue.length > 0; i++)
    {
      g_autofree char *text = g_queue_pop_head (&self->queue);

      self->queued_bytes -= strlen (text);
      self->output->send (self->data, text, strlen (text));
    }
  self->go_on_at = self->queue.length > 0 ? now + HOLD_MIN_MS * US_PER_MS : G_MAXINT64;
}

static void
send_join (SightSignalingMachine   *self,
           const SightSessionProof *replaces)
{
  SightRequest join = { .type = SIGHT_REQUEST_JOIN };

  join.join.room = self->room;
  join.join.kind = self->kind;
  join.join.replaces = *replaces;
  send_request (self, &join);
}

/* What is left of another one is over. */
static void
begin_session (SightSignalingMachine   *self,
                    const SightSessionProof *replaces)
{
  self->last_sequence = 0;
  self->has_place = FALSE;
  drop_queue (self);
  if (self->state != SIGHT_SIGNALING_IDLE)
    send_join (self, replaces);
}

static void
take_welcome (SightSignalingMachine *self,
              const SightEvent      *event,
              gint64                 now)
{
  SightSessionProof old = self->session;

  old.present = self->has_place;
  self->socket = SOCKET_READY;
  self->session.present = TRUE;
  self->session.sid = event->welcome.sid;
  self->session.key = event->welcome.key;
  self->ping_interval = event->welcome.ping * G_USEC_PER_SEC;

  if (event->welcome.resumed)
    {
      sight_backoff_reset (&self->backoff);
      self->lost_at = 0;
      g_clear_error (&self->error);
      flush_queue (self);
      /* If we were let in meanwhile, the replay says so. */
      set_state (self, self->is_member ? SIGHT_SIGNALING_JOINED : SIGHT_SIGNALING_WAITING);
    }
  else
    begin_session (self, &old);
  /* Whoever heard of the new state may have left. */
  if (self->socket == SOCKET_READY)
    send_ping (self, now);
}

static GError *
error_of_refusal (const SightEvent *event)
{
  static const struct
  {
    SightWireError wire;
    SightCallError error;
    const char    *text;
  } refusals[] = {
    { SIGHT_WIRE_ERROR_ROOM_FULL, SIGHT_CALL_ERROR_FULL, N_("The call is full") },
    { SIGHT_WIRE_ERROR_DENIED, SIGHT_CALL_ERROR_DENIED, N_("The host did not let you in") },
    { SIGHT_WIRE_ERROR_ENDED, SIGHT_CALL_ERROR_ENDED, N_("The call has ended") },
    { SIGHT_WIRE_ERROR_ROOMS, SIGHT_CALL_ERROR_TOO_MANY_ROOMS, N_("Too many new calls were begun from this address; try again later") },
  };

  if (g_strcmp0 (event->error.re, "join") != 0)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (event->error.code, sight_wire_error_to_code (refusals[i].wire)))
      return g_error_new_literal (SIGHT_CALL_ERROR, refusals[i].error, _(refusals[i].text));

  return NULL;
}

/* The state is told after the event that brings it: who hears of it is to find
 * what came with it. True where there is something to tell.
 */
static gboolean
take_place (SightSignalingMachine *self,
            SightSignalingState    state)
{
  gboolean is_new = self->state != state;

  self->is_prepared = FALSE;
  self->has_place = TRUE;
  self->is_member = state == SIGHT_SIGNALING_JOINED;
  self->lost_at = 0;
  sight_backoff_reset (&self->backoff);
  g_clear_error (&self->error);
  self->state = state;

  return is_new;
}

static void
handle_numbered (SightSignalingMachine *self,
                 const SightEvent      *event,
                 gint64                 now)
{
  GError *refusal = NULL;
  SightSignalingState place = SIGHT_SIGNALING_IDLE;
  gboolean is_new = FALSE;

  if (event->type == SIGHT_EVENT_JOINED)
    is_new = take_place (self, place = SIGHT_SIGNALING_JOINED);
  else if (event->type == SIGHT_EVENT_NOTICE && event->notice.has_me)
    is_new = take_place (self, place = SIGHT_SIGNALING_WAITING);
  else if (event->type == SIGHT_EVENT_NOTICE && event->notice.retry_ms >= 0)
    self->retry_ms = event->notice.retry_ms;
  else if (event->type == SIGHT_EVENT_ERROR && g_strcmp0 (event->error.code, "rate") == 0)
    hold (self, event->error.retry_ms, now);
  else if (event->type == SIGHT_EVENT_ERROR)
    refusal = error_of_refusal (event);

  self->output->event (self->data, event);
  /* Whoever heard of the event may have left. */
  if (is_new && self->state == place)
    self->output->state_changed (self->data);
  if (refusal != NULL)
    end (self, refusal);
  else if (++self->unacknowledged >= ACK_EVERY && self->socket == SOCKET_READY)
    send_ping (self, now);
}

/* One that was seen is dropped; one that is missing can only be had again by
 * coming back.
 */
static void
handle_event (SightSignalingMachine *self,
              const SightEvent      *event,
              gint64                 now)
{
  if (event->type == SIGHT_EVENT_WELCOME && self->socket == SOCKET_GREETING)
    {
      take_welcome (self, event, now);
      return;
    }

  if (!event->has_sequence || event->sequence <= self->last_sequence)
    return;

  if (event->sequence != self->last_sequence + 1)
    {
      drop_socket (self, _("The server left out a message"), now);
      return;
    }

  self->last_sequence = event->sequence;
  handle_numbered (self, event, now);
}

void
sight_signaling_machine_received (SightSignalingMachine *self,
                                  const char            *text,
                                  gsize                  length,
                                  gint64                 now)
{
  g_auto(SightEvent) event = { 0, };
  g_autoptr(GError) problem = NULL;

  if (self->socket != SOCKET_GREETING && self->socket != SOCKET_READY)
    return;

  if (!sight_event_parse (&event, text, length, &problem))
    {
      drop_socket (self, _("The server sent something that is not in the protocol"), now);
      return;
    }

  if (self->socket == SOCKET_READY)
    self->give_up_at = now + (gint64) (self->ping_interval * SILENT_PINGS);
  handle_event (self, &event, now);
  if (self->socket == SOCKET_READY)
    self->give_up_at = now + (gint64) (self->ping_interval * SILENT_PINGS);
}

/* What the person wants */

void
sight_signaling_machine_prepare (SightSignalingMachine *self,
                                 gint64                 now)
{
  g_return_if_fail (self->state == SIGHT_SIGNALING_IDLE);

  if (self->socket != SOCKET_CLOSED)
    return;

  g_clear_error (&self->error);
  open_socket (self, now);
}

void
sight_signaling_machine_join (SightSignalingMachine *self,
                              const SightRoomId     *room,
                              SightKind              kind,
                              gint64                 now)
{
  g_return_if_fail (self->state == SIGHT_SIGNALING_IDLE);

  self->room = *room;
  self->kind = kind;
  g_clear_error (&self->error);
  set_state (self, SIGHT_SIGNALING_CONNECTING);
  /* Where it is prepared, or about to be, there is nothing to wait for. */
  self->is_prepared = self->socket != SOCKET_CLOSED;
  if (self->socket == SOCKET_CLOSED)
    open_socket (self, now);
  else if (self->socket == SOCKET_READY)
    {
      self->give_up_at = MIN (self->give_up_at, now + PREPARED_TIMEOUT);
      send_join (self, &(SightSessionProof) { 0 });
    }
}

void
sight_signaling_machine_leave (SightSignalingMachine *self,
                               gint64                 now)
{
  if (self->state == SIGHT_SIGNALING_ENDED ||
      (self->state == SIGHT_SIGNALING_IDLE && self->socket == SOCKET_CLOSED))
    return;

  if (self->socket == SOCKET_READY && self->state != SIGHT_SIGNALING_IDLE)
    send_request (self, &(SightRequest) { .type = SIGHT_REQUEST_LEAVE });
  end (self, NULL);
}

void
sight_signaling_machine_fail (SightSignalingMachine *self,
                              const GError          *error)
{
  end (self, g_error_copy (error));
}

gboolean
sight_signaling_machine_say (SightSignalingMachine *self,
                             const SightRequest    *request,
                             gint64                 now)
{
  if (!self->has_place)
    return FALSE;

  if (self->socket == SOCKET_READY && self->go_on_at == G_MAXINT64)
    {
      send_request (self, request);
      return TRUE;
    }

  g_string_truncate (self->scratch, 0);
  sight_request_write (request, self->scratch);
  if (self->queue.length >= QUEUE_MAX || self->queued_bytes + self->scratch->len > QUEUE_BYTES_MAX)
    return FALSE;

  g_queue_push_tail (&self->queue, g_strdup (self->scratch->str));
  self->queued_bytes += self->scratch->len;

  return TRUE;
}

void
sight_signaling_machine_network_changed (SightSignalingMachine *self,
                                         gint64                 now)
{
  if (self->state == SIGHT_SIGNALING_ENDED ||
      (self->state == SIGHT_SIGNALING_IDLE && self->socket == SOCKET_CLOSED))
    return;

  if (self->socket != SOCKET_CLOSED)
    self->output->close (self->data);
  if (self->state == SIGHT_SIGNALING_IDLE)
    {
      open_socket (self, now);
      return;
    }

  sight_backoff_reset (&self->backoff);
  self->retry_ms = -1;
  try_again (self, g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE,
                                        _("The network changed")), now);
}

/* Time */

gint64
sight_signaling_machine_get_deadline (const SightSignalingMachine *self)
{
  return MIN (MIN (self->reconnect_at, self->give_up_at), MIN (self->ping_at, self->go_on_at));
}

void
sight_signaling_machine_tick (SightSignalingMachine *self,
                              gint64                 now)
{
  if (now >= self->reconnect_at)
    open_socket (self, now);
  else if (now >= self->give_up_at)
    drop_socket (self, _("The server does not answer"), now);
  else if (now >= self->ping_at)
    send_ping (self, now);
  else if (now >= self->go_on_at)
    go_on (self, now);
}

SightSignalingState
sight_signaling_machine_get_state (const SightSignalingMachine *self)
{
  return self->state;
}

const GError *
sight_signaling_machine_get_error (const SightSignalingMachine *self)
{
  return self->error;
}

gint64
sight_signaling_machine_get_lost_at (const SightSignalingMachine *self)
{
  return self->lost_at;
}
