/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-hub-private.h"

#include "sight-build-config.h"

#define MAX_BAD_MESSAGES   10
#define MAX_DROPPED        100
#define RATE_ERROR_EVERY   G_USEC_PER_SEC
#define US_PER_MS          G_GINT64_CONSTANT (1000)

static void on_client_due (SightTimer *timer,
                           gpointer    user_data);

static const SightServerLimits *
get_limits (const SightClient *self)
{
  return &self->hub->config->limits;
}

/* Timers: only one runs, for whatever comes first. It is not moved with every
 * message but looks at the last one when it runs out.
 */
void
sight_client_watch (SightClient *self)
{
  const SightServerLimits *limits = get_limits (self);
  gint64 silent_at = self->last_message + limits->silence * US_PER_MS;

  self->join_by = self->session != NULL && self->session->room != NULL
                    ? G_MAXINT64
                    : self->hub->now + limits->join_time * US_PER_MS;
  sight_timer_wheel_schedule (self->hub->wheel, &self->timer,
                              MIN (silent_at, self->join_by), on_client_due);
}

static void
on_client_due (SightTimer *timer,
               gpointer    user_data)
{
  SightClient *self = (SightClient *) timer;
  SightHub *hub = self->hub;
  gint64 silent_at = self->last_message + get_limits (self)->silence * US_PER_MS;

  G_STATIC_ASSERT (G_STRUCT_OFFSET (SightClient, timer) == 0);

  if (self->session == NULL || hub->now >= silent_at || hub->now >= self->join_by)
    sight_client_close (self, SIGHT_CLOSE_TIMEOUT);
  else
    sight_timer_wheel_schedule (hub->wheel, timer, MIN (silent_at, self->join_by), on_client_due);
}

SightClient *
sight_hub_connect (SightHub           *hub,
                   gpointer            transport,
                   const SightAddress *address,
                   gint64              now)
{
  const SightServerLimits *limits = &hub->config->limits;
  SightClient *self = g_new0 (SightClient, 1);

  hub->now = now;
  self->hub = hub;
  self->transport = transport;
  self->address = sight_throttle_acquire (hub->throttle, address, now);
  self->index = hub->clients->len;
  g_ptr_array_add (hub->clients, self);
  sight_bucket_init (&self->messages, limits->burst, now);
  sight_bucket_init (&self->bytes, limits->bytes_burst, now);
  sight_timer_wheel_schedule (hub->wheel, &self->timer,
                              now + limits->hello_time * US_PER_MS, on_client_due);

  return self;
}

static gboolean
keeps_session (SightClose code)
{
  return code == SIGHT_CLOSE_TIMEOUT || code == SIGHT_CLOSE_SLOW || code == SIGHT_CLOSE_DRAIN;
}

void
sight_client_close (SightClient *self,
                    SightClose   code)
{
  SightHub *hub = self->hub;

  if (self->is_closing)
    return;

  self->is_closing = TRUE;
  hub->stats.closes[sight_hub_close_index (code)]++;
  sight_timer_wheel_cancel (hub->wheel, &self->timer);
  hub->delivery->close (self->transport, code);

  if (self->session == NULL)
    return;
  if (keeps_session (code))
    sight_hub_detach (hub, self->session);
  else
    sight_hub_end_session (hub, self->session, SIGHT_WHY_LEFT);
}

void
sight_client_refuse (SightClient *self,
                     SightClose   code,
                     gint64       now)
{
  self->hub->now = now;
  self->hub->cause = 0;
  sight_client_close (self, code);
}

void
sight_client_disconnect (SightClient *self,
                         gint64       now)
{
  SightHub *hub = self->hub;

  hub->now = now;
  hub->cause = 0;
  if (self->session != NULL)
    sight_hub_detach (hub, self->session);

  sight_timer_wheel_cancel (hub->wheel, &self->timer);
  sight_throttle_release (hub->throttle, self->address);
  g_ptr_array_remove_index_fast (hub->clients, self->index);
  if (self->index < hub->clients->len)
    ((SightClient *) hub->clients->pdata[self->index])->index = self->index;
  g_free (self);
}

gsize
sight_client_get_limit (const SightClient *self)
{
  return self->session != NULL ? get_limits (self)->message : get_limits (self)->hello;
}

