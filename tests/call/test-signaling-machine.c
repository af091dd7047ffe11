/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "call/sight-backoff.h"
#include "call/sight-call-error.h"
#include "call/sight-signaling-machine.h"
#include "protocol/sight-protocol-error.h"

#define ROOM    "00112233445566778899aabbccddeeff"
#define ME      "meMEmeMEmeMEmeME"
#define OTHER   "otherOTHERother0"
#define SECRET  "AAAAbbbb0000-_-_CCCCdd"
#define SECRET2 "BBBBbbbb0000-_-_CCCCdd"
#define BOX     "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw=="

/* A machine whose server is the test. */
typedef struct
{
  SightSignalingMachine *machine;
  gint64                 now;
  GQueue                 sent;    /* of char * */
  GQueue                 events;  /* of char *: "joined", "relay 3" */
  guint                  opens;
  guint                  closes;
  guint                  changes;
  gboolean               knows_itself; /* the event that says who we are came */
} Scene;

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

static const SightSignalingOutput output = {
  .open = on_open,
  .send = on_send,
  .close = on_close,
  .event = on_event,
  .state_changed = on_changed,
  .random = on_random,
};

static Scene *
scene_new (void)
{
  Scene *self = g_new0 (Scene, 1);
  SightRoomId room;

  self->now = G_USEC_PER_SEC;
  self->machine = sight_signaling_machine_new (&output, self, "test");
  g_assert_true (sight_room_id_parse (&room, ROOM, strlen (ROOM)));
  sight_signaling_machine_join (self->machine, &room, SIGHT_KIND_CLI, self->now);
  g_assert_cmpuint (self->opens, ==, 1);

  return self;
}

static void
scene_free (Scene *self)
{
  sight_signaling_machine_free (self->machine);
  g_queue_clear_full (&self->sent, g_free);
  g_queue_clear_full (&self->events, g_free);
  g_free (self);
}

static void
expect_state (Scene               *self,
              SightSignalingState  state)
{
  g_assert_cmpstr (sight_signaling_state_to_name (sight_signaling_machine_get_state (self->machine)), ==,
                   sight_signaling_state_to_name (state));
}

static void
expect_sent (Scene      *self,
             const char *text)
{
  g_autofree char *sent = g_queue_pop_head (&self->sent);

  g_assert_cmpstr (sent, ==, text);
}

static void
expect_sent_type (Scene      *self,
                  const char *type)
{
  g_autofree char *sent = g_queue_pop_head (&self->sent);
  g_autofree char *start = g_strdup_printf ("{\"t\":\"%s\"", type);

  g_assert_nonnull (sent);
  g_assert_true (g_str_has_prefix (sent, start));
}

static void
expect_event (Scene      *self,
              const char *event)
{
  g_autofree char *seen = g_queue_pop_head (&self->events);

  g_assert_cmpstr (seen, ==, event);
}

static void
expect_quiet (Scene *self)
{
  g_assert_cmpstr (g_queue_peek_head (&self->sent), ==, NULL);
  g_assert_cmpstr (g_queue_peek_head (&self->events), ==, NULL);
}

static void
say (Scene      *self,
     const char *format,
     ...) G_GNUC_PRINTF (2, 3);

static void
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

static void
say_welcome (Scene      *self,
             gboolean    resumed,
             const char *key)
{
  say (self, "{\"t\":\"welcome\",\"v\":1,\"sid\":\"" ME "\",\"key\":\"%s\",\"resumed\":%s,"
       "\"limits\":{\"message\":65536,\"rate\":40,\"burst\":200,\"bytes\":262144,\"room\":50},"
       "\"ping\":10,\"ttl\":30,\"now\":1800000000000,\"server\":\"x\"}", key, resumed ? "true" : "false");
}

static void
say_joined (Scene *self,
            guint  sequence)
{
  say (self, "{\"t\":\"joined\",\"s\":%u,\"me\":\"" ME "\",\"order\":1,\"members\":[],\"host\":\"" ME "\","
       "\"locked\":false,\"ice\":[],\"ice_expires\":0}", sequence);
}

