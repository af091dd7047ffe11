/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ws-client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol/sight-json.h"

#define PATIENCE (20 * G_TIME_SPAN_SECOND)

struct _WsClient
{
  int               fd;
  gnutls_session_t  tls;         /* NULL for plain */
  gnutls_certificate_credentials_t credentials;
  GByteArray       *input;
  gboolean          ended;
  guint             close_code;
  char             *host;
  char             *head;
  char             *body;
};

static int receive_buffer;

void
ws_client_set_receive_buffer (int bytes)
{
  receive_buffer = bytes;
}

void
ws_turn (void)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (200);
}

static void
wait_for (WsClient *self,
          short     events)
{
  struct pollfd poll_fd = { .fd = self->fd, .events = events };

  while (g_main_context_iteration (NULL, FALSE))
    ;
  poll (&poll_fd, 1, 1);
}

static void
connect_socket (WsClient   *self,
                const char *host,
                const char *port,
                guint       source)
{
  const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST };
  struct addrinfo *result;
  int on = 1;

  g_assert_cmpint (getaddrinfo (host, port, &hints, &result), ==, 0);
  self->fd = socket (result->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (self->fd, >=, 0);
  if (receive_buffer > 0)
    setsockopt (self->fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (source != 0)
    {
      struct sockaddr_in from = { .sin_family = AF_INET };

      from.sin_addr.s_addr = htonl (INADDR_LOOPBACK - 1 + source);
      g_assert_cmpint (bind (self->fd, (struct sockaddr *) &from, sizeof from), ==, 0);
    }
  /* The kernel answers for the listener, whoever turns its loop. */
  g_assert_cmpint (connect (self->fd, result->ai_addr, result->ai_addrlen), ==, 0);
  freeaddrinfo (result);
  fcntl (self->fd, F_SETFL, O_NONBLOCK);
}

static void
start_tls (WsClient *self)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  int status;

  gnutls_certificate_allocate_credentials (&self->credentials);
  gnutls_init (&self->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK);
  gnutls_set_default_priority (self->tls);
  gnutls_credentials_set (self->tls, GNUTLS_CRD_CERTIFICATE, self->credentials);
  gnutls_transport_set_int (self->tls, self->fd);

  while ((status = gnutls_handshake (self->tls)) != GNUTLS_E_SUCCESS)
    {
      g_assert_false (gnutls_error_is_fatal (status));
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      wait_for (self, POLLIN);
    }
}

WsClient *
ws_client_connect_from (const char *url,
                        guint       source)
{
  WsClient *self = g_new0 (WsClient, 1);
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *port = NULL;

  g_assert_nonnull (uri);
  port = g_strdup_printf ("%d", g_uri_get_port (uri));
  self->host = g_strdup (strstr (url, "://") + 3);
  self->input = g_byte_array_sized_new (4096);
  connect_socket (self, g_uri_get_host (uri), port, source);
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    start_tls (self);

  return self;
}

WsClient *
ws_client_connect (const char *url)
{
  return ws_client_connect_from (url, 0);
}

void
ws_client_free (WsClient *self)
{
  if (self->tls != NULL)
    {
      gnutls_deinit (self->tls);
      gnutls_certificate_free_credentials (self->credentials);
    }
  close (self->fd);
  g_byte_array_unref (self->input);
  g_free (self->host);
  g_free (self->head);
  g_free (self->body);
  g_free (self);
}

/* --- Writing --- */

gboolean
ws_client_try_send_bytes (WsClient      *self,
                          gconstpointer  data,
                          gsize          length,
                          gsize         *sent)
{
  ssize_t n;

  if (self->tls != NULL)
    n = gnutls_record_send (self->tls, data, length);
  else
    n = send (self->fd, data, length, MSG_NOSIGNAL);

  *sent = MAX (n, 0);
  if (self->tls != NULL)
    return n >= 0 || !gnutls_error_is_fatal (n);

  return n >= 0 || errno == EAGAIN || errno == EINTR;
}

void
ws_client_send_bytes (WsClient      *self,
                      gconstpointer  data,
                      gsize          length)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  const guint8 *bytes = data;

  while (length > 0)
    {
      gsize sent;

      /* Whoever hung up does not hear the rest: that is for the reading to tell. */
      if (!ws_client_try_send_bytes (self, bytes, length, &sent))
        return;
      bytes += sent;
      length -= sent;
      if (length > 0)
        {
          g_assert_cmpint (g_get_monotonic_time (), <, deadline);
          wait_for (self, POLLOUT);
        }
    }
}

