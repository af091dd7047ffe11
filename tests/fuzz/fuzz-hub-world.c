/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz-hub-world.h"

#include <string.h>

#include "server/sight-hub-private.h"

#define HEARD_MAX  8 /* knock-relay of PROTOCOL.md */
#define TICKS_MAX  16
#define START_WALL G_GINT64_CONSTANT (1800000000000000)

/* Two and two that count as one, and two of their own. */
static const char * const addresses[] = { "2001:db8::1", "2001:db8::2", "10.0.0.1", "10.0.0.2" };

static const Mind nobody = {
  .sid = { "AAAAAAAAAAAAAAAA" },
  .key = { "AAAAAAAAAAAAAAAAAAAAAA" },
};

static guint64 random_state;

/* Minds */

static Mind *
mind_new (const SightEvent *welcome)
{
  Mind *self = g_new0 (Mind, 1);

  self->sid = welcome->welcome.sid;
  self->key = welcome->welcome.key;
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->others = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->knocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

static void
mind_free (Mind *self)
{
  g_ptr_array_unref (self->texts);
  g_hash_table_unref (self->others);
  g_hash_table_unref (self->knocks);
  g_free (self);
}

static Mind *
find_mind (World         *world,
           const SightId *sid)
{
  for (guint i = 0; i < world->minds->len; i++)
    {
      Mind *mind = world->minds->pdata[i];

      if (sight_id_equal (&mind->sid, sid))
        return mind;
    }

  return NULL;
}

/* NULL for an id that was never given out. */
static const char *
room_of (World         *world,
         const SightId *id)
{
  return g_hash_table_lookup (world->rooms, id->text);
}

static gboolean
knows (const Mind    *self,
       const SightId *id)
{
  return sight_id_equal (&self->me, id) || g_hash_table_contains (self->others, id->text);
}

/* An id was given out: never before (id-fresh), unless to who waited with it. */
static void
take_place (World         *world,
            Slot          *slot,
            const SightId *me)
{
  Mind *mind = slot->mind;

  if (mind->waits)
    {
      g_assert_cmpstr (me->text, ==, mind->me.text);
      return;
    }

  g_assert_null (room_of (world, me));
  g_hash_table_insert (world->rooms, g_strdup (me->text), g_strdup (slot->wanted_room.text));
  g_ptr_array_add (world->members, g_strdup (me->text));
  mind->me = *me;
}

static void
lose_place (Mind *self)
{
  self->joined = FALSE;
  self->waits = FALSE;
  g_hash_table_remove_all (self->others);
  g_hash_table_remove_all (self->knocks);
}

static void
read_joined (World            *world,
             Slot             *slot,
             const SightEvent *event)
{
  Mind *mind = slot->mind;

  g_assert_true (mind->has_gaps || !mind->joined);
  take_place (world, slot, &event->joined.me);
  lose_place (mind);
  mind->joined = TRUE;

  for (guint i = 0; i < event->joined.n_members; i++)
    {
      const SightMemberInfo *member = &event->joined.members[i];

      g_assert_cmpint (member->order, <, event->joined.order);
      g_assert_cmpstr (room_of (world, &member->id), ==, room_of (world, &mind->me));
      g_assert_true (g_hash_table_add (mind->others, g_strdup (member->id.text)));
    }
  g_assert_true (knows (mind, &event->joined.host));
}

static void
read_changes (World            *world,
              Mind             *mind,
              const SightEvent *event)
{
  if (mind->has_gaps)
    return;

  g_assert_true (mind->joined);
  for (guint i = 0; i < event->members.n_added; i++)
    {
      const SightId *id = &event->members.added[i].id;

      g_assert_false (knows (mind, id));
      g_assert_cmpstr (room_of (world, id), ==, room_of (world, &mind->me));
      g_hash_table_add (mind->others, g_strdup (id->text));
    }
  for (guint i = 0; i < event->members.n_updated; i++)
    g_assert_true (g_hash_table_contains (mind->others, event->members.updated[i].id.text));
  for (guint i = 0; i < event->members.n_removed; i++)
    g_assert_true (g_hash_table_remove (mind->others, event->members.removed[i].id.text));
  if (event->members.has_host)
    g_assert_true (knows (mind, &event->members.host));
}

static void
read_relay (World            *world,
            Mind             *mind,
            const SightEvent *event)
{
  const SightId *from = &event->relay.from;

  g_assert_false (sight_id_equal (from, &mind->me));
  g_assert_true (event->relay.to_all || sight_id_equal (&event->relay.to, &mind->me));
  g_assert_cmpstr (room_of (world, from), ==, room_of (world, &mind->me));
  if (mind->has_gaps)
    return;

  g_assert_true (mind->joined || mind->waits);
  if (mind->joined)
    g_assert_true (knows (mind, from) ||
                   (!event->relay.to_all && g_hash_table_contains (mind->knocks, from->text)));
  else
    g_assert_true (!event->relay.to_all && ++mind->heard <= HEARD_MAX);
}

static void
read_knock (World            *world,
            Mind             *mind,
            const SightEvent *event)
{
  const char *who = event->knock.who.text;

  g_assert_true (mind->has_gaps || mind->joined);
  if (event->knock.gone)
    g_assert_true (g_hash_table_remove (mind->knocks, who) || mind->has_gaps);
  else
    g_hash_table_add (mind->knocks, g_strdup (who));
}

static void
read_notice (World            *world,
             Slot             *slot,
             const SightEvent *event)
{
  if (!event->notice.has_me)
    return;

  g_assert_cmpstr (event->notice.code, ==, "waiting");
  g_assert_true (slot->mind->has_gaps || !slot->mind->joined);
  take_place (world, slot, &event->notice.me);
  slot->mind->waits = TRUE;
  slot->mind->heard = 0;
  if (room_of (world, &event->notice.host) != NULL)
    g_assert_cmpstr (room_of (world, &event->notice.host), ==, room_of (world, &event->notice.me));
}

static void
read_error (Mind             *mind,
            const SightEvent *event)
{
  SightWireError error;

  g_assert_true (sight_wire_error_from_code (event->error.code, &error));
  if (mind == NULL)
    return;

  if (error == SIGHT_WIRE_ERROR_DENIED || error == SIGHT_WIRE_ERROR_ENDED || error == SIGHT_WIRE_ERROR_REMOVED ||
      (error == SIGHT_WIRE_ERROR_ROOM_FULL && g_strcmp0 (event->error.re, "join") == 0))
    lose_place (mind);
}

static void
read_event (World            *world,
            Slot             *slot,
            const SightEvent *event)
{
  switch (event->type)
    {
    case SIGHT_EVENT_JOINED:
      read_joined (world, slot, event);
      break;
    case SIGHT_EVENT_MEMBERS:
      read_changes (world, slot->mind, event);
      break;
    case SIGHT_EVENT_RELAY:
      read_relay (world, slot->mind, event);
      break;
    case SIGHT_EVENT_KNOCK:
      read_knock (world, slot->mind, event);
      break;
    case SIGHT_EVENT_NOTICE:
      read_notice (world, slot, event);
      break;
    case SIGHT_EVENT_ERROR:
      read_error (slot->mind, event);
      break;
    case SIGHT_EVENT_ICE:
    case SIGHT_EVENT_PONG:
    case SIGHT_EVENT_WELCOME:
      break;
    case SIGHT_EVENT_UNKNOWN:
    default:
      g_assert_not_reached ();
    }
}

static void
read_welcome (World            *world,
              Slot             *slot,
              const SightEvent *event)
{
  Mind *mind = find_mind (world, &event->welcome.sid);

  g_assert_null (slot->mind);
  g_assert_true (event->welcome.resumed == (mind != NULL));
  if (mind == NULL)
    {
      mind = mind_new (event);
      g_ptr_array_add (world->minds, mind);
      slot->mind = mind;
      return;
    }

  g_assert_true (slot->proved);
  g_assert_false (sight_secret_equal (&event->welcome.key, &mind->key));
  mind->key = event->welcome.key;
  mind->has_gaps |= slot->claimed > mind->last;
  slot->mind = mind;
  slot->sequence = slot->claimed;
}

/* "s" grows by one, and what is sent again is what was sent before. */
static void
read_numbered (World            *world,
               Slot             *slot,
               const SightEvent *event,
               const char       *text)
{
  Mind *mind = slot->mind;

  g_assert_nonnull (mind);
  g_assert_cmpint (event->sequence, ==, slot->sequence + 1);
  slot->sequence = event->sequence;

  if (event->sequence <= mind->last)
    {
      const char *before = mind->texts->pdata[event->sequence];

      g_assert_true (before == NULL || g_str_equal (before, text));
      return;
    }

  mind->last = event->sequence;
  g_ptr_array_set_size (mind->texts, event->sequence + 1);
  mind->texts->pdata[event->sequence] = g_strdup (text);
  read_event (world, slot, event);
}

/* The delivery */

static void
on_send (gpointer    transport,
         SightFrame *frame)
{
  Slot *slot = transport;
  g_autofree char *text = g_strndup (sight_frame_get_text (frame), frame->length);
  g_auto(SightEvent) event = { 0, };
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (slot->client);
  g_assert_cmpint (slot->closed, ==, 0);
  g_ptr_array_add (slot->frames, sight_frame_ref (frame));

  if (!sight_event_parse (&event, text, frame->length, &error))
    g_error ("%s: %s", error->message, text);
  g_assert_cmpint (event.sequence, ==, frame->sequence);

  if (event.type == SIGHT_EVENT_WELCOME)
    {
      read_welcome (slot->world, slot, &event);
    }
  else if (event.has_sequence)
    {
      read_numbered (slot->world, slot, &event, text);
    }
  else
    {
      g_assert_true (event.type == SIGHT_EVENT_PONG ||
                     (event.type == SIGHT_EVENT_ERROR && slot->mind == NULL));
      read_event (slot->world, slot, &event);
    }
}

static void
on_close (gpointer   transport,
          SightClose code)
{
  Slot *slot = transport;

  g_assert_nonnull (slot->client);
  g_assert_cmpint (slot->closed, ==, 0);
  g_assert_nonnull (sight_close_to_name (code));
  /* Nobody loses its place to who cannot prove that it is the same. */
  g_assert_true (code != SIGHT_CLOSE_SUPERSEDED || slot->mind == slot->world->proved);
  slot->closed = code;
}

/* The same for the same input, and nothing twice. */
static void
on_random (guint8 *buffer,
           gsize   length)
{
  for (gsize i = 0; i < length; i++)
    {
      random_state = random_state * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
      buffer[i] = random_state >> 56;
    }
}

static const SightHubDelivery delivery = {
  .send = on_send,
  .close = on_close,
  .random = on_random,
};

/* The world */

static void
make_small (SightServerLimits *limits)
{
  limits->message = 4096;
  limits->hello = 512;
  limits->rate = 5;
  limits->burst = 20;
  limits->bytes = 2048;
  limits->bytes_burst = 8192;
  limits->kept_messages = 6;
  limits->kept_bytes = 2048;
  limits->room = 3;
  limits->waiting = 2;
  limits->sockets = 5;
  limits->address_sockets = 2;
  limits->address_rooms = 3;
}

World *
world_new (gboolean small)
{
  World *self = g_new0 (World, 1);

  random_state = 1;
  self->config = sight_server_config_new ();
  if (small)
    make_small (&self->config->limits);
  self->now = G_USEC_PER_SEC;
  self->hub = sight_hub_new (self->config, &delivery, self->now, START_WALL);
  self->minds = g_ptr_array_new_with_free_func ((GDestroyNotify) mind_free);
  self->members = g_ptr_array_new_with_free_func (g_free);
  self->rooms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < SLOTS; i++)
    {
      self->slots[i].world = self;
      self->slots[i].frames = g_ptr_array_new_with_free_func ((GDestroyNotify) sight_frame_unref);
    }

  return self;
}