static void
say_relay (Scene *self,
           guint  sequence,
           guint  n)
{
  say (self, "{\"t\":\"relay\",\"s\":%u,\"from\":\"" OTHER "\",\"to\":\"*\",\"n\":%u,\"box\":\"" BOX "\"}", sequence, n);
}

/* Time passes, as the machine asked to be told. */
static void
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

static void
open_socket (Scene *self)
{
  sight_signaling_machine_opened (self->machine, self->now);
}

static void
lose_socket (Scene *self,
             guint  code)
{
  sight_signaling_machine_closed (self->machine, code, NULL, self->now);
}

static Scene *
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

static SightRequest
relay_request (gint64 n)
{
  SightRequest request = { .type = SIGHT_REQUEST_RELAY };

  request.relay.to_all = TRUE;
  request.relay.n = n;
  request.relay.box = BOX;
  request.relay.box_length = strlen (BOX);

  return request;
}

static gboolean
say_to_room (Scene  *self,
             gint64  n)
{
  SightRequest request = relay_request (n);

  return sight_signaling_machine_say (self->machine, &request, self->now);
}

static void
test_join (void)
{
  Scene *scene = scene_new_joined ();

  say_relay (scene, 2, 7);
  expect_event (scene, "relay 7");
  g_assert_true (say_to_room (scene, 1));
  expect_sent_type (scene, "relay");
  expect_quiet (scene);

  sight_signaling_machine_leave (scene->machine, scene->now);
  expect_sent (scene, "{\"t\":\"leave\"}");
  expect_state (scene, SIGHT_SIGNALING_ENDED);
  g_assert_null (sight_signaling_machine_get_error (scene->machine));
  g_assert_cmpuint (scene->closes, ==, 1);
  g_assert_cmpint (sight_signaling_machine_get_deadline (scene->machine), ==, G_MAXINT64);
  say_relay (scene, 3, 8);
  expect_quiet (scene);

  scene_free (scene);
}

/* Before the click. */
static Scene *
scene_new_prepared (void)
{
  Scene *self = g_new0 (Scene, 1);

  self->now = G_USEC_PER_SEC;
  self->machine = sight_signaling_machine_new (&output, self, "test");
  sight_signaling_machine_prepare (self->machine, self->now);
  g_assert_cmpuint (self->opens, ==, 1);
  open_socket (self);
  expect_sent_type (self, "hello");
  say_welcome (self, FALSE, SECRET);
  expect_sent (self, "{\"t\":\"ping\"}");
  expect_quiet (self);
  expect_state (self, SIGHT_SIGNALING_IDLE);

  return self;
}

static void
join (Scene *self)
{
  SightRoomId room;

  g_assert_true (sight_room_id_parse (&room, ROOM, strlen (ROOM)));
  sight_signaling_machine_join (self->machine, &room, SIGHT_KIND_CLI, self->now);
  expect_state (self, SIGHT_SIGNALING_CONNECTING);
}

/* Everything is said before the click but that we want to come in. */
static void
test_prepare (void)
{
  Scene *scene = scene_new_prepared ();

  join (scene);
  expect_sent (scene, "{\"t\":\"join\",\"room\":\"" ROOM "\",\"kind\":\"cli\"}");
  expect_quiet (scene);
  g_assert_cmpuint (scene->opens, ==, 1);
  say_joined (scene, 1);
  expect_state (scene, SIGHT_SIGNALING_JOINED);
  scene_free (scene);

  /* Whoever goes again without having been in says nothing of it. */
  scene = scene_new_prepared ();
  sight_signaling_machine_leave (scene->machine, scene->now);
  expect_quiet (scene);
  expect_state (scene, SIGHT_SIGNALING_ENDED);
  g_assert_cmpuint (scene->closes, ==, 1);
  scene_free (scene);
}

/* The click may come while the server is still being greeted. */
static void
test_prepare_early (void)
{
  Scene *scene = g_new0 (Scene, 1);

  scene->machine = sight_signaling_machine_new (&output, scene, "test");
  sight_signaling_machine_prepare (scene->machine, scene->now);
  join (scene);
  g_assert_cmpuint (scene->opens, ==, 1);
  open_socket (scene);
  expect_sent_type (scene, "hello");
  say_welcome (scene, FALSE, SECRET);
  expect_sent_type (scene, "join");
  scene_free (scene);
}

