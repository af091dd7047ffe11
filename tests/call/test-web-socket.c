/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "wait-until.h"

#include <gio/gio.h>
#include <string.h>

#include "call/sight-call-error.h"
#include "call/sight-web-socket.h"

/* The WebSocket client against a server on a raw socket that wants it to run
 * out of memory.
 */

#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

#define CONTINUATION 0x00
#define TEXT         0x01
#define BINARY       0x02
#define PING         0x09
#define FINAL        0x80

/* More than the client takes, the kernel's buffers at both ends full. */
#define SENT_MAX (32 * 1024 * 1024)

typedef struct
{
  GOutputStream *output;
  gsize          sent;
} Wire;

/* What is said after the handshake, on a thread of the server. Returns when
 * the client hangs up.
 */
typedef void (*Script) (Wire *wire);

typedef struct
{
  GSocketService *service;
  char           *url;
  Script          script;
  char           *request;  /* the last one's head */
  gsize           sent;     /* by the script, once it returned */
  int             done;     /* scripts that returned; atomic */
} Server;

typedef struct
{
  SightWebSocket *socket;
  guint           messages;
  gsize           last_length;
  gboolean        closed;
  GError         *error;
} Client;

/* FALSE once the client hung up. */
static gboolean
put (Wire         *wire,
     gconstpointer data,
     gsize         length)
{
  if (!g_output_stream_write_all (wire->output, data, length, NULL, NULL, NULL))
    return FALSE;
  wire->sent += length;

  return wire->sent <= SENT_MAX;
}

/* A whole frame; @length is what the header says. */
static gboolean
put_header (Wire    *wire,
            guint8   first,
            guint64  length)
{
  guint8 header[10] = { first };
  gsize n = length < 126 ? 2 : length <= G_MAXUINT16 ? 4 : 10;

  if (n == 2)
    header[1] = length;
  else
    header[1] = n == 4 ? 126 : 127;
  for (gsize i = 2; i < n; i++)
    header[i] = length >> (8 * (n - 1 - i));

  return put (wire, header, n);
}

static gboolean
put_frame (Wire   *wire,
           guint8  first,
           gsize   length)
{
  g_autofree char *payload = g_strnfill (length, 'x');

  return put_header (wire, first, length) && put (wire, payload, length);
}

static void
wait_for_end (Wire *wire)
{
  while (put_frame (wire, FINAL | PING, 0))
    g_usleep (10000);
}

static void
say_fragments (Wire *wire)
{
  gboolean open = put_frame (wire, TEXT, 1000);

  while (open)
    open = put_frame (wire, CONTINUATION, 16384);
}

static void
say_empty_fragments (Wire *wire)
{
  gboolean open = put_frame (wire, TEXT, 0);

  while (open)
    open = put_frame (wire, CONTINUATION, 0);
}

static void
say_endless_frame (Wire *wire)
{
  gboolean open = put_header (wire, FINAL | TEXT, G_GUINT64_CONSTANT (1) << 40);
  g_autofree char *payload = g_strnfill (65536, 'x');

  while (open)
    open = put (wire, payload, 65536);
}

static void
say_pings (Wire *wire)
{
  while (put_frame (wire, FINAL | PING, 100))
    ;
}

/* Messages between them change nothing. */
static void
say_pings_and_messages (Wire *wire)
{
  while (put_frame (wire, FINAL | PING, 100) && put_frame (wire, FINAL | TEXT, 2))
    ;
}

static void
say_binary (Wire *wire)
{
  put_frame (wire, FINAL | BINARY, 10);
  wait_for_end (wire);
}

static void
say_masked (Wire *wire)
{
  static const guint8 masked[] = { FINAL | TEXT, 0x82, 1, 2, 3, 4, 'a', 'b' };

  put (wire, masked, sizeof masked);
  wait_for_end (wire);
}

/* As large as a message may be, in fragments, with pings between; again and again. */
static void
say_proper_messages (Wire *wire)
{
  for (guint i = 0; i < 20; i++)
    {
      put_frame (wire, TEXT, 1000);
      for (guint j = 0; j < 63; j++)
        put_frame (wire, CONTINUATION, 1000);
      put_frame (wire, FINAL | PING, 4);
      put_frame (wire, FINAL | CONTINUATION, 1536);
    }
  wait_for_end (wire);
}