void
world_free (World *self)
{
  for (guint i = 0; i < SLOTS; i++)
    {
      world_disconnect (self, &self->slots[i]);
      g_ptr_array_unref (self->slots[i].frames);
    }
  world_check (self);

  sight_hub_free (self->hub);
  sight_server_config_free (self->config);
  g_ptr_array_unref (self->minds);
  g_ptr_array_unref (self->members);
  g_hash_table_unref (self->rooms);
  g_free (self);
}

/* What the hub keeps of a session stays within its limits and adds up. */
static void
check_session (const SightServerLimits *limits,
               const SightSession      *session)
{
  guint n_kept = 0, bytes = 0;

  for (SightFrame *frame = session->first_kept; frame != NULL; frame = frame->next_kept)
    {
      g_assert_true (frame->next_kept == NULL || frame->next_kept->sequence == frame->sequence + 1);
      n_kept++;
      bytes += frame->length;
    }
  g_assert_cmpuint (n_kept, ==, session->n_kept);
  g_assert_cmpuint (bytes, ==, session->kept_bytes);
  g_assert_cmpuint (n_kept, <=, limits->kept_messages);
  g_assert_cmpuint (bytes, <=, limits->kept_bytes);
  g_assert_true (session->client == NULL || session->client->session == session);
}