/* A server hangs up on who does not come in: nothing is said of it, and the
 * click connects again.
 */
static void
test_prepare_late (void)
{
  Scene *scene = scene_new_prepared ();

  lose_socket (scene, SIGHT_CLOSE_TIMEOUT);
  expect_state (scene, SIGHT_SIGNALING_IDLE);
  g_assert_no_error (sight_signaling_machine_get_error (scene->machine));
  g_assert_cmpint (sight_signaling_machine_get_deadline (scene->machine), ==, G_MAXINT64);
  join (scene);
  g_assert_cmpuint (scene->opens, ==, 2);
  open_socket (scene);
  expect_sent_type (scene, "hello");
  say_welcome (scene, FALSE, SECRET2);
  expect_sent_type (scene, "join");
  scene_free (scene);

  /* It is gone, and nobody knows until the click. */
  scene = scene_new_prepared ();
  join (scene);
  expect_sent_type (scene, "join");
  advance (scene, 5000);
  g_assert_cmpuint (scene->opens, ==, 2);
  expect_state (scene, SIGHT_SIGNALING_CONNECTING);
  g_assert_no_error (sight_signaling_machine_get_error (scene->machine));
  scene_free (scene);
}

/* That there is no server is known before the click, which tries all the same. */
static void
test_prepare_fails (void)
{
  Scene *scene = g_new0 (Scene, 1);
  g_autoptr(GError) error = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE, "no way");

  scene->machine = sight_signaling_machine_new (&output, scene, "test");
  sight_signaling_machine_prepare (scene->machine, scene->now);
  sight_signaling_machine_closed (scene->machine, 0, error, scene->now);
  expect_state (scene, SIGHT_SIGNALING_IDLE);
  g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE);
  g_assert_cmpuint (scene->changes, ==, 1);

  join (scene);
  g_assert_no_error (sight_signaling_machine_get_error (scene->machine));
  g_assert_cmpuint (scene->opens, ==, 2);
  scene_free (scene);
}

/* What cannot even begin is over, and says why. */
static void
test_fail (void)
{
  Scene *scene = g_new0 (Scene, 1);
  g_autoptr(GError) error = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, "no keys");

  scene->machine = sight_signaling_machine_new (&output, scene, "test");
  sight_signaling_machine_fail (scene->machine, error);
  expect_state (scene, SIGHT_SIGNALING_ENDED);
  g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED);
  g_assert_cmpuint (scene->changes, ==, 1);
  expect_quiet (scene);

  scene_free (scene);
}

/* rows: resume-replay, ack: nothing twice, nothing left out, queued words after it */
static void
test_resume (void)
{
  Scene *scene = scene_new_joined ();

  say_relay (scene, 2, 1);
  expect_event (scene, "relay 1");
  lose_socket (scene, 0);
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  g_assert_cmpint (sight_signaling_machine_get_lost_at (scene->machine), ==, scene->now);
  g_assert_true (say_to_room (scene, 1));
  g_assert_true (say_to_room (scene, 2));
  expect_quiet (scene);

  advance (scene, 10);
  g_assert_cmpuint (scene->opens, ==, 2);
  open_socket (scene);
  expect_sent (scene, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\",\"resume\":{\"sid\":\"" ME "\",\"key\":\"" SECRET "\",\"s\":2}}");
  say_welcome (scene, TRUE, SECRET2);
  expect_state (scene, SIGHT_SIGNALING_JOINED);
  expect_sent_type (scene, "relay");
  expect_sent_type (scene, "relay");
  expect_sent (scene, "{\"t\":\"ping\",\"a\":2}");

  /* Replayed once more than needed. */
  say_relay (scene, 2, 1);
  say_relay (scene, 3, 2);
  expect_event (scene, "relay 2");
  expect_quiet (scene);
  g_assert_cmpint (sight_signaling_machine_get_lost_at (scene->machine), ==, 0);

  /* The next time with the new key. */
  lose_socket (scene, 1006);
  advance (scene, 10);
  open_socket (scene);
  expect_sent (scene, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\",\"resume\":{\"sid\":\"" ME "\",\"key\":\"" SECRET2 "\",\"s\":3}}");

  scene_free (scene);
}

