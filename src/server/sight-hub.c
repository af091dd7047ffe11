/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-hub-private.h"

#include "server/sight-turn-credentials.h"

/* Sessions without a socket are allowed beside as many with one. */
#define SESSIONS_PER_SOCKET 2
#define SWEEP_INTERVAL      (60 * G_USEC_PER_SEC)
#define RETRY_FLOOR_MS      1000
#define US_PER_MS           G_GINT64_CONSTANT (1000)

static const SightClose close_codes[] = {
  SIGHT_CLOSE_NORMAL, SIGHT_CLOSE_DRAIN, SIGHT_CLOSE_BINARY, SIGHT_CLOSE_NOT_UTF8,
  SIGHT_CLOSE_TOO_BIG, SIGHT_CLOSE_PROTOCOL, SIGHT_CLOSE_VERSION, SIGHT_CLOSE_RATE,
  SIGHT_CLOSE_REMOVED, SIGHT_CLOSE_SUPERSEDED, SIGHT_CLOSE_TIMEOUT, SIGHT_CLOSE_ENDED,
  SIGHT_CLOSE_SLOW,
};

guint
sight_hub_close_index (SightClose code)
{
  for (guint i = 0; i < G_N_ELEMENTS (close_codes); i++)
    if (close_codes[i] == code)
      return i;

  g_return_val_if_reached (0);
}

SightClose
sight_hub_close_at (guint index)
{
  return index < G_N_ELEMENTS (close_codes) ? close_codes[index] : 0;
}

/* Deliveries */

static SightFrame *
make_frame (SightHub         *self,
            const SightEvent *event)
{
  SightFrame *frame;

  g_string_truncate (self->scratch, 0);
  sight_event_write (event, self->scratch);

  frame = sight_frame_new (self->scratch->str, self->scratch->len);
  frame->sequence = event->sequence;
  frame->received_at = self->cause;

  return frame;
}

void
sight_hub_send_unnumbered (SightHub         *self,
                           SightClient      *client,
                           const SightEvent *event)
{
  g_autoptr(SightFrame) frame = NULL;

  if (client->is_closing)
    return;

  frame = make_frame (self, event);
  self->delivery->send (client->transport, frame);
}

void
sight_hub_send (SightHub     *self,
                SightSession *session,
                SightEvent   *event)
{
  g_autoptr(SightFrame) frame = NULL;

  event->has_sequence = TRUE;
  event->sequence = ++session->sequence;
  frame = make_frame (self, event);
  sight_session_keep (session, frame, &self->config->limits);

  if (session->client != NULL && !session->client->is_closing)
    self->delivery->send (session->client->transport, frame);
}

void
sight_hub_fill_ice (SightHub     *self,
                    SightIceList *ice,
                    GString      *json)
{
  guint8 random[8];

  self->delivery->random (random, sizeof random);
  sight_turn_credentials_append_ice (json, self->config,
                                     (self->now + self->wall_offset) / G_USEC_PER_SEC,
                                     random, &ice->expires);
  ice->json = json->str;
}

static void
on_room_deliver (gpointer          data,
                 const SightId    *to,
                 const SightEvent *event)
{
  SightHub *self = data;
  SightSession *session = g_hash_table_lookup (self->members, to);
  SightEvent copy = *event;

  if (session == NULL)
    return;

  if (event->type == SIGHT_EVENT_RELAY)
    self->stats.relayed++;

  if (event->type == SIGHT_EVENT_JOINED)
    {
      g_autoptr(GString) json = g_string_new (NULL);

      self->stats.joins++;
      sight_hub_fill_ice (self, &copy.joined.ice, json);
      sight_hub_send (self, session, &copy);
      return;
    }

  sight_hub_send (self, session, &copy);
}

static void
on_room_expel (gpointer          data,
               const SightId    *id,
               const SightEvent *event,
               SightClose        close)
{
  SightHub *self = data;
  SightSession *session = g_hash_table_lookup (self->members, id);
  SightClient *client;
  SightEvent copy = *event;

  if (session == NULL)
    return;

  /* The room has let go of the member already. */
  g_hash_table_remove (self->members, id);
  session->room = NULL;

  sight_hub_send (self, session, &copy);
  client = session->client;
  if (close == 0)
    {
      if (client != NULL)
        sight_client_watch (client);
      return;
    }

  sight_hub_end_session (self, session, SIGHT_WHY_REMOVED);
  if (client != NULL)
    sight_client_close (client, close);
}

static void
on_flush_due (SightTimer *timer,
              gpointer    user_data)
{
  SightHub *self = user_data;

  GHashTableIter iter;
  gpointer room;

  g_hash_table_iter_init (&iter, self->unflushed);
  while (g_hash_table_iter_next (&iter, &room, NULL))
    sight_room_flush (room);
  g_hash_table_remove_all (self->unflushed);
}

