/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-connection.h"

#include <string.h>

#include "server/sight-http.h"
#include "server/sight-transport.h"

/* libwebsockets writes the frame header in front of the text. */
G_STATIC_ASSERT (SIGHT_FRAME_HEADROOM >= LWS_PRE);

/* From the decision to close until the socket is dropped, for those who do
 * not read or do not answer.
 */
#define CLOSE_SECONDS 5

#define CLOSE_PROTOCOL_ERROR 1002 /* RFC 6455: below our own protocol */

#define OPCODE_MASK       0x0f
#define OPCODE_TEXT       0x01
#define FRAME_IS_MASKED   0x80
#define MASK_LENGTH       4

int
sight_connection_open (SightConnection *self,
                       SightTransport  *transport,
                       struct lws      *wsi)
{
  SightAddress address;

  memset (self, 0, sizeof *self);
  self->transport = transport;
  self->wsi = wsi;
  self->drain_moment = g_random_int_range (0, G_MAXUINT16 + 1);

  sight_http_get_client_address (transport, wsi, &address);
  self->client = sight_hub_connect (transport->hub, self, &address, g_get_monotonic_time ());
  sight_transport_add_connection (transport, self);
  sight_transport_update_timer (transport);

  return 0;
}

/* How long a frame's header is, without its mask. */
static gsize
get_header_length (gsize payload)
{
  return payload < 126 ? 2 : payload <= G_MAXUINT16 ? 4 : 10;
}

/* Whether the bytes in front of @data are the header that a text frame with
 * @payload bytes has, masked or not.
 */
static gboolean
has_header_before (const guint8 *data,
                   gsize         payload,
                   guint8        opcode,
                   gboolean      masked)
{
  const guint8 *header = data - get_header_length (payload) - (masked ? MASK_LENGTH : 0);
  guint8 length = payload < 126 ? payload : payload <= G_MAXUINT16 ? 126 : 127;

  return (header[0] & OPCODE_MASK) == opcode &&
         header[1] == (length | (masked ? FRAME_IS_MASKED : 0)) &&
         (length != 126 || ((header[2] << 8) | header[3]) == (int) payload);
}

/* RFC 6455 wants a server to close on a frame without a mask; libwebsockets
 * reads it. It hands out the payload where it was received, behind the frame's
 * header, with the memory in front of it its own (LWS_PRE and more): so look
 * there. A header that came in an earlier read is not found, and then the
 * frame counts as masked; a masked frame is never taken for one without.
 */
static gboolean
is_unmasked (SightConnection *self,
             const guint8    *data,
             gsize            payload)
{
  guint8 opcode = lws_is_first_fragment (self->wsi) ? OPCODE_TEXT : 0;

  return payload > 0 &&
         !has_header_before (data, payload, opcode, TRUE) &&
         has_header_before (data, payload, opcode, FALSE);
}

static void
drop_queue (SightConnection *self)
{
  if (self->queue != NULL)
    g_queue_free_full (g_steal_pointer (&self->queue), (GDestroyNotify) sight_frame_unref);
  self->queued = 0;
}

static gboolean
has_output (SightConnection *self)
{
  return self->queue != NULL || lws_partial_buffered (self->wsi);
}

/* A close frame can go once everything before it is out. */
static gboolean
can_finish_closing (SightConnection *self)
{
  return self->closing && self->close_code != 0 && !has_output (self);
}

static int
finish_closing (SightConnection *self)
{
  if (!can_finish_closing (self))
    return 0;

  lws_close_reason (self->wsi, (enum lws_close_status) self->close_code, NULL, 0);
  return -1;
}

/* Nothing more is heard or said but @code, or 0 where a close frame is out
 * already. Who does not take even that is dropped.
 */
static void
begin_closing (SightConnection *self,
               guint16          code)
{
  self->closing = TRUE;
  self->close_code = code;
  g_clear_pointer (&self->message, g_byte_array_unref);
  lws_set_timeout (self->wsi, PENDING_TIMEOUT_USER_REASON_BASE, CLOSE_SECONDS);
}

int
sight_connection_finish (SightConnection *self)
{
  return self->client != NULL ? finish_closing (self) : 0;
}

static void
receive_message (SightConnection *self,
                 const guint8    *data,
                 gsize            length)
{
  sight_client_receive (self->client, (const char *) data, length, g_get_monotonic_time ());
}

static void
receive_part (SightConnection *self,
              const guint8    *data,
              gsize            length,
              gboolean         complete)
{
  if (self->message == NULL && complete)
    {
      receive_message (self, data, length);
      return;
    }

  if (self->message == NULL)
    self->message = g_byte_array_sized_new (length + lws_remaining_packet_payload (self->wsi));
  g_byte_array_append (self->message, data, length);

  if (complete)
    {
      g_autoptr(GByteArray) message = g_steal_pointer (&self->message);

      receive_message (self, message->data, message->len);
    }
}