/* rows: replaces, resume-gap: the session is over, the place is taken over */
static void
test_replace (void)
{
  Scene *scene = scene_new_joined ();

  lose_socket (scene, 0);
  g_assert_true (say_to_room (scene, 1));
  advance (scene, 10);
  open_socket (scene);
  expect_sent_type (scene, "hello");
  say_welcome (scene, FALSE, SECRET2);
  expect_sent (scene, "{\"t\":\"join\",\"room\":\"" ROOM "\",\"kind\":\"cli\","
               "\"replaces\":{\"sid\":\"" ME "\",\"key\":\"" SECRET "\"}}");
  expect_sent_type (scene, "ping");
  /* What was said to the old room's members is not said by the new one. */
  expect_quiet (scene);
  g_assert_false (say_to_room (scene, 2));
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  say_joined (scene, 1);
  expect_event (scene, "joined 0");
  expect_state (scene, SIGHT_SIGNALING_JOINED);

  scene_free (scene);
}

/* Something is missing in the middle: it is fetched by coming back. */
static void
test_gap (void)
{
  Scene *scene = scene_new_joined ();

  say_relay (scene, 3, 2);
  g_assert_cmpuint (scene->closes, ==, 1);
  expect_quiet (scene);
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  advance (scene, 10);
  open_socket (scene);
  expect_sent (scene, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\",\"resume\":{\"sid\":\"" ME "\",\"key\":\"" SECRET "\",\"s\":1}}");

  scene_free (scene);
}

/* rows: ack, c-ping: regularly, and after 64 messages */
static void
test_ping (void)
{
  Scene *scene = scene_new_joined ();

  /* joined was the first of the 64. */
  for (guint i = 0; i < 63; i++)
    {
      say_relay (scene, i + 2, i + 1);
      g_free (g_queue_pop_head (&scene->events));
    }
  expect_sent (scene, "{\"t\":\"ping\",\"a\":64}");
  expect_quiet (scene);
  advance (scene, 9900);
  expect_quiet (scene);
  advance (scene, 200);
  expect_sent (scene, "{\"t\":\"ping\",\"a\":64}");
  say (scene, "{\"t\":\"pong\"}");

  /* A server that says nothing any more is gone. */
  advance (scene, 24000);
  expect_state (scene, SIGHT_SIGNALING_JOINED);
  advance (scene, 1100);
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  g_assert_cmpuint (scene->closes, ==, 1);

  scene_free (scene);
}

/* 0, 0.5, 1, 2, 4, 8, 8 s, until someone answers. */
static void
test_backoff (void)
{
  static const guint waits[] = { 0, 500, 1000, 2000, 4000, 8000, 8000 };
  Scene *scene = scene_new_joined ();

  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      lose_socket (scene, 0);
      if (waits[i] > 0)
        {
          guint opens = scene->opens;

          advance (scene, waits[i] - 1);
          g_assert_cmpuint (scene->opens, ==, opens);
        }
      advance (scene, 2);
      g_assert_cmpuint (scene->opens, ==, i + 2);
    }

  /* A socket that opens is not yet a server that answers. */
  open_socket (scene);
  lose_socket (scene, 0);
  advance (scene, 7000);
  g_assert_cmpuint (scene->opens, ==, G_N_ELEMENTS (waits) + 1);
  advance (scene, 1001);
  open_socket (scene);
  say_welcome (scene, TRUE, SECRET2);
  lose_socket (scene, 0);
  advance (scene, 2);
  g_assert_cmpuint (scene->opens, ==, G_N_ELEMENTS (waits) + 3);

  scene_free (scene);
}

static void
test_backoff_spread (void)
{
  SightBackoff backoff = { .tries = 3 };

  g_assert_cmpuint (sight_backoff_next (&backoff, 0), ==, 1400);
  g_assert_cmpuint (sight_backoff_next (&backoff, 1), ==, 5200);
}