static void
send_error (SightClient      *self,
            SightRequestType  re,
            SightWireError    error,
            gint64            retry_ms)
{
  SightEvent event = { .type = SIGHT_EVENT_ERROR };

  self->hub->stats.errors[error]++;
  event.error.re = sight_request_type_to_name (re);
  event.error.code = sight_wire_error_to_code (error);
  event.error.text = sight_wire_error_to_text (error);
  event.error.retry_ms = retry_ms;

  if (self->session != NULL)
    sight_hub_send (self->hub, self->session, &event);
  else
    sight_hub_send_unnumbered (self->hub, self, &event);
}

static void
send_welcome (SightClient *self,
              gboolean     resumed)
{
  const SightServerLimits *limits = get_limits (self);
  SightEvent event = { .type = SIGHT_EVENT_WELCOME };

  event.welcome.sid = self->session->sid;
  event.welcome.key = self->session->key;
  event.welcome.resumed = resumed;
  event.welcome.limits.message = limits->message;
  event.welcome.limits.rate = limits->rate;
  event.welcome.limits.burst = limits->burst;
  event.welcome.limits.bytes = limits->bytes;
  event.welcome.limits.room = limits->room;
  event.welcome.ping = MAX (limits->ping / 1000, 1);
  event.welcome.ttl = limits->ttl / 1000;
  event.welcome.now = (self->hub->now + self->hub->wall_offset) / US_PER_MS;
  event.welcome.server = "sightline-server " SIGHT_VERSION;
  sight_hub_send_unnumbered (self->hub, self, &event);
}

/* The session moves over to this socket; the key is used up. */
static void
resume_session (SightClient  *self,
                SightSession *session,
                gint64        from)
{
  SightHub *hub = self->hub;
  SightClient *old = session->client;

  sight_timer_wheel_cancel (hub->wheel, &session->timer);
  session->detached_at = 0;
  session->client = self;
  self->session = session;
  if (old != NULL)
    {
      old->session = NULL;
      sight_client_close (old, SIGHT_CLOSE_SUPERSEDED);
    }

  sight_hub_make_key (hub, &session->key);
  sight_session_acknowledge (session, from);
  hub->stats.resumes++;

  send_welcome (self, TRUE);
  for (SightFrame *frame = session->first_kept; frame != NULL; frame = frame->next_kept)
    {
      /* How long the client was away is not how long a delivery takes. */
      frame->received_at = 0;
      hub->delivery->send (self->transport, frame);
    }
  if (session->room != NULL)
    sight_room_set_away (session->room, &session->member, FALSE);
  sight_client_watch (self);
}

static void
start_session (SightClient *self)
{
  SightSession *session = sight_hub_make_session (self->hub);

  if (session == NULL)
    {
      send_error (self, SIGHT_REQUEST_HELLO, SIGHT_WIRE_ERROR_BUSY, -1);
      sight_client_close (self, SIGHT_CLOSE_RATE);
      return;
    }

  session->client = self;
  self->session = session;
  send_welcome (self, FALSE);
  sight_client_watch (self);
}

static void
handle_hello (SightClient        *self,
              const SightRequest *request)
{
  SightSession *session;

  if (!request->hello.speaks_v1)
    {
      send_error (self, SIGHT_REQUEST_HELLO, SIGHT_WIRE_ERROR_VERSION, -1);
      sight_client_close (self, SIGHT_CLOSE_VERSION);
      return;
    }

  session = sight_hub_find_session (self->hub, &request->hello.resume);
  if (session != NULL && sight_session_can_replay (session, request->hello.resume_from))
    {
      resume_session (self, session, request->hello.resume_from);
      return;
    }

  if (request->hello.resume.present)
    self->hub->stats.resume_misses++;
  start_session (self);
}

static void
join_room (SightClient   *self,
           SightRoom     *room,
           SightKind      kind,
           SightSession  *replaced)
{
  SightHub *hub = self->hub;
  SightSession *session = self->session;
  SightJoinResult result;

  sight_hub_enter (hub, session, room);
  result = sight_room_join (room, &session->member, kind, replaced != NULL ? &replaced->member : NULL);

  if (result == SIGHT_JOIN_FULL)
    {
      sight_hub_forget_place (hub, session);
      sight_hub_drop_room_if_empty (hub, room);
      send_error (self, SIGHT_REQUEST_JOIN, SIGHT_WIRE_ERROR_ROOM_FULL, -1);
      return;
    }

  self->join_by = G_MAXINT64;
}

