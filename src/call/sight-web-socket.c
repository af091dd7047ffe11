/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-web-socket.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "call/sight-call-error.h"
#include "call/sight-frame-guard.h"
#include "protocol/sight-limits.h"

/* Larger than anything a server may send: the largest box in its envelope. */
G_STATIC_ASSERT (SIGHT_FRAME_GUARD_MESSAGE_MAX >= 2 * SIGHT_MESSAGE_MAX);

/* Not among libsoup's. */
#define HTTP_UPGRADE_REQUIRED  426
#define HTTP_TOO_MANY_REQUESTS 429

struct _SightWebSocket
{
  GObject                  parent_instance;

  char                    *url;
  SoupSession             *session;
  SoupMessage             *handshake;   /* while it opens */
  SoupWebsocketConnection *connection;  /* while it is open */
  GCancellable            *cancellable; /* of the handshake */
};

static void sight_web_socket_iface_init (SightSocketInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SightWebSocket, sight_web_socket, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIGHT_TYPE_SOCKET, sight_web_socket_iface_init))

/* The connection may still have a close frame to send and to get: it lives as
 * long as libsoup needs it, but no longer talks to us.
 */
static void
let_go (SightWebSocket *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->handshake);

  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
}

/* Without a close frame: libsoup would wait for its answer, and read on and keep
 * what comes until then.
 */
static void
hang_up (SightWebSocket *self,
         const char     *why)
{
  g_autoptr(GError) error = NULL;

  let_go (self);
  error = g_error_new (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_PROTOCOL,
                       _("The server does not keep to the protocol: %s"), why);
  sight_socket_emit_closed (SIGHT_SOCKET (self), 0, error);
}

static void
on_message (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *message,
            SightWebSocket          *self)
{
  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    sight_socket_emit_message (SIGHT_SOCKET (self), message);
  else
    hang_up (self, _("it sends something that is not text"));
}

/* What breaks on the way is told by "closed". */
static void
on_error (SoupWebsocketConnection *connection,
          const GError            *error,
          SightWebSocket          *self)
{
  if (error->domain == SOUP_WEBSOCKET_ERROR)
    hang_up (self, error->message);
}

static void
on_closed (SoupWebsocketConnection *connection,
           SightWebSocket          *self)
{
  guint code = soup_websocket_connection_get_close_code (connection);

  let_go (self);
  sight_socket_emit_closed (SIGHT_SOCKET (self), code, NULL);
}

static GError *
error_of_status (guint status)
{
  switch (status)
    {
    case SOUP_STATUS_BAD_REQUEST:
    case HTTP_UPGRADE_REQUIRED:
      return g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_VERSION,
                                  _("The server speaks another version of the protocol"));
    case SOUP_STATUS_SERVICE_UNAVAILABLE:
      return g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE, _("The server is full or restarts"));
    case HTTP_TOO_MANY_REQUESTS:
      return g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE,
                                  _("The server has too many connections from this network"));
    default:
      return g_error_new (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE,
                          _("There is no Sightline server at this address (HTTP %u)"), status);
    }
}

/* In words for a person; @error is libsoup's. */
static GError *
explain (SoupMessage  *handshake,
         const GError *error)
{
  guint status = soup_message_get_status (handshake);

  if (error->domain == G_TLS_ERROR)
    return g_error_new (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CERTIFICATE,
                        _("The server's certificate is not trusted: %s"), error->message);
  if (error->domain == SOUP_WEBSOCKET_ERROR && status != SOUP_STATUS_NONE && status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    return error_of_status (status);

  return g_error_new (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE,
                      _("The server cannot be reached: %s"), error->message);
}

static void
adopt (SightWebSocket          *self,
       SoupWebsocketConnection *connection)
{
  self->connection = connection;
  soup_websocket_connection_set_max_incoming_payload_size (connection, SIGHT_FRAME_GUARD_MESSAGE_MAX);
  g_signal_connect (connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect (connection, "error", G_CALLBACK (on_error), self);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), self);
  sight_socket_emit_opened (SIGHT_SOCKET (self));
}