static void
check_stats (World               *self,
             const SightHubStats *stats)
{
  const SightServerLimits *limits = &self->config->limits;
  guint n_clients = 0;

  for (guint i = 0; i < SLOTS; i++)
    n_clients += self->slots[i].client != NULL;

  g_assert_cmpuint (stats->clients, ==, n_clients);
  g_assert_cmpuint (stats->sessions, <=, limits->sockets * 2);
  g_assert_cmpuint (stats->detached, <=, stats->sessions);
  g_assert_cmpuint (stats->members + stats->waiting, <=, stats->sessions);
  g_assert_cmpuint (stats->rooms, <=, stats->members);
  g_assert_cmpuint (stats->members, <=, stats->rooms * limits->room);
  g_assert_cmpuint (stats->waiting, <=, stats->rooms * limits->waiting);
}

void
world_check (World *self)
{
  GHashTableIter iter;
  gpointer value;
  guint n_places = 0;

  check_stats (self, sight_hub_get_stats (self->hub));

  g_hash_table_iter_init (&iter, self->hub->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    check_session (&self->config->limits, value);

  g_hash_table_iter_init (&iter, self->hub->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_assert_cmpuint (sight_room_get_size (value), >, 0);
      n_places += sight_room_get_size (value) + sight_room_get_waiting (value);
    }
  g_assert_cmpuint (n_places, ==, g_hash_table_size (self->hub->members));
}

void
world_connect (World *self,
               Slot  *slot,
               guint  address)
{
  SightAddress parsed;

  g_assert_true (sight_address_parse (addresses[address % G_N_ELEMENTS (addresses)], &parsed));
  if (sight_hub_admit (self->hub, &parsed) == SIGHT_ADMISSION_OK)
    slot->client = sight_hub_connect (self->hub, slot, &parsed, self->now);
}

void
world_disconnect (World *self,
                  Slot  *slot)
{
  if (slot->client == NULL)
    return;

  sight_client_disconnect (slot->client, self->now);
  slot->client = NULL;
  slot->closed = 0;
  slot->mind = NULL;
  slot->claimed = slot->sequence = 0;
  slot->proved = FALSE;
  g_ptr_array_set_size (slot->frames, 0);
}

void
world_refuse (World      *self,
              Slot       *slot,
              SightClose  code)
{
  sight_client_refuse (slot->client, code, self->now);
  g_assert_cmpint (slot->closed, !=, 0);
}

static const Mind *
find_proved (World                   *self,
             const SightSessionProof *proof)
{
  const Mind *mind = proof->present ? find_mind (self, &proof->sid) : NULL;

  return mind != NULL && sight_secret_equal (&mind->key, &proof->key) ? mind : NULL;
}

/* What the answer may be depends on what was really said: the bytes need not
 * come from fuzz-hub.c's own texts.
 */
static void
note_said (World      *self,
           Slot       *slot,
           const char *text,
           gsize       length)
{
  g_auto(SightRequest) request = { 0, };

  self->proved = NULL;
  if (!sight_request_parse (&request, text, length, NULL))
    return;

  if (request.type == SIGHT_REQUEST_HELLO)
    {
      self->proved = find_proved (self, &request.hello.resume);
      slot->proved = self->proved != NULL;
      slot->claimed = request.hello.resume_from;
    }
  else if (request.type == SIGHT_REQUEST_JOIN)
    {
      self->proved = find_proved (self, &request.join.replaces);
      if (slot->mind != NULL && !slot->mind->waits)
        slot->wanted_room = request.join.room;
    }
}

void
world_say (World      *self,
           Slot       *slot,
           const char *text,
           gsize       length)
{
  /* A block of just that size: the address sanitizer sees who reads beyond. */
  g_autofree char *copy = g_memdup2 (text, length);

  g_assert_cmpuint (sight_client_get_limit (slot->client), <=, self->config->limits.message);
  note_said (self, slot, text, length);
  sight_client_receive (slot->client, copy, length, self->now);
  self->proved = NULL;
}

void
world_advance (World  *self,
               gint64  ms)
{
  gint64 end = self->now + ms * 1000;
  /* A loop that is busy is late: and a long time must not take long here. */
  gint64 least = 1 + ms * 1000 / TICKS_MAX;

  while (self->now < end)
    {
      self->now = MIN (MAX (sight_hub_get_deadline (self->hub), self->now + least), end);
      sight_hub_tick (self->hub, self->now, START_WALL + self->now);
    }
}

/* Once, and seldom: nobody comes in after it. */
void
world_drain (World *self,
             guint  sure)
{
  if (sure == 'D')
    sight_hub_drain (self->hub, self->now);
}

const Mind *
world_get_mind (World *self,
                guint  index)
{
  return index < self->minds->len ? self->minds->pdata[self->minds->len - 1 - index] : &nobody;
}

/* The latest first; every fourth is oneself. */
const char *
world_get_member (World      *self,
                  const Slot *slot,
                  guint       index)
{
  if (index >= 0xc0 && slot->mind != NULL && slot->mind->me.text[0] != '\0')
    return slot->mind->me.text;

  return index < self->members->len ? self->members->pdata[self->members->len - 1 - index] : nobody.sid.text;
}