static void
on_room_needs_flush (gpointer   data,
                     SightRoom *room)
{
  SightHub *self = data;

  g_hash_table_add (self->unflushed, room);
  if (!sight_timer_is_waiting (&self->flush_timer))
    sight_timer_wheel_schedule (self->wheel, &self->flush_timer,
                                self->now + self->config->limits.batch * US_PER_MS, on_flush_due);
}

static const SightRoomDelivery room_delivery = {
  .deliver = on_room_deliver,
  .expel = on_room_expel,
  .needs_flush = on_room_needs_flush,
};

/* Rooms */

SightRoom *
sight_hub_get_room (SightHub           *self,
                    const SightRoomId  *id,
                    SightThrottleEntry *address,
                    SightWireError     *error,
                    gint64             *retry_ms)
{
  SightRoom *room = g_hash_table_lookup (self->rooms, id);

  if (room != NULL)
    return room;

  if (!sight_throttle_take_room (self->throttle, address, self->now, retry_ms))
    {
      *error = SIGHT_WIRE_ERROR_ROOMS;
      return NULL;
    }

  room = sight_room_new (id, &self->config->limits, &room_delivery, self);
  g_hash_table_insert (self->rooms, (gpointer) sight_room_get_id (room), room);

  return room;
}

void
sight_hub_drop_room_if_empty (SightHub  *self,
                              SightRoom *room)
{
  if (sight_room_get_size (room) > 0)
    return;

  g_hash_table_remove (self->unflushed, room);
  g_hash_table_remove (self->rooms, sight_room_get_id (room));
}

/* An id that no session in @taken has. */
static void
make_id (SightHub   *self,
         GHashTable *taken,
         SightId    *id)
{
  guint8 bytes[SIGHT_ID_BYTES];

  do
    {
      self->delivery->random (bytes, sizeof bytes);
      sight_id_from_bytes (id, bytes);
    }
  while (g_hash_table_contains (taken, id));
}

void
sight_hub_enter (SightHub     *self,
                 SightSession *session,
                 SightRoom    *room)
{
  make_id (self, self->members, &session->member);
  session->room = room;
  g_hash_table_insert (self->members, &session->member, session);
}

void
sight_hub_forget_place (SightHub     *self,
                        SightSession *session)
{
  if (session->room == NULL)
    return;

  g_hash_table_remove (self->members, &session->member);
  session->room = NULL;
}

/* Sessions */

void
sight_hub_make_key (SightHub    *self,
                    SightSecret *key)
{
  guint8 bytes[SIGHT_SECRET_BYTES];

  self->delivery->random (bytes, sizeof bytes);
  sight_secret_from_bytes (key, bytes);
}

SightSession *
sight_hub_make_session (SightHub *self)
{
  SightSession *session;
  SightSecret key;
  SightId sid;

  if (g_hash_table_size (self->sessions) / SESSIONS_PER_SOCKET >= self->config->limits.sockets)
    return NULL;

  make_id (self, self->sessions, &sid);
  sight_hub_make_key (self, &key);
  session = sight_session_new (&sid, &key);
  g_hash_table_insert (self->sessions, &session->sid, session);

  return session;
}

SightSession *
sight_hub_find_session (SightHub                *self,
                        const SightSessionProof *proof)
{
  SightSession *session;

  if (!proof->present)
    return NULL;

  session = g_hash_table_lookup (self->sessions, &proof->sid);

  return session != NULL && sight_secret_equal (&session->key, &proof->key) ? session : NULL;
}

void
sight_hub_end_session (SightHub     *self,
                       SightSession *session,
                       SightWhy      why)
{
  SightRoom *room = session->room;
  SightId member = session->member;

  sight_timer_wheel_cancel (self->wheel, &session->timer);
  sight_hub_forget_place (self, session);
  if (session->client != NULL)
    session->client->session = NULL;
  g_hash_table_remove (self->sessions, &session->sid);

  if (room != NULL)
    {
      sight_room_leave (room, &member, why);
      sight_hub_drop_room_if_empty (self, room);
    }
}

static void
on_detached_due (SightTimer *timer,
                 gpointer    user_data)
{
  SightHub *self = user_data;
  SightSession *session = (SightSession *) timer;
  gint64 lost_at = session->detached_at + self->config->limits.ttl * US_PER_MS;

  if (self->now >= lost_at)
    {
      sight_hub_end_session (self, session, SIGHT_WHY_LOST);
      return;
    }

  if (session->room != NULL)
    sight_room_set_away (session->room, &session->member, TRUE);
  sight_timer_wheel_schedule (self->wheel, timer, lost_at, on_detached_due);
}

void
sight_hub_detach (SightHub     *self,
                  SightSession *session)
{
  const SightServerLimits *limits = &self->config->limits;

  G_STATIC_ASSERT (G_STRUCT_OFFSET (SightSession, timer) == 0);

  session->client->session = NULL;
  session->client = NULL;

  /* Without a place there is nothing to come back to. */
  if (session->room == NULL)
    {
      sight_hub_end_session (self, session, SIGHT_WHY_LOST);
      return;
    }

  session->detached_at = self->now;
  sight_timer_wheel_schedule (self->wheel, &session->timer,
                              self->now + MIN (limits->away, limits->ttl) * US_PER_MS, on_detached_due);
}