/* A connection that never opens, and a greeting that is never answered. */
static void
test_timeouts (void)
{
  Scene *scene = scene_new ();

  advance (scene, 15001);
  g_assert_cmpuint (scene->closes, ==, 1);
  expect_state (scene, SIGHT_SIGNALING_CONNECTING);
  g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE);
  advance (scene, 10);
  g_assert_cmpuint (scene->opens, ==, 2);
  open_socket (scene);
  advance (scene, 10001);
  g_assert_cmpuint (scene->closes, ==, 2);

  scene_free (scene);
}

/* rows: x-1001, s-notice */
static void
test_drain (void)
{
  Scene *scene = scene_new_joined ();

  say (scene, "{\"t\":\"notice\",\"s\":2,\"code\":\"drain\",\"text\":\"x\",\"retry_ms\":3000}");
  expect_event (scene, "notice 0");
  lose_socket (scene, SIGHT_CLOSE_DRAIN);
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  advance (scene, 2900);
  g_assert_cmpuint (scene->opens, ==, 1);
  advance (scene, 200);
  g_assert_cmpuint (scene->opens, ==, 2);

  scene_free (scene);
}

/* rows: x-4003 */
static void
test_rate (void)
{
  Scene *scene = scene_new_joined ();

  lose_socket (scene, SIGHT_CLOSE_RATE);
  advance (scene, 7900);
  g_assert_cmpuint (scene->opens, ==, 1);
  advance (scene, 200);
  g_assert_cmpuint (scene->opens, ==, 2);

  scene_free (scene);
}

/* rows: x-1003, x-1007, x-1009, x-4000, x-4002, x-4004, x-4005, x-4007, x-4006, x-4008 */
static void
test_closes (void)
{
  static const struct
  {
    guint code;
    int   error; /* -1: comes back */
  } closes[] = {
    { 1003, SIGHT_CALL_ERROR_PROTOCOL }, { 1007, SIGHT_CALL_ERROR_PROTOCOL }, { 1009, SIGHT_CALL_ERROR_PROTOCOL },
    { 4000, SIGHT_CALL_ERROR_PROTOCOL }, { 4002, SIGHT_CALL_ERROR_VERSION }, { 4004, SIGHT_CALL_ERROR_REMOVED },
    { 4005, SIGHT_CALL_ERROR_SUPERSEDED }, { 4007, SIGHT_CALL_ERROR_ENDED },
    { 4006, -1 }, { 4008, -1 }, { 1006, -1 }, { 1011, -1 }, { 0, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (closes); i++)
    {
      Scene *scene = scene_new_joined ();

      lose_socket (scene, closes[i].code);
      if (closes[i].error < 0)
        {
          expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
        }
      else
        {
          expect_state (scene, SIGHT_SIGNALING_ENDED);
          g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, closes[i].error);
          g_assert_cmpint (sight_signaling_machine_get_deadline (scene->machine), ==, G_MAXINT64);
        }
      scene_free (scene);
    }
}

/* rows: e-room-full, e-denied, e-ended, e-rooms */
static void
test_refusals (void)
{
  static const struct
  {
    const char     *code;
    SightCallError  error;
  } refusals[] = {
    { "room-full", SIGHT_CALL_ERROR_FULL }, { "denied", SIGHT_CALL_ERROR_DENIED },
    { "ended", SIGHT_CALL_ERROR_ENDED }, { "rooms", SIGHT_CALL_ERROR_TOO_MANY_ROOMS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      Scene *scene = scene_new ();

      open_socket (scene);
      say_welcome (scene, FALSE, SECRET);
      say (scene, "{\"t\":\"error\",\"s\":1,\"re\":\"join\",\"code\":\"%s\",\"text\":\"x\"}", refusals[i].code);
      expect_event (scene, "error 0");
      expect_state (scene, SIGHT_SIGNALING_ENDED);
      g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, refusals[i].error);
      g_assert_cmpuint (scene->closes, ==, 1);
      scene_free (scene);
    }
}

