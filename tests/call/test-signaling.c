/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "wait-until.h"

#include "call/sight-call-error.h"
#include "call/sight-memory-socket.h"
#include "call/sight-signaling.h"
#include "call/sight-web-socket.h"
#include "server/sight-server.h"

/* The client's line against the real server, in one process. */

#define ROOM    "00112233445566778899aabbccddeeff"
#define BOX     "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw=="

typedef struct
{
  SightSignaling *signaling;
  SightId         me;
  guint           joins;
  guint           relays;
  gint64          last_n;
  gboolean        in_order;
} Member;

static void
on_event (SightSignaling   *signaling,
          const SightEvent *event,
          Member           *self)
{
  if (event->type == SIGHT_EVENT_JOINED)
    {
      self->me = event->joined.me;
      self->joins++;
    }
  else if (event->type == SIGHT_EVENT_RELAY)
    {
      self->in_order &= event->relay.n == self->last_n + 1;
      self->last_n = event->relay.n;
      self->relays++;
    }
}

static Member *
member_new (SightSocket *socket)
{
  Member *self = g_new0 (Member, 1);
  SightRoomId room;

  self->in_order = TRUE;
  self->signaling = sight_signaling_new (socket, "test");
  g_signal_connect (self->signaling, "event", G_CALLBACK (on_event), self);
  g_assert_true (sight_room_id_parse (&room, ROOM, 32));
  sight_signaling_join (self->signaling, &room, SIGHT_KIND_CLI);

  return self;
}

static void
member_free (Member *self)
{
  g_assert_finalize_object (self->signaling);
  g_free (self);
}

static gboolean
say (Member *self,
     Member *to,
     gint64  n)
{
  SightRequest request = { .type = SIGHT_REQUEST_RELAY };

  request.relay.to = to->me;
  request.relay.n = n;
  request.relay.box = BOX;
  request.relay.box_length = strlen (BOX);

  return sight_signaling_say (self->signaling, &request);
}

static SightServer *
start_server (const char *listen)
{
  SightServerConfig *config = sight_server_config_new ();
  SightServer *server;
  g_autoptr(GError) error = NULL;

  g_ptr_array_set_size (config->listen, 0);
  g_ptr_array_add (config->listen, g_strdup (listen));
  server = sight_server_new (config);
  sight_server_start (server, NULL, &error);
  g_assert_no_error (error);

  return server;
}

static char *
get_url (SightServer *server)
{
  const char *address = sight_server_get_addresses (server)[0];

  g_assert_true (g_str_has_prefix (address, "http://"));

  return g_strdup_printf ("ws://%s/signal", address + strlen ("http://"));
}

static void
test_web_socket (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  g_autofree char *url = get_url (server);
  g_autoptr(SightWebSocket) left = sight_web_socket_new (url);
  g_autoptr(SightWebSocket) right = sight_web_socket_new (url);
  Member *a = member_new (SIGHT_SOCKET (left));
  Member *b;

  wait_until (a->joins == 1);
  b = member_new (SIGHT_SOCKET (right));
  wait_until (b->joins == 1);
  for (guint i = 1; i <= 100; i++)
    g_assert_true (say (a, b, i));
  wait_until (b->relays == 100);
  g_assert_true (b->in_order);

  sight_signaling_leave (a->signaling);
  g_assert_cmpuint (sight_signaling_get_state (a->signaling), ==, SIGHT_SIGNALING_ENDED);
  wait_until (sight_server_get_stats (server)->members == 1);

  member_free (a);
  member_free (b);
  g_clear_object (&left);
  g_clear_object (&right);
  wait_until (sight_server_get_stats (server)->clients == 0);
  g_object_unref (server);
}

/* The server dies and another takes its place: the room is found again. */
static void
test_server_restarted (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  g_autofree char *url = get_url (server);
  g_autofree char *listen = g_strdup (sight_server_get_addresses (server)[0] + strlen ("http://"));
  g_autoptr(SightWebSocket) left = sight_web_socket_new (url);
  g_autoptr(SightWebSocket) right = sight_web_socket_new (url);
  Member *a = member_new (SIGHT_SOCKET (left));
  Member *b = member_new (SIGHT_SOCKET (right));

  wait_until (a->joins == 1 && b->joins == 1);
  g_object_unref (server);
  wait_until (sight_signaling_get_state (a->signaling) == SIGHT_SIGNALING_RECONNECTING);
  wait_until (sight_signaling_get_state (b->signaling) == SIGHT_SIGNALING_RECONNECTING);

  server = start_server (listen);
  wait_until (a->joins == 2 && b->joins == 2);
  g_assert_true (say (a, b, 1));
  wait_until (b->relays == 1);
  g_assert_cmpuint (sight_signaling_get_lost_ms (b->signaling), ==, 0);

  member_free (a);
  member_free (b);
  g_object_unref (server);
}