/* The room gave its place away, so its end tells nobody anything. */
static void
end_replaced (SightClient  *self,
              SightSession *replaced)
{
  SightClient *client = replaced->client;

  sight_hub_end_session (self->hub, replaced, SIGHT_WHY_REPLACED);
  if (client != NULL)
    sight_client_close (client, SIGHT_CLOSE_SUPERSEDED);
}

static void
handle_join (SightClient        *self,
             const SightRequest *request)
{
  SightHub *hub = self->hub;
  SightSession *replaced;
  SightWireError error;
  gint64 retry_ms = -1;
  SightRoom *room;

  if (self->session->room != NULL)
    {
      send_error (self, SIGHT_REQUEST_JOIN, SIGHT_WIRE_ERROR_TWICE, -1);
      return;
    }

  room = sight_hub_get_room (hub, &request->join.room, self->address, &error, &retry_ms);
  if (room == NULL)
    {
      send_error (self, SIGHT_REQUEST_JOIN, error, retry_ms);
      return;
    }

  replaced = sight_hub_find_session (hub, &request->join.replaces);
  if (replaced != NULL && (replaced->room != room || !sight_room_has_member (room, &replaced->member)))
    replaced = NULL;

  join_room (self, room, request->join.kind, replaced);
  if (replaced != NULL)
    end_replaced (self, replaced);
}

/* A relay to all costs the sender's byte limit what it costs the server. It is
 * not refused for that, or the largest box would never reach a full room: what
 * it takes beyond the limit is owed, and what comes next has to wait.
 */
static void
charge_fan_out (SightClient        *self,
                const SightRequest *request)
{
  guint others = sight_room_count_others (self->session->room);

  if (request->relay.to_all && others > 1)
    sight_bucket_owe (&self->bytes, (double) request->relay.box_length * (others - 1));
}

static gboolean
handle_in_room (SightClient        *self,
                const SightRequest *request,
                SightWireError     *error)
{
  SightRoom *room = self->session->room;
  /* A copy: the request may end the session. */
  SightId me = self->session->member;

  switch (request->type)
    {
    case SIGHT_REQUEST_RELAY:
      charge_fan_out (self, request);
      return sight_room_relay (room, &me, request, error);
    case SIGHT_REQUEST_ADMIT:
    case SIGHT_REQUEST_DENY:
      return sight_room_answer_knock (room, &me, &request->who,
                                      request->type == SIGHT_REQUEST_ADMIT, error);
    case SIGHT_REQUEST_MODERATE:
      if (!sight_room_moderate (room, &me, request, error))
        return FALSE;
      sight_hub_drop_room_if_empty (self->hub, room);
      return TRUE;
    case SIGHT_REQUEST_UNKNOWN:
    case SIGHT_REQUEST_HELLO:
    case SIGHT_REQUEST_JOIN:
    case SIGHT_REQUEST_ICE:
    case SIGHT_REQUEST_PING:
    case SIGHT_REQUEST_LEAVE:
    default:
      g_return_val_if_reached (TRUE);
    }
}

static void
handle_ice (SightClient *self)
{
  g_autoptr(GString) json = g_string_new (NULL);
  SightEvent event = { .type = SIGHT_EVENT_ICE };

  sight_hub_fill_ice (self->hub, &event.ice, json);
  sight_hub_send (self->hub, self->session, &event);
}

static void
handle_ping (SightClient        *self,
             const SightRequest *request)
{
  SightEvent event = { .type = SIGHT_EVENT_PONG };

  if (request->ping.has_ack)
    sight_session_acknowledge (self->session, request->ping.ack);

  event.pong.has_ts = request->ping.has_ts;
  event.pong.ts = request->ping.ts;
  sight_hub_send_unnumbered (self->hub, self, &event);
}

static void
handle_needing_room (SightClient        *self,
                     const SightRequest *request)
{
  SightWireError error;

  if (self->session->room == NULL)
    {
      send_error (self, request->type, SIGHT_WIRE_ERROR_NOT_JOINED, -1);
      return;
    }

  if (request->type == SIGHT_REQUEST_ICE)
    handle_ice (self);
  else if (!handle_in_room (self, request, &error))
    send_error (self, request->type, error, -1);
}

