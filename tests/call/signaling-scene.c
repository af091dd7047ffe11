/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "signaling-scene.h"

#include <string.h>

static void
on_open (gpointer data)
{
  ((Scene *) data)->opens++;
}

static void
on_send (gpointer    data,
         const char *text,
         gsize       length)
{
  g_queue_push_tail (&((Scene *) data)->sent, g_strndup (text, length));
}

static void
on_close (gpointer data)
{
  ((Scene *) data)->closes++;
}

static void
on_event (gpointer          data,
          const SightEvent *event)
{
  if (event->type == SIGHT_EVENT_JOINED)
    ((Scene *) data)->knows_itself = TRUE;
  g_queue_push_tail (&((Scene *) data)->events,
                     g_strdup_printf ("%s %" G_GINT64_FORMAT, sight_event_type_to_name (event->type),
                                      event->type == SIGHT_EVENT_RELAY ? event->relay.n : 0));
}

static void
on_changed (gpointer data)
{
  Scene *self = data;

  self->changes++;
  if (sight_signaling_machine_get_state (self->machine) == SIGHT_SIGNALING_JOINED)
    g_assert_true (self->knows_itself);
}

static double
on_random (gpointer data)
{
  return 0.5;
}

const SightSignalingOutput signaling_output = {
  .open = on_open,
  .send = on_send,
  .close = on_close,
  .event = on_event,
  .state_changed = on_changed,
  .random = on_random,
};

Scene *
scene_new (void)
{
  Scene *self = g_new0 (Scene, 1);
  SightRoomId room;

  self->now = G_USEC_PER_SEC;
  self->machine = sight_signaling_machine_new (&signaling_output, self, "test");
  g_assert_true (sight_room_id_parse (&room, ROOM, strlen (ROOM)));
  sight_signaling_machine_join (self->machine, &room, SIGHT_KIND_CLI, self->now);
  g_assert_cmpuint (self->opens, ==, 1);

  return self;
}

void
scene_free (Scene *self)
{
  sight_signaling_machine_free (self->machine);
  g_queue_clear_full (&self->sent, g_free);
  g_queue_clear_full (&self->events, g_free);
  g_free (self);
}

void
expect_state (Scene               *self,
              SightSignalingState  state)
{
  g_assert_cmpstr (sight_signaling_state_to_name (sight_signaling_machine_get_state (self->machine)), ==,
                   sight_signaling_state_to_name (state));
}

void
expect_sent (Scene      *self,
             const char *text)
{
  g_autofree char *sent = g_queue_pop_head (&self->sent);

  g_assert_cmpstr (sent, ==, text);
}

void
expect_sent_type (Scene      *self,
                  const char *type)
{
  g_autofree char *sent = g_queue_pop_head (&self->sent);
  g_autofree char *start = g_strdup_printf ("{\"t\":\"%s\"", type);

  g_assert_nonnull (sent);
  g_assert_true (g_str_has_prefix (sent, start));
}

void
expect_event (Scene      *self,
              const char *event)
{
  g_autofree char *seen = g_queue_pop_head (&self->events);

  g_assert_cmpstr (seen, ==, event);
}

void
expect_quiet (Scene *self)
{
  g_assert_cmpstr (g_queue_peek_head (&self->sent), ==, NULL);
  g_assert_cmpstr (g_queue_peek_head (&self->events), ==, NULL);
}

void
say (Scene      *self,
     const char *format,
     ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  sight_signaling_machine_received (self->machine, text, strlen (text), self->now);
}

void
say_welcome (Scene      *self,
             gboolean    resumed,
             const char *key)
{
  say (self, "{\"t\":\"welcome\",\"v\":1,\"sid\":\"" ME "\",\"key\":\"%s\",\"resumed\":%s,"
       "\"limits\":{\"message\":65536,\"rate\":40,\"burst\":200,\"bytes\":262144,\"room\":50},"
       "\"ping\":10,\"ttl\":30,\"now\":1800000000000,\"server\":\"x\"}", key, resumed ? "true" : "false");
}

void
say_joined (Scene *self,
            guint  sequence)
{
  say (self, "{\"t\":\"joined\",\"s\":%u,\"me\":\"" ME "\",\"order\":1,\"members\":[],\"host\":\"" ME "\","
       "\"locked\":false,\"ice\":[],\"ice_expires\":0}", sequence);
}

void
say_relay (Scene *self,
           guint  sequence,
           guint  n)
{
  say (self, "{\"t\":\"relay\",\"s\":%u,\"from\":\"" OTHER "\",\"to\":\"*\",\"n\":%u,\"box\":\"" BOX "\"}", sequence, n);
}

/* Time passes, as the machine asked to be told. */
void
advance (Scene *self,
         guint  ms)
{
  gint64 end = self->now + ms * 1000;

  while (self->now < end)
    {
      self->now = CLAMP (sight_signaling_machine_get_deadline (self->machine), self->now + 1, end);
      sight_signaling_machine_tick (self->machine, self->now);
    }
}

void
open_socket (Scene *self)
{
  sight_signaling_machine_opened (self->machine, self->now);
}

void
lose_socket (Scene *self,
             guint  code)
{
  sight_signaling_machine_closed (self->machine, code, NULL, self->now);
}

Scene *
scene_new_joined (void)
{
  Scene *self = scene_new ();

  open_socket (self);
  expect_sent (self, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\"}");
  say_welcome (self, FALSE, SECRET);
  expect_sent (self, "{\"t\":\"join\",\"room\":\"" ROOM "\",\"kind\":\"cli\"}");
  expect_sent (self, "{\"t\":\"ping\"}");
  expect_state (self, SIGHT_SIGNALING_CONNECTING);
  say_joined (self, 1);
  expect_event (self, "joined 0");
  expect_state (self, SIGHT_SIGNALING_JOINED);

  return self;
}