static char *
read_head (GInputStream *input)
{
  g_autoptr(GString) head = g_string_new (NULL);
  char byte;

  while (!g_str_has_suffix (head->str, "\r\n\r\n") && g_input_stream_read (input, &byte, 1, NULL, NULL) == 1)
    g_string_append_c (head, byte);

  return g_string_free (g_steal_pointer (&head), FALSE);
}

static char *
make_answer (const char *head)
{
  static const char name[] = "Sec-WebSocket-Key: ";
  const char *key = strstr (head, name) + strlen (name);
  g_autofree char *text = g_strdup_printf ("%.*s" GUID, (int) strcspn (key, "\r"), key);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autofree char *accept = NULL;

  g_checksum_update (checksum, (guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  accept = g_base64_encode (digest, length);

  return g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: sightline.v1\r\n\r\n", accept);
}

/* On a thread of its own. */
static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        Server                 *self)
{
  Wire wire = { .output = g_io_stream_get_output_stream (G_IO_STREAM (connection)) };
  g_autofree char *answer = NULL;

  g_free (self->request);
  self->request = read_head (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  answer = make_answer (self->request);
  g_output_stream_write_all (wire.output, answer, strlen (answer), NULL, NULL, NULL);
  self->script (&wire);
  self->sent = wire.sent;
  g_atomic_int_inc (&self->done);

  return TRUE;
}

static Server *
server_new (Script script)
{
  Server *self = g_new0 (Server, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GError) error = NULL;

  self->script = script;
  self->service = g_threaded_socket_service_new (1);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any_port, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("ws://127.0.0.1:%u/signal",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_service_start (self->service);

  return self;
}

static void
server_free (Server *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_free (self->url);
  g_free (self->request);
  g_free (self);
}

/* What happens on the server's thread wakes nobody here. */
static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
on_message (Client *self,
            GBytes *message)
{
  self->messages++;
  self->last_length = g_bytes_get_size (message);
}

static void
on_closed (Client       *self,
           guint         code,
           const GError *error)
{
  g_assert_false (self->closed);
  self->closed = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
client_open (Client *self,
             Server *server)
{
  self->socket = sight_web_socket_new (server->url);
  g_signal_connect_swapped (self->socket, "message", G_CALLBACK (on_message), self);
  g_signal_connect_swapped (self->socket, "closed", G_CALLBACK (on_closed), self);
  sight_socket_open (SIGHT_SOCKET (self->socket));
}

static void
client_clear (Client *self)
{
  g_clear_object (&self->socket);
  g_clear_error (&self->error);
}

/* The client hangs up, with an error that says so, long before it has read
 * everything that the server has.
 */
static void
assert_hangs_up (gconstpointer data)
{
  const Script *script = data;
  Server *server = server_new (*script);
  Client client = { 0, };
  guint tick = g_timeout_add (10, on_tick, NULL);

  client_open (&client, server);
  wait_until (client.closed);
  g_assert_error (client.error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_PROTOCOL);
  g_test_message ("%s", client.error->message);

  wait_until (g_atomic_int_get (&server->done) == 1);
  g_test_message ("sent %" G_GSIZE_FORMAT " bytes", server->sent);
  g_assert_cmpuint (server->sent, <=, SENT_MAX);

  g_source_remove (tick);
  client_clear (&client);
  server_free (server);
}

static void
test_proper_messages (void)
{
  Server *server = server_new (say_proper_messages);
  Client client = { 0, };
  guint tick = g_timeout_add (10, on_tick, NULL);

  client_open (&client, server);
  wait_until (client.messages == 20);
  g_assert_cmpuint (client.last_length, ==, 65536);
  g_assert_false (client.closed);

  /* Nothing of the guard is on the wire. */
  g_assert_null (strstr (server->request, "Extensions"));

  client_clear (&client);
  wait_until (g_atomic_int_get (&server->done) == 1);
  g_source_remove (tick);
  server_free (server);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    Script      script;
  } hostile[] = {
    { "/call/web-socket/fragments", say_fragments },
    { "/call/web-socket/empty-fragments", say_empty_fragments },
    { "/call/web-socket/endless-frame", say_endless_frame },
    { "/call/web-socket/pings", say_pings },
    { "/call/web-socket/pings-and-messages", say_pings_and_messages },
    { "/call/web-socket/binary", say_binary },
    { "/call/web-socket/masked", say_masked },
  };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/web-socket/proper-messages", test_proper_messages);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    g_test_add_data_func (hostile[i].path, &hostile[i].script, assert_hangs_up);

  return g_test_run ();
}