static void
handle_request (SightClient        *self,
                const SightRequest *request)
{
  switch (request->type)
    {
    case SIGHT_REQUEST_HELLO:
      send_error (self, SIGHT_REQUEST_HELLO, SIGHT_WIRE_ERROR_TWICE, -1);
      break;
    case SIGHT_REQUEST_JOIN:
      handle_join (self, request);
      break;
    case SIGHT_REQUEST_PING:
      handle_ping (self, request);
      break;
    case SIGHT_REQUEST_LEAVE:
      sight_client_close (self, SIGHT_CLOSE_NORMAL);
      break;
    case SIGHT_REQUEST_RELAY:
    case SIGHT_REQUEST_ADMIT:
    case SIGHT_REQUEST_DENY:
    case SIGHT_REQUEST_MODERATE:
    case SIGHT_REQUEST_ICE:
      handle_needing_room (self, request);
      break;
    case SIGHT_REQUEST_UNKNOWN:
    default:
      /* From a newer client, perhaps. */
      break;
    }
}

static void
handle_bad (SightClient      *self,
            SightRequestType  type,
            const GError     *problem)
{
  if (g_error_matches (problem, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_NOT_UTF8))
    {
      sight_client_close (self, SIGHT_CLOSE_NOT_UTF8);
    }
  else if (g_error_matches (problem, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_JSON))
    {
      send_error (self, SIGHT_REQUEST_UNKNOWN, SIGHT_WIRE_ERROR_BAD_JSON, -1);
      sight_client_close (self, SIGHT_CLOSE_PROTOCOL);
    }
  else
    {
      send_error (self, type, SIGHT_WIRE_ERROR_BAD_MESSAGE, -1);
      if (++self->n_bad >= MAX_BAD_MESSAGES)
        sight_client_close (self, SIGHT_CLOSE_PROTOCOL);
    }
}

static void
refuse_rate (SightClient *self,
             gint64       retry_ms)
{
  SightHub *hub = self->hub;

  if (++self->n_dropped >= MAX_DROPPED)
    {
      sight_client_close (self, SIGHT_CLOSE_RATE);
      return;
    }

  if (self->last_rate_error != 0 && hub->now - self->last_rate_error < RATE_ERROR_EVERY)
    return;

  self->last_rate_error = hub->now;
  send_error (self, SIGHT_REQUEST_UNKNOWN, SIGHT_WIRE_ERROR_RATE, retry_ms);
}

static gboolean
check_rate (SightClient *self,
            gsize        length)
{
  const SightServerLimits *limits = get_limits (self);
  gint64 now = self->hub->now;

  if (!sight_bucket_take (&self->messages, limits->rate, limits->burst, 1, now))
    {
      refuse_rate (self, sight_bucket_get_wait (&self->messages, limits->rate, 1));
      return FALSE;
    }

  if (!sight_bucket_take (&self->bytes, limits->bytes, limits->bytes_burst, length, now))
    {
      refuse_rate (self, sight_bucket_get_wait (&self->bytes, limits->bytes, length));
      return FALSE;
    }

  self->n_dropped = 0;

  return TRUE;
}

static gboolean
is_before_hello (SightClient      *self,
                 SightRequestType  type,
                 const GError     *problem)
{
  return self->session == NULL && type != SIGHT_REQUEST_HELLO &&
         (problem == NULL ||
          g_error_matches (problem, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE));
}

void
sight_client_receive (SightClient *self,
                      const char  *text,
                      gsize        length,
                      gint64       now)
{
  SightHub *hub = self->hub;
  g_auto(SightRequest) request = { 0, };
  g_autoptr(GError) problem = NULL;

  hub->now = now;
  if (self->is_closing)
    return;

  hub->cause = now;
  hub->stats.messages++;
  hub->stats.bytes += length;
  self->last_message = now;

  if (length > sight_client_get_limit (self))
    {
      sight_client_close (self, SIGHT_CLOSE_TOO_BIG);
      return;
    }
  if (!check_rate (self, length))
    return;

  sight_request_parse (&request, text, length, &problem);
  if (is_before_hello (self, request.type, problem))
    {
      send_error (self, request.type, SIGHT_WIRE_ERROR_NO_HELLO, -1);
      sight_client_close (self, SIGHT_CLOSE_PROTOCOL);
    }
  else if (problem != NULL)
    handle_bad (self, request.type, problem);
  else if (self->session == NULL)
    handle_hello (self, &request);
  else
    handle_request (self, &request);
}