static void
on_websocket_connect_ready (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr(SightWebSocket) self = user_data;
  g_autoptr(SoupWebsocketConnection) connection = NULL;
  g_autoptr(SoupMessage) handshake = NULL;
  g_autoptr(GError) error = NULL;

  connection = soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Closed in the same turn of the loop in which it opened. */
  if (self->handshake == NULL || soup_session_get_async_result_message (SOUP_SESSION (object), result) != self->handshake)
    {
      if (connection != NULL)
        soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      return;
    }

  handshake = g_steal_pointer (&self->handshake);
  g_clear_object (&self->cancellable);
  if (connection != NULL)
    {
      adopt (self, g_steal_pointer (&connection));
    }
  else
    {
      g_autoptr(GError) explained = explain (handshake, error);

      sight_socket_emit_closed (SIGHT_SOCKET (self), 0, explained);
    }
}

static void
sight_web_socket_open (SightSocket *socket)
{
  static const char * const protocols[] = { SIGHT_SUBPROTOCOL, NULL };
  SightWebSocket *self = SIGHT_WEB_SOCKET (socket);

  let_go (self);
  self->cancellable = g_cancellable_new ();
  self->handshake = soup_message_new (SOUP_METHOD_GET, self->url);
  g_return_if_fail (self->handshake != NULL);

  sight_frame_guard_attach (self->handshake);
  soup_session_websocket_connect_async (self->session, self->handshake, NULL, (char **) protocols,
                                        G_PRIORITY_DEFAULT, self->cancellable,
                                        on_websocket_connect_ready, g_object_ref (self));
  sight_frame_guard_hide (self->handshake);
}

static void
sight_web_socket_send (SightSocket *socket,
                       const char  *text,
                       gsize        length)
{
  SightWebSocket *self = SIGHT_WEB_SOCKET (socket);
  g_autoptr(GBytes) message = g_bytes_new (text, length);

  if (self->connection != NULL &&
      soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_message (self->connection, SOUP_WEBSOCKET_DATA_TEXT, message);
}

/* libsoup keeps a connection only while somebody does: until the server has
 * answered the close frame, or has not in time, that is the closure here.
 */
static void
on_late_close (SoupWebsocketConnection *connection,
               gpointer                 user_data)
{
  g_object_unref (connection);
}

static void
sight_web_socket_close (SightSocket *socket)
{
  SightWebSocket *self = SIGHT_WEB_SOCKET (socket);
  g_autoptr(SoupWebsocketConnection) connection = NULL;

  if (self->connection != NULL)
    connection = g_object_ref (self->connection);
  let_go (self);

  if (connection != NULL && soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
    {
      g_signal_connect (g_object_ref (connection), "closed", G_CALLBACK (on_late_close), NULL);
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
    }
}

static void
sight_web_socket_dispose (GObject *object)
{
  SightWebSocket *self = SIGHT_WEB_SOCKET (object);

  sight_web_socket_close (SIGHT_SOCKET (self));
  g_clear_object (&self->session);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (sight_web_socket_parent_class)->dispose (object);
}

static void
sight_web_socket_class_init (SightWebSocketClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_web_socket_dispose;
}

static void
sight_web_socket_init (SightWebSocket *self)
{
  self->session = soup_session_new ();
  sight_frame_guard_install (self->session);
}

static void
sight_web_socket_iface_init (SightSocketInterface *iface)
{
  iface->open = sight_web_socket_open;
  iface->send = sight_web_socket_send;
  iface->close = sight_web_socket_close;
}

SightWebSocket *
sight_web_socket_new (const char *url)
{
  SightWebSocket *self;

  g_return_val_if_fail (g_str_has_prefix (url, "ws://") || g_str_has_prefix (url, "wss://"), NULL);

  self = g_object_new (SIGHT_TYPE_WEB_SOCKET, NULL);
  self->url = g_strdup (url);

  return self;
}