void
ws_client_send_string (WsClient   *self,
                       const char *text)
{
  ws_client_send_bytes (self, text, strlen (text));
}

static void
append_length (GByteArray *frame,
               guint8      masked,
               gsize       length)
{
  guint8 bytes[9];
  gsize n = 1;

  if (length < 126)
    {
      bytes[0] = masked | length;
    }
  else
    {
      gsize width = length <= G_MAXUINT16 ? 2 : 8;

      bytes[0] = masked | (width == 2 ? 126 : 127);
      for (n = 1; n <= width; n++)
        bytes[n] = (guint64) length >> (8 * (width - n));
    }
  g_byte_array_append (frame, bytes, n);
}

GByteArray *
ws_client_make_frame (guint8         opcode,
                      WsFrameFlags   flags,
                      gconstpointer  data,
                      gsize          length)
{
  GByteArray *frame = g_byte_array_new ();
  const guint8 *bytes = data;
  guint8 mask[4] = { 0 };
  guint8 first = opcode | (flags & WS_FRAME_FINAL ? 0x80 : 0) | (flags & WS_FRAME_RESERVED ? 0x40 : 0);
  gboolean masked = !(flags & WS_FRAME_UNMASKED);
  guint header;

  g_byte_array_append (frame, &first, 1);
  append_length (frame, masked ? 0x80 : 0, length);
  if (masked)
    {
      gnutls_rnd (GNUTLS_RND_NONCE, mask, sizeof mask);
      g_byte_array_append (frame, mask, sizeof mask);
    }
  header = frame->len;
  g_byte_array_set_size (frame, header + length);
  for (gsize i = 0; i < length; i++)
    frame->data[header + i] = bytes[i] ^ mask[i & 3];

  return frame;
}

void
ws_client_send_frame (WsClient      *self,
                      guint8         opcode,
                      WsFrameFlags   flags,
                      gconstpointer  data,
                      gsize          length)
{
  g_autoptr(GByteArray) frame = ws_client_make_frame (opcode, flags, data, length);

  ws_client_send_bytes (self, frame->data, frame->len);
}

void
ws_client_send_text (WsClient   *self,
                     const char *text)
{
  ws_client_send_frame (self, WS_TEXT, WS_FRAME_FINAL, text, strlen (text));
}

/* --- Reading --- */

static gboolean
read_some (WsClient *self)
{
  guint8 buffer[16384];
  ssize_t n;

  if (self->tls != NULL)
    n = gnutls_record_recv (self->tls, buffer, sizeof buffer);
  else
    n = recv (self->fd, buffer, sizeof buffer, 0);

  if (n > 0)
    g_byte_array_append (self->input, buffer, n);
  else if (n == 0)
    self->ended = TRUE;
  else if (self->tls != NULL)
    self->ended = gnutls_error_is_fatal (n);
  else
    self->ended = errno != EAGAIN && errno != EINTR;

  return n > 0;
}

static void
read_more (WsClient *self,
           gint64    deadline)
{
  g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  if (!read_some (self) && !self->ended)
    wait_for (self, POLLIN);
}

static gsize
get_body_length (const char *head)
{
  const char *header = strstr (head, "\r\nContent-Length: ");

  return header != NULL ? g_ascii_strtoull (header + strlen ("\r\nContent-Length: "), NULL, 10) : 0;
}

guint
ws_client_read_response (WsClient *self,
                         gboolean  without_body)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  const guint8 *end;
  guint status;
  gsize head_length, body_length;

  while (((end = self->input->len > 0 ? memmem (self->input->data, self->input->len, "\r\n\r\n", 4) : NULL) == NULL) &&
         !self->ended)
    read_more (self, deadline);
  if (end == NULL)
    return 0;

  head_length = end - self->input->data + 4;
  g_free (self->head);
  self->head = g_strndup ((const char *) self->input->data, head_length);
  status = strtoul (self->head + strlen ("HTTP/1.1 "), NULL, 10);
  body_length = without_body || status == 304 || status == 101 ? 0 : get_body_length (self->head);
  while (self->input->len < head_length + body_length && !self->ended)
    read_more (self, deadline);
  g_assert_cmpuint (self->input->len, >=, head_length + body_length);

  g_free (self->body);
  self->body = g_strndup ((const char *) self->input->data + head_length, body_length);
  g_byte_array_remove_range (self->input, 0, head_length + body_length);

  return status;
}