/* The hub */

static void
on_sweep_due (SightTimer *timer,
              gpointer    user_data)
{
  SightHub *self = user_data;

  sight_throttle_sweep (self->throttle, self->now);
  sight_timer_wheel_schedule (self->wheel, timer, self->now + SWEEP_INTERVAL, on_sweep_due);
}

SightHub *
sight_hub_new (const SightServerConfig *config,
               const SightHubDelivery  *delivery,
               gint64                   now,
               gint64                   wall)
{
  SightHub *self = g_new0 (SightHub, 1);

  self->config = config;
  self->delivery = delivery;
  self->throttle = sight_throttle_new (&config->limits);
  self->wheel = sight_timer_wheel_new (now);
  self->rooms = g_hash_table_new_full (sight_room_id_hash, sight_room_id_equal,
                                       NULL, (GDestroyNotify) sight_room_free);
  self->sessions = g_hash_table_new_full (sight_id_hash, sight_id_equal,
                                          NULL, (GDestroyNotify) sight_session_free);
  self->members = g_hash_table_new (sight_id_hash, sight_id_equal);
  self->clients = g_ptr_array_new ();
  self->unflushed = g_hash_table_new (NULL, NULL);
  self->scratch = g_string_sized_new (2048);
  self->now = now;
  self->wall_offset = wall - now;
  sight_timer_wheel_schedule (self->wheel, &self->sweep_timer, now + SWEEP_INTERVAL, on_sweep_due);

  return self;
}

void
sight_hub_free (SightHub *self)
{
  GHashTableIter iter;
  gpointer session;

  g_return_if_fail (self->clients->len == 0);

  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    sight_timer_wheel_cancel (self->wheel, &((SightSession *) session)->timer);
  sight_timer_wheel_cancel (self->wheel, &self->flush_timer);
  sight_timer_wheel_cancel (self->wheel, &self->sweep_timer);

  g_hash_table_unref (self->members);
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->rooms);
  g_ptr_array_unref (self->clients);
  g_hash_table_unref (self->unflushed);
  g_string_free (self->scratch, TRUE);
  sight_throttle_free (self->throttle);
  sight_timer_wheel_free (self->wheel);
  g_free (self);
}

SightAdmission
sight_hub_admit (SightHub           *self,
                 const SightAddress *address)
{
  SightAdmission admission = SIGHT_ADMISSION_OK;

  if (self->draining)
    admission = SIGHT_ADMISSION_DRAINING;
  else if (self->clients->len >= self->config->limits.sockets)
    admission = SIGHT_ADMISSION_FULL;
  else if (!sight_throttle_admits (self->throttle, address))
    admission = SIGHT_ADMISSION_ADDRESS;

  self->stats.admission[admission]++;

  return admission;
}

gint64
sight_hub_get_deadline (const SightHub *self)
{
  return sight_timer_wheel_get_deadline (self->wheel);
}

void
sight_hub_tick (SightHub *self,
                gint64    now,
                gint64    wall)
{
  self->now = now;
  self->wall_offset = wall - now;
  self->cause = 0;
  sight_timer_wheel_advance (self->wheel, now, self);
}

/* Everyone gets a moment of its own to come back, or the next server would be
 * asked by all at once.
 */
void
sight_hub_drain (SightHub *self,
                 gint64    now)
{
  self->now = now;
  self->cause = 0;
  self->draining = TRUE;

  for (guint i = 0; i < self->clients->len; i++)
    {
      SightClient *client = self->clients->pdata[i];
      SightEvent event = { .type = SIGHT_EVENT_NOTICE };
      guint32 random;

      if (client->session == NULL)
        continue;

      self->delivery->random ((guint8 *) &random, sizeof random);
      event.notice.code = "drain";
      event.notice.text = "The server restarts; connect again after a moment";
      event.notice.retry_ms = RETRY_FLOOR_MS + random % MAX (self->config->limits.drain_time, 1);
      sight_hub_send (self, client->session, &event);
    }
}

static guint
count_waiting (SightHub *self)
{
  GHashTableIter iter;
  gpointer room;
  guint waiting = 0;

  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &room))
    waiting += sight_room_get_waiting (room);

  return waiting;
}

const SightHubStats *
sight_hub_get_stats (const SightHub *self)
{
  /* What can be counted is not kept. */
  SightHubStats *stats = (SightHubStats *) &self->stats;
  guint attached = 0;

  for (guint i = 0; i < self->clients->len; i++)
    attached += ((SightClient *) self->clients->pdata[i])->session != NULL;

  stats->rooms = g_hash_table_size (self->rooms);
  stats->waiting = count_waiting ((SightHub *) self);
  stats->members = g_hash_table_size (self->members) - stats->waiting;
  stats->sessions = g_hash_table_size (self->sessions);
  stats->detached = stats->sessions - attached;
  stats->clients = self->clients->len;

  return stats;
}
