/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hub-fixture.h"

#include <string.h>

#define START_WALL G_GINT64_CONSTANT (1800000000000000)

const char * const a_box = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw==";
const char * const a_room = "00112233445566778899aabbccddeeff";

static void
on_send (gpointer    transport,
         SightFrame *frame)
{
  Peer *peer = transport;

  g_assert_cmpint (peer->closed, ==, 0);
  peer->received_at = frame->received_at;
  g_queue_push_tail (&peer->texts, g_strndup (sight_frame_get_text (frame), frame->length));
}

static void
on_close (gpointer   transport,
          SightClose code)
{
  Peer *peer = transport;

  g_assert_cmpint (peer->closed, ==, 0);
  peer->closed = code;
}

/* The same in every run. */
static void
on_random (guint8 *buffer,
           gsize   length)
{
  static guint64 state = 1;

  for (gsize i = 0; i < length; i++)
    {
      state = state * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
      buffer[i] = state >> 56;
    }
}

static const SightHubDelivery delivery = {
  .send = on_send,
  .close = on_close,
  .random = on_random,
};

Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->config = sight_server_config_new ();
  self->now = G_USEC_PER_SEC;
  self->hub = sight_hub_new (self->config, &delivery, self->now, START_WALL);
  self->peers = g_ptr_array_new ();

  return self;
}

static void
peer_free (Peer *self)
{
  peer_disconnect (self);
  g_queue_clear_full (&self->texts, g_free);
  sight_event_clear (&self->event);
  g_free (self);
}

void
fixture_free (Fixture *self)
{
  g_ptr_array_set_free_func (self->peers, (GDestroyNotify) peer_free);
  g_ptr_array_unref (self->peers);
  sight_hub_free (self->hub);
  sight_server_config_free (self->config);
  g_free (self);
}

void
fixture_advance (Fixture *self,
                 gint64   ms)
{
  gint64 end = self->now + ms * 1000;

  while (self->now < end)
    {
      self->now = CLAMP (sight_hub_get_deadline (self->hub), self->now + 1, end);
      sight_hub_tick (self->hub, self->now, START_WALL + self->now);
    }
}

void
fixture_settle (Fixture *self)
{
  fixture_advance (self, 200);
  for (guint i = 0; i < self->peers->len; i++)
    peer_forget (self->peers->pdata[i]);
}

Peer *
peer_connect_from (Fixture    *fixture,
                   const char *address)
{
  Peer *self = g_new0 (Peer, 1);
  SightAddress parsed;

  g_assert_true (sight_address_parse (address, &parsed));
  g_assert_cmpint (sight_hub_admit (fixture->hub, &parsed), ==, SIGHT_ADMISSION_OK);

  self->fixture = fixture;
  self->client = sight_hub_connect (fixture->hub, self, &parsed, fixture->now);
  g_ptr_array_add (fixture->peers, self);

  return self;
}

Peer *
peer_connect (Fixture *fixture)
{
  /* One address each: the limits by address have tests of their own. */
  g_autofree char *address = g_strdup_printf ("10.%u.%u.1", fixture->peers->len / 256, fixture->peers->len % 256);

  return peer_connect_from (fixture, address);
}

void
peer_disconnect (Peer *self)
{
  if (self->client == NULL)
    return;

  sight_client_disconnect (self->client, self->fixture->now);
  self->client = NULL;
}

void
peer_say_bytes (Peer       *self,
                const char *text,
                gsize       length)
{
  g_assert_nonnull (self->client);
  sight_client_receive (self->client, text, length, self->fixture->now);
}

void
peer_say (Peer       *self,
          const char *format,
          ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  peer_say_bytes (self, text, strlen (text));
}

static SightEvent *
take_event (Peer *self)
{
  g_autofree char *text = g_queue_pop_head (&self->texts);
  g_autoptr(GError) error = NULL;

  sight_event_clear (&self->event);
  if (!sight_event_parse (&self->event, text, strlen (text), &error))
    g_error ("%s: %s", error->message, text);

  if (self->event.has_sequence)
    {
      g_assert_cmpint (self->event.sequence, ==, self->last_sequence + 1);
      self->last_sequence = self->event.sequence;
    }

  return &self->event;
}