/* rows: lock-knock, knock-admit, knock-away */
static void
test_waiting (void)
{
  Scene *scene = scene_new ();

  open_socket (scene);
  say_welcome (scene, FALSE, SECRET);
  say (scene, "{\"t\":\"notice\",\"s\":1,\"code\":\"waiting\",\"text\":\"x\",\"me\":\"" ME "\",\"host\":\"" OTHER "\"}");
  expect_state (scene, SIGHT_SIGNALING_WAITING);
  lose_socket (scene, 0);
  advance (scene, 10);
  open_socket (scene);
  say_welcome (scene, TRUE, SECRET2);
  expect_state (scene, SIGHT_SIGNALING_WAITING);
  say_joined (scene, 2);
  expect_state (scene, SIGHT_SIGNALING_JOINED);

  scene_free (scene);
}

static void
test_network_changed (void)
{
  Scene *scene = scene_new_joined ();

  sight_signaling_machine_network_changed (scene->machine, scene->now);
  g_assert_cmpuint (scene->closes, ==, 1);
  expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
  advance (scene, 2);
  g_assert_cmpuint (scene->opens, ==, 2);

  scene_free (scene);
}

/* A server is trusted no more than anyone else. */
static void
test_bad_server (void)
{
  static const char * const texts[] = {
    "", "nonsense", "{\"t\":\"relay\",\"s\":2}", "{\"t\":\"joined\",\"s\":2}", "{\"t\":7}", "{\"t\":\"x\",\"t\":\"y\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Scene *scene = scene_new_joined ();

      say (scene, "%s", texts[i]);
      g_assert_cmpuint (scene->closes, ==, 1);
      expect_state (scene, SIGHT_SIGNALING_RECONNECTING);
      expect_quiet (scene);
      scene_free (scene);
    }
}

/* rows: the certificate of a server is not asked about again and again */
static void
test_certificate (void)
{
  Scene *scene = scene_new ();
  g_autoptr(GError) error = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CERTIFICATE, "Not trusted");

  sight_signaling_machine_closed (scene->machine, 0, error, scene->now);
  expect_state (scene, SIGHT_SIGNALING_ENDED);
  g_assert_error (sight_signaling_machine_get_error (scene->machine), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CERTIFICATE);

  scene_free (scene);
}

/* What waits for the connection is bounded. */
static void
test_queue (void)
{
  Scene *scene = scene_new_joined ();
  guint kept = 0;

  lose_socket (scene, 0);
  while (say_to_room (scene, kept + 1))
    kept++;
  g_assert_cmpuint (kept, ==, 256);

  scene_free (scene);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/signaling/join", test_join);
  g_test_add_func ("/call/signaling/fail", test_fail);
  g_test_add_func ("/call/signaling/resume-replay", test_resume);
  g_test_add_func ("/call/signaling/replaces", test_replace);
  g_test_add_func ("/call/signaling/gap", test_gap);
  g_test_add_func ("/call/signaling/ping", test_ping);
  g_test_add_func ("/call/signaling/backoff", test_backoff);
  g_test_add_func ("/call/signaling/backoff/spread", test_backoff_spread);
  g_test_add_func ("/call/signaling/timeouts", test_timeouts);
  g_test_add_func ("/call/signaling/x-1001", test_drain);
  g_test_add_func ("/call/signaling/x-4003", test_rate);
  g_test_add_func ("/call/signaling/closes", test_closes);
  g_test_add_func ("/call/signaling/refusals", test_refusals);
  g_test_add_func ("/call/signaling/waiting", test_waiting);
  g_test_add_func ("/call/signaling/prepare", test_prepare);
  g_test_add_func ("/call/signaling/prepare-early", test_prepare_early);
  g_test_add_func ("/call/signaling/prepare-late", test_prepare_late);
  g_test_add_func ("/call/signaling/prepare-fails", test_prepare_fails);
  g_test_add_func ("/call/signaling/network-changed", test_network_changed);
  g_test_add_func ("/call/signaling/bad-server", test_bad_server);
  g_test_add_func ("/call/signaling/certificate", test_certificate);
  g_test_add_func ("/call/signaling/queue", test_queue);

  return g_test_run ();
}