static void
test_unreachable (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  g_autofree char *url = get_url (server);
  g_autoptr(SightWebSocket) socket = sight_web_socket_new (url);
  Member *a;

  g_object_unref (server);
  a = member_new (SIGHT_SOCKET (socket));
  wait_until (sight_signaling_get_error (a->signaling) != NULL);
  g_assert_error (sight_signaling_get_error (a->signaling), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE);
  g_assert_cmpuint (sight_signaling_get_state (a->signaling), ==, SIGHT_SIGNALING_CONNECTING);

  member_free (a);
}

/* The server's end of a memory socket: a hub without network. */
typedef struct
{
  SightHub          *hub;
  SightClient       *client; /* of this connection */
  SightMemorySocket *far;    /* the hub's end */
} Line;

static void
line_send (gpointer    transport,
           SightFrame *frame)
{
  Line *line = transport;

  sight_socket_send (SIGHT_SOCKET (line->far), sight_frame_get_text (frame), frame->length);
}

static void
line_close (gpointer   transport,
            SightClose code)
{
  Line *line = transport;

  sight_memory_socket_close_with (line->far, code);
}

static void
line_random (guint8 *buffer,
             gsize   length)
{
  for (gsize i = 0; i < length; i++)
    buffer[i] = g_random_int_range (0, 256);
}

static const SightHubDelivery line_delivery = {
  .send = line_send,
  .close = line_close,
  .random = line_random,
};

static void
on_line_opened (SightMemorySocket *far,
                Line              *line)
{
  SightAddress address;

  g_assert_true (sight_address_parse ("127.0.0.1", &address));
  if (line->client != NULL)
    sight_client_disconnect (line->client, g_get_monotonic_time ());
  line->client = sight_hub_connect (line->hub, line, &address, g_get_monotonic_time ());
}

static void
on_line_message (SightMemorySocket *far,
                 GBytes            *message,
                 Line              *line)
{
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  sight_client_receive (line->client, text, length, g_get_monotonic_time ());
}

static void
on_line_closed (SightMemorySocket *far,
                guint              code,
                const GError      *error,
                Line              *line)
{
  if (line->client != NULL)
    sight_client_disconnect (g_steal_pointer (&line->client), g_get_monotonic_time ());
}

static void
line_init (Line               *line,
           SightHub           *hub,
           SightMemorySocket **near)
{
  line->hub = hub;
  line->client = NULL;
  sight_memory_socket_new_pair (near, &line->far);
  g_signal_connect (line->far, "opened", G_CALLBACK (on_line_opened), line);
  g_signal_connect (line->far, "message", G_CALLBACK (on_line_message), line);
  g_signal_connect (line->far, "closed", G_CALLBACK (on_line_closed), line);
}

/* Fifty cuts while someone talks without pause: what was said to the server
 * arrives once and in order.
 */
static void
test_cuts (void)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  SightMemorySocket *near[2];
  Line lines[2];
  SightHub *hub;
  Member *a, *b;
  guint said = 0;

  config->limits.rate = config->limits.burst = 100000;
  hub = sight_hub_new (config, &line_delivery, g_get_monotonic_time (), g_get_real_time ());
  line_init (&lines[0], hub, &near[0]);
  line_init (&lines[1], hub, &near[1]);
  a = member_new (SIGHT_SOCKET (near[0]));
  b = member_new (SIGHT_SOCKET (near[1]));
  wait_until (a->joins == 1 && b->joins == 1);

  for (guint cut = 0; cut < 50; cut++)
    {
      for (guint i = 0; i < 10; i++)
        g_assert_true (say (a, b, ++said));
      /* The listener's connection, at a moment that differs. */
      for (guint i = 0; i < cut % 7; i++)
        g_main_context_iteration (NULL, FALSE);
      sight_memory_socket_cut (near[1]);
      wait_until (sight_signaling_get_state (b->signaling) == SIGHT_SIGNALING_RECONNECTING);
      wait_until (sight_signaling_get_state (b->signaling) == SIGHT_SIGNALING_JOINED);
    }
  wait_until (b->relays == said);
  g_assert_true (b->in_order);
  g_assert_cmpuint (b->joins, ==, 1);
  g_assert_cmpuint (sight_hub_get_stats (hub)->resumes, ==, 50);

  member_free (a);
  member_free (b);
  for (guint i = 0; i < 2; i++)
    {
      wait_until (lines[i].client == NULL);
      g_assert_finalize_object (near[i]);
      g_assert_finalize_object (lines[i].far);
    }
  sight_hub_free (hub);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/signaling/web-socket", test_web_socket);
  g_test_add_func ("/call/signaling/server-restarted", test_server_restarted);
  g_test_add_func ("/call/signaling/unreachable", test_unreachable);
  g_test_add_func ("/call/signaling/cuts", test_cuts);

  return g_test_run ();
}