SightEvent *
peer_expect (Peer           *self,
             SightEventType  type)
{
  if (self->texts.length == 0)
    g_error ("Nothing was sent, where %s was expected", sight_event_type_to_name (type));
  if (take_event (self)->type != type)
    g_error ("Expected %s, got %s", sight_event_type_to_name (type), sight_event_type_to_name (self->event.type));

  return &self->event;
}

SightEvent *
peer_expect_later (Peer           *self,
                   SightEventType  type)
{
  while (self->texts.length > 0)
    if (take_event (self)->type == type)
      return &self->event;

  g_error ("%s was not sent", sight_event_type_to_name (type));
}

void
peer_expect_error (Peer           *self,
                   SightWireError  error,
                   const char     *re)
{
  SightEvent *event = peer_expect (self, SIGHT_EVENT_ERROR);

  g_assert_cmpstr (event->error.code, ==, sight_wire_error_to_code (error));
  g_assert_cmpstr (event->error.re, ==, re);
}

void
peer_expect_notice (Peer       *self,
                    const char *code)
{
  SightEvent *event = peer_expect (self, SIGHT_EVENT_NOTICE);

  g_assert_cmpstr (event->notice.code, ==, code);
}

void
peer_expect_removed (Peer     *self,
                     Peer     *who,
                     SightWhy  why)
{
  SightEvent *event = peer_expect (self, SIGHT_EVENT_MEMBERS);

  g_assert_cmpuint (event->members.n_removed, ==, 1);
  g_assert_cmpstr (event->members.removed[0].id.text, ==, who->me.text);
  g_assert_cmpint (event->members.removed[0].why, ==, why);
}

void
peer_expect_nothing (Peer *self)
{
  if (self->texts.length > 0)
    g_error ("Unexpected: %s", (char *) self->texts.head->data);
  g_assert_cmpint (self->closed, ==, 0);
}

void
peer_expect_close (Peer       *self,
                   SightClose  code)
{
  if (self->texts.length > 0)
    g_error ("Unexpected before a close: %s", (char *) self->texts.head->data);
  g_assert_cmpint (self->closed, ==, code);
}

void
peer_forget (Peer *self)
{
  while (self->texts.length > 0)
    take_event (self);
}

static void
take_welcome (Peer *self)
{
  SightEvent *event = peer_expect (self, SIGHT_EVENT_WELCOME);

  self->sid = event->welcome.sid;
  self->key = event->welcome.key;
}

void
peer_hello (Peer *self)
{
  peer_say (self, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\"}");
  take_welcome (self);
  g_assert_false (self->event.welcome.resumed);
}

gboolean
peer_resume (Peer   *self,
             Peer   *old,
             gint64  sequence)
{
  gboolean resumed;

  peer_say (self, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\","
            "\"resume\":{\"sid\":\"%s\",\"key\":\"%s\",\"s\":%" G_GINT64_FORMAT "}}",
            old->sid.text, old->key.text, sequence);
  take_welcome (self);

  resumed = self->event.welcome.resumed;
  if (resumed)
    {
      self->me = old->me;
      self->order = old->order;
      self->last_sequence = sequence;
      self->n = old->n;
    }

  return resumed;
}

void
peer_join (Peer       *self,
           const char *room)
{
  SightEvent *event;

  peer_say (self, "{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"cli\"}", room);
  event = peer_expect (self, SIGHT_EVENT_JOINED);
  self->me = event->joined.me;
  self->order = event->joined.order;
}

Peer *
peer_new_member (Fixture    *fixture,
                 const char *room)
{
  Peer *self = peer_connect (fixture);

  peer_hello (self);
  peer_join (self, room);

  return self;
}

void
peer_relay (Peer       *self,
            const char *to)
{
  peer_say (self, "{\"t\":\"relay\",\"to\":\"%s\",\"n\":%" G_GINT64_FORMAT ",\"box\":\"%s\"}",
            to, ++self->n, a_box);
}

void
peer_expect_relay (Peer *self,
                   Peer *from)
{
  SightEvent *event = peer_expect (self, SIGHT_EVENT_RELAY);

  g_assert_cmpstr (event->relay.from.text, ==, from->me.text);
  g_assert_cmpint (event->relay.n, ==, from->n);
  g_assert_cmpstr (event->relay.box, ==, a_box);
}
