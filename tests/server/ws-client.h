/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WsClient:
 *
 * A WebSocket client on a raw socket that can say anything, also what no
 * client should. While it waits it turns the default main context, where the
 * server under test may run, and fails the test after a while.
 */
typedef struct _WsClient WsClient;

#define WS_CONTINUATION 0x0
#define WS_TEXT         0x1
#define WS_BINARY       0x2
#define WS_CLOSE        0x8
#define WS_PING         0x9
#define WS_PONG         0xa

typedef enum
{
  WS_FRAME_FINAL    = 1 << 0,
  WS_FRAME_UNMASKED = 1 << 1,
  WS_FRAME_RESERVED = 1 << 2, /* RSV1 set */
} WsFrameFlags;

/* @url as the server prints it; https:// speaks TLS. */
WsClient *ws_client_connect       (const char   *url);
/* From 127.0.0.@host, so that a test can be many addresses. */
WsClient *ws_client_connect_from  (const char   *url,
                                   guint         host);
void      ws_client_free          (WsClient     *self);
/* Before connecting: a small receive buffer fills soon. */
void      ws_client_set_receive_buffer (int      bytes);

void      ws_client_send_bytes    (WsClient     *self,
                                   gconstpointer data,
                                   gsize         length);
/* As much as the socket takes now, and FALSE once the server hung up. */
gboolean  ws_client_try_send_bytes (WsClient    *self,
                                   gconstpointer data,
                                   gsize         length,
                                   gsize        *sent);
void      ws_client_send_string   (WsClient     *self,
                                   const char   *text);
GByteArray *ws_client_make_frame  (guint8        opcode,
                                   WsFrameFlags  flags,
                                   gconstpointer data,
                                   gsize         length);
void      ws_client_send_frame    (WsClient     *self,
                                   guint8        opcode,
                                   WsFrameFlags  flags,
                                   gconstpointer data,
                                   gsize         length);
void      ws_client_send_text     (WsClient     *self,
                                   const char   *text);

/* Sends a handshake with @headers (complete lines) and returns the status. */
guint     ws_client_handshake     (WsClient     *self,
                                   const char   *path,
                                   const char   *headers);
/* With everything that a handshake has. */
guint     ws_client_open          (WsClient     *self);
guint     ws_client_request       (WsClient     *self,
                                   const char   *method,
                                   const char   *path,
                                   const char   *headers);
/* Reads an answer; head and body stay until the next. */
guint     ws_client_read_response (WsClient     *self,
                                   gboolean      without_body);
const char *ws_client_get_head    (WsClient     *self);
const char *ws_client_get_body    (WsClient     *self);

/* The next frame of any kind. */
char     *ws_client_read_frame    (WsClient     *self,
                                   guint8       *opcode,
                                   gsize        *length);
/* The next text message that contains @part; others are passed over. */
char     *ws_client_expect        (WsClient     *self,
                                   const char   *part);
/* Waits for the end; the close code, or 0 where the socket just closed. */
guint     ws_client_expect_close  (WsClient     *self);
/* Nothing to read now, after everything that was on its way. */
gboolean  ws_client_is_silent     (WsClient     *self);
/* What the server's certificate is: a hash, for TLS only. */
char     *ws_client_get_certificate (WsClient   *self);

/* One turn of the main context, waiting for a millisecond at most. */
void      ws_turn                 (void);
#define ws_wait_until(condition)                                              \
  G_STMT_START {                                                              \
    gint64 ws_deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;   \
    while (!(condition))                                                      \
      {                                                                       \
        g_assert_cmpint (g_get_monotonic_time (), <, ws_deadline);            \
        ws_turn ();                                                           \
      }                                                                       \
  } G_STMT_END

/* A member's fields in the protocol, with the strings that JSON holds. */
char     *ws_get_string           (const char   *json,
                                   const char   *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WsClient, ws_client_free)

G_END_DECLS
