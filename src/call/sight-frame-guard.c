/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-frame-guard.h"

#include <glib/gi18n-lib.h>

#define NAME   "sightline-frame-guard"
#define HEADER "Sec-WebSocket-Extensions"

#define OPCODE_MASK    0x0f
#define OPCODE_TEXT    0x01
#define OPCODE_CONTROL 0x08
#define FRAME_IS_FINAL 0x80

/* An empty frame is not free either. */
#define FRAME_COST 64

/* The server that this is written for sends none, proxies one now and then. */
#define PINGS_BETWEEN_OURS 100

struct _SightFrameGuard
{
  SoupWebsocketExtension parent_instance;

  gsize                  message; /* bytes of frames since the last complete message */
  guint                  pings;   /* and other control frames, since we last said something */
};

G_DEFINE_FINAL_TYPE (SightFrameGuard, sight_frame_guard, SOUP_TYPE_WEBSOCKET_EXTENSION)

static GBytes *
refuse (GBytes                   *payload,
        GError                  **error,
        SoupWebsocketCloseCode    code,
        const char               *text)
{
  g_bytes_unref (payload);
  g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, code, text);

  return NULL;
}

static GBytes *
sight_frame_guard_process_incoming_message (SoupWebsocketExtension  *extension,
                                            guint8                  *header,
                                            GBytes                  *payload,
                                            GError                 **error)
{
  SightFrameGuard *self = SIGHT_FRAME_GUARD (extension);

  if (header[0] & OPCODE_CONTROL)
    {
      if (++self->pings > PINGS_BETWEEN_OURS)
        return refuse (payload, error, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, _("it sends pings without end"));
      return payload;
    }

  self->message += g_bytes_get_size (payload) + FRAME_COST;
  if (self->message > SIGHT_FRAME_GUARD_MESSAGE_MAX)
    return refuse (payload, error, SOUP_WEBSOCKET_CLOSE_TOO_BIG, _("it sends a message without end"));
  if (header[0] & FRAME_IS_FINAL)
    self->message = 0;

  return payload;
}

static GBytes *
sight_frame_guard_process_outgoing_message (SoupWebsocketExtension  *extension,
                                            guint8                  *header,
                                            GBytes                  *payload,
                                            GError                 **error)
{
  if ((header[0] & OPCODE_MASK) == OPCODE_TEXT)
    SIGHT_FRAME_GUARD (extension)->pings = 0;

  return payload;
}

static void
sight_frame_guard_class_init (SightFrameGuardClass *klass)
{
  SoupWebsocketExtensionClass *extension_class = SOUP_WEBSOCKET_EXTENSION_CLASS (klass);

  extension_class->name = NAME;
  extension_class->process_incoming_message = sight_frame_guard_process_incoming_message;
  extension_class->process_outgoing_message = sight_frame_guard_process_outgoing_message;
}

static void
sight_frame_guard_init (SightFrameGuard *self)
{
}

/* Agrees on the extension in the place of the server, before libsoup looks. */
static void
on_got_informational (SoupMessage *handshake)
{
  if (soup_message_get_status (handshake) != SOUP_STATUS_SWITCHING_PROTOCOLS)
    return;

  soup_message_headers_replace (soup_message_get_request_headers (handshake), HEADER, NAME);
  soup_message_headers_append (soup_message_get_response_headers (handshake), HEADER, NAME);
}

void
sight_frame_guard_install (SoupSession *session)
{
  soup_session_add_feature_by_type (session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  /* Compression is not wanted from a stranger. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_session_add_feature_by_type (session, SIGHT_TYPE_FRAME_GUARD);
}

/* libsoup's own handler comes after those that were there before. */
void
sight_frame_guard_attach (SoupMessage *handshake)
{
  g_signal_connect (handshake, "got-informational", G_CALLBACK (on_got_informational), NULL);
}

void
sight_frame_guard_hide (SoupMessage *handshake)
{
  soup_message_headers_remove (soup_message_get_request_headers (handshake), HEADER);
}