const char *
ws_client_get_head (WsClient *self)
{
  return self->head;
}

const char *
ws_client_get_body (WsClient *self)
{
  return self->body;
}

guint
ws_client_request (WsClient   *self,
                   const char *method,
                   const char *path,
                   const char *headers)
{
  g_autofree char *request = NULL;

  request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", method, path, self->host,
                             headers != NULL ? headers : "");
  ws_client_send_string (self, request);

  return ws_client_read_response (self, g_str_equal (method, "HEAD"));
}

guint
ws_client_handshake (WsClient   *self,
                     const char *path,
                     const char *headers)
{
  g_autofree char *all = NULL;

  all = g_strconcat ("Upgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n",
                     headers, NULL);

  return ws_client_request (self, "GET", path, all);
}

guint
ws_client_open (WsClient *self)
{
  return ws_client_handshake (self, "/signal", "Sec-WebSocket-Protocol: sightline.v1\r\n");
}

static char *
take_frame (WsClient *self,
            guint8   *opcode,
            gsize    *length)
{
  const guint8 *data = self->input->data;
  gsize header = 2;
  char *payload;

  if (self->input->len < 2)
    return NULL;
  /* A server does not mask. */
  g_assert_cmpint (data[1] & 0x80, ==, 0);

  *length = data[1];
  if (*length >= 126)
    {
      gsize width = *length == 126 ? 2 : 8;

      header += width;
      if (self->input->len < header)
        return NULL;
      *length = 0;
      for (gsize i = 0; i < width; i++)
        *length = *length << 8 | data[2 + i];
    }
  if (self->input->len < header + *length)
    return NULL;

  *opcode = data[0] & 0x0f;
  payload = g_malloc (*length + 1);
  memcpy (payload, data + header, *length);
  payload[*length] = '\0';
  if (*opcode == WS_CLOSE)
    self->close_code = *length >= 2 ? data[header] << 8 | data[header + 1] : 1005;
  g_byte_array_remove_range (self->input, 0, header + *length);

  return payload;
}

char *
ws_client_read_frame (WsClient *self,
                      guint8   *opcode,
                      gsize    *length)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  char *payload;

  while ((payload = take_frame (self, opcode, length)) == NULL && !self->ended)
    read_more (self, deadline);

  return payload;
}

char *
ws_client_expect (WsClient   *self,
                  const char *part)
{
  char *payload;
  guint8 opcode;
  gsize length;

  while ((payload = ws_client_read_frame (self, &opcode, &length)) != NULL)
    {
      if (opcode == WS_TEXT && strstr (payload, part) != NULL)
        return payload;
      g_free (payload);
    }

  g_error ("Waiting for '%s', the connection ended with %u", part, self->close_code);
}

guint
ws_client_expect_close (WsClient *self)
{
  char *payload;
  guint8 opcode;
  gsize length;

  while ((payload = ws_client_read_frame (self, &opcode, &length)) != NULL)
    {
      g_free (payload);
      if (opcode == WS_CLOSE)
        ws_client_send_frame (self, WS_CLOSE, WS_FRAME_FINAL, "\x03\xe8", 2);
    }

  return self->close_code;
}

gboolean
ws_client_is_silent (WsClient *self)
{
  for (guint i = 0; i < 50; i++)
    {
      ws_turn ();
      read_some (self);
    }

  return self->input->len == 0;
}

char *
ws_client_get_certificate (WsClient *self)
{
  const gnutls_datum_t *certificates;
  guint n = 0;

  certificates = gnutls_certificate_get_peers (self->tls, &n);
  g_assert_cmpuint (n, >, 0);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, certificates[0].data, certificates[0].size);
}

char *
ws_get_string (const char *json,
               const char *key)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightJson) document = sight_json_parse (json, strlen (json), &error);
  const SightJsonValue *value;

  g_assert_no_error (error);
  value = sight_json_value_get (sight_json_get_root (document), key);

  return value != NULL ? g_strdup (sight_json_value_get_string (value, NULL)) : NULL;
}