int
sight_connection_receive (SightConnection *self,
                          const guint8    *data,
                          gsize            length)
{
  gsize remaining = lws_remaining_packet_payload (self->wsi);
  gsize known = self->message != NULL ? self->message->len : 0;
  gboolean begins_frame = !self->in_frame;

  if (self->closing || self->client == NULL)
    return 0;

  self->in_frame = remaining > 0;
  if (begins_frame && is_unmasked (self, data, length + remaining))
    {
      begin_closing (self, CLOSE_PROTOCOL_ERROR);
      return finish_closing (self);
    }

  if (lws_frame_is_binary (self->wsi))
    sight_connection_refuse (self, SIGHT_CLOSE_BINARY);
  else if (remaining > sight_client_get_limit (self->client) ||
           known + length + remaining > sight_client_get_limit (self->client))
    sight_connection_refuse (self, SIGHT_CLOSE_TOO_BIG);
  else
    receive_part (self, data, length, lws_is_final_fragment (self->wsi) != 0);

  sight_transport_update_timer (self->transport);
  return finish_closing (self);
}

static void
note_latency (SightConnection *self,
              SightFrame      *frame)
{
  if (frame->received_at != 0)
    sight_metrics_note_latency (&self->transport->metrics,
                                g_get_monotonic_time () - frame->received_at);
}

/* Nothing must be destroyed from within the hub: the socket dies in a moment. */
static void
break_off (SightConnection *self)
{
  self->closing = TRUE;
  drop_queue (self);
  lws_set_timeout (self->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
  sight_transport_wake (self->transport);
}

static gboolean
write_frame (SightConnection *self,
             SightFrame      *frame)
{
  if (lws_write (self->wsi, (unsigned char *) sight_frame_get_text (frame), frame->length, LWS_WRITE_TEXT) < 0)
    return FALSE;

  self->in_flight = lws_partial_buffered (self->wsi) ? frame->length : 0;
  note_latency (self, frame);

  return TRUE;
}

int
sight_connection_write (SightConnection *self)
{
  if (self->client == NULL)
    return 0;

  self->in_flight = 0;
  while (self->queue != NULL && !lws_partial_buffered (self->wsi))
    {
      g_autoptr(SightFrame) frame = g_queue_pop_head (self->queue);

      self->queued -= frame->length;
      if (g_queue_is_empty (self->queue))
        drop_queue (self);
      if (!write_frame (self, frame))
        {
          self->closing = TRUE;
          return -1;
        }
    }

  /* On libuv, libwebsockets closes a second time at once where it is asked to
   * from here, and then no close frame goes out.
   */
  if (can_finish_closing (self))
    lws_set_timer_usecs (self->wsi, 1);

  return 0;
}

void
sight_connection_send (gpointer    transport,
                       SightFrame *frame)
{
  SightConnection *self = transport;

  if (self->closing || self->overflowed)
    return;

  /* Asking for a moment to write costs two system calls and a turn of the
   * loop; mostly the socket takes the frame at once.
   */
  if (!has_output (self))
    {
      if (!write_frame (self, frame))
        break_off (self);
      return;
    }

  if ((gsize) self->queued + self->in_flight + frame->length > self->transport->config->limits.queue)
    {
      self->overflowed = TRUE;
      sight_transport_refuse_later (self->transport);
      return;
    }

  if (self->queue == NULL)
    self->queue = g_queue_new ();
  g_queue_push_tail (self->queue, sight_frame_ref (frame));
  self->queued += frame->length;
  if (!lws_partial_buffered (self->wsi))
    lws_callback_on_writable (self->wsi);
}

/* Clients that break the rules, not those that come and go. */
static void
log_close (SightConnection *self,
           SightClose       code)
{
  if (code == SIGHT_CLOSE_NORMAL || code == SIGHT_CLOSE_DRAIN || code == SIGHT_CLOSE_TIMEOUT ||
      code == SIGHT_CLOSE_REMOVED || code == SIGHT_CLOSE_SUPERSEDED || code == SIGHT_CLOSE_ENDED)
    return;

  sight_log_limited (&self->transport->close_log, g_get_monotonic_time (), G_LOG_LEVEL_INFO,
                     "client-closed", "reason", sight_close_to_name (code), NULL);
}

void
sight_connection_close (gpointer   transport,
                        SightClose code)
{
  SightConnection *self = transport;

  if (self->closing)
    return;

  begin_closing (self, code);
  log_close (self, code);
  /* Who does not read gets no more of it, only the reason. */
  if (code == SIGHT_CLOSE_SLOW)
    drop_queue (self);

  lws_callback_on_writable (self->wsi);
  sight_transport_wake (self->transport);
}

void
sight_connection_refuse (SightConnection *self,
                         SightClose       code)
{
  if (self->client != NULL && !self->closing)
    sight_client_refuse (self->client, code, g_get_monotonic_time ());
}

void
sight_connection_stop (SightConnection *self)
{
  begin_closing (self, 0);
  drop_queue (self);
}

void
sight_connection_closed (SightConnection *self)
{
  SightTransport *transport = self->transport;

  if (self->client == NULL)
    return;

  self->closing = TRUE;
  drop_queue (self);
  g_clear_pointer (&self->message, g_byte_array_unref);
  sight_client_disconnect (g_steal_pointer (&self->client), g_get_monotonic_time ());
  sight_transport_remove_connection (transport, self);
  sight_transport_update_timer (transport);
}
