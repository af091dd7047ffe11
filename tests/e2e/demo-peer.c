/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "demo-peer.h"

#include "bench-websocket.h"
#include "protocol/sight-limits.h"

#define TIMEOUT_SECONDS 10
#define READ_SIZE       4096

struct _DemoPeer
{
  GSocketConnection *connection;
  GByteArray        *received; /* and not taken yet */
};

void
demo_peer_free (DemoPeer *self)
{
  g_clear_object (&self->connection);
  g_byte_array_unref (self->received);
  g_free (self);
}

static gboolean
demo_peer_write (DemoPeer    *self,
                 const void  *data,
                 gsize        length,
                 GError     **error)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));

  return g_output_stream_write_all (stream, data, length, NULL, NULL, error);
}

static gboolean
demo_peer_read (DemoPeer  *self,
                GError   **error)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
  guint8 buffer[READ_SIZE];
  gssize length = g_input_stream_read (stream, buffer, sizeof buffer, NULL, error);

  if (length == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "The server closed the connection");
  if (length <= 0)
    return FALSE;

  g_byte_array_append (self->received, buffer, length);
  return TRUE;
}

static gboolean
demo_peer_write_frame (DemoPeer    *self,
                       guint8       opcode,
                       const char  *text,
                       gsize        length,
                       GError     **error)
{
  g_autofree guint8 *frame = g_malloc (length + BENCH_WEBSOCKET_OVERHEAD);
  /* Zero would mean a server's frame, which has no mask. */
  guint32 mask = g_random_int () | 1;
  gsize size = bench_websocket_write (frame, opcode, text, length, mask);

  return demo_peer_write (self, frame, size, error);
}

static gboolean
demo_peer_upgrade (DemoPeer    *self,
                   const char  *authority,
                   GError     **error)
{
  g_autoptr(GString) request = g_string_new (NULL);
  gsize head;

  bench_websocket_request (request, SIGHT_SIGNAL_PATH, authority, SIGHT_SUBPROTOCOL);
  if (!demo_peer_write (self, request->str, request->len, error))
    return FALSE;

  do
    {
      if (!demo_peer_read (self, error))
        return FALSE;
      head = bench_websocket_head_length (self->received->data, self->received->len);
    }
  while (head == 0);

  if (!bench_websocket_accepted (self->received->data, head))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The server did not accept a WebSocket");
      return FALSE;
    }
  g_byte_array_remove_range (self->received, 0, head);
  return TRUE;
}

DemoPeer *
demo_peer_new (const char  *authority,
               GError     **error)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(DemoPeer) self = NULL;

  g_socket_client_set_timeout (client, TIMEOUT_SECONDS);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, authority, 80, NULL, error);
  if (connection == NULL)
    return NULL;

  self = g_new0 (DemoPeer, 1);
  self->connection = g_steal_pointer (&connection);
  self->received = g_byte_array_new ();
  if (!demo_peer_upgrade (self, authority, error))
    return NULL;

  return g_steal_pointer (&self);
}

gboolean
demo_peer_send (DemoPeer            *self,
                const SightRequest  *request,
                GError             **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  sight_request_write (request, text);
  return demo_peer_write_frame (self, BENCH_WEBSOCKET_TEXT, text->str, text->len, error);
}

/* Takes one frame: TRUE with @out filled or of type unknown. */
static gboolean
demo_peer_take (DemoPeer    *self,
                SightEvent  *out,
                GError     **error)
{
  BenchFrame frame;
  gssize size;
  gboolean good = TRUE;

  while ((size = bench_websocket_read (self->received->data, self->received->len, &frame)) == 0)
    if (!demo_peer_read (self, error))
      return FALSE;

  if (size < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The server sent a frame that is none");
      return FALSE;
    }

  out->type = SIGHT_EVENT_UNKNOWN;
  if (frame.opcode == BENCH_WEBSOCKET_TEXT)
    good = sight_event_parse (out, (const char *) frame.text, frame.length, error);
  else if (frame.opcode == BENCH_WEBSOCKET_PING)
    good = demo_peer_write_frame (self, BENCH_WEBSOCKET_PONG, (const char *) frame.text, frame.length, error);

  g_byte_array_remove_range (self->received, 0, size);
  return good;
}

gboolean
demo_peer_wait (DemoPeer        *self,
                SightEventType   type,
                SightEvent      *out,
                GError         **error)
{
  /* A server that says something else for ever must not be waited for. */
  gint64 deadline = g_get_monotonic_time () + TIMEOUT_SECONDS * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < deadline)
    {
      g_auto(SightEvent) event = { SIGHT_EVENT_UNKNOWN };

      if (!demo_peer_take (self, &event, error))
        return FALSE;

      if (event.type == type)
        {
          *out = event;
          event = (SightEvent) { SIGHT_EVENT_UNKNOWN };
          return TRUE;
        }
      if (event.type == SIGHT_EVENT_ERROR)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The server says %s: %s", event.error.code, event.error.text);
          return FALSE;
        }
    }

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The server did not answer");
  return FALSE;
}
