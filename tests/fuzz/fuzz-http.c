/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol/sight-event.h"
#include "server/sight-server.h"

/* The whole server behind a real socket: what a stranger sends to its port. It
 * lives as long as this program; each input is one connection.
 *
 * The first byte says whether a proper handshake comes before the rest, whether
 * the rest is bytes or a plan for frames, and in how many pieces it arrives.
 */

#define HANDSHAKE   1
#define FRAMES      2
#define HEALTH_EACH 256     /* inputs between two looks at its health */
#define TURNS_MAX   2000    /* of the loop */
#define WAIT_MS     10000   /* for what must happen, on a busy machine */

static const char handshake[] =
  "GET /signal HTTP/1.1\r\n"
  "Host: localhost\r\n"
  "Upgrade: websocket\r\n"
  "Connection: Upgrade\r\n"
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
  "Sec-WebSocket-Version: 13\r\n"
  "Sec-WebSocket-Protocol: sightline.v1\r\n"
  "\r\n";

static const char health[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

static const char * const settings[] = {
  "listen", "127.0.0.1:0",
  "trusted-proxy", "127.0.0.1",
  "origin", "https://calls.example.org",
  "metrics-allow", "10.0.0.0/8",
  "ice-url", "stun:stun.example.org turn:turn.example.org",
  "turn-secret", "secret",
  "address-sockets", "1000",
  "address-rooms", "1000000",
  "handshake-time", "3600",
  "message-size", "4KiB",
  "hello-size", "512",
};

static SightServer *server;
static guint16 port;

static void
start_server (void)
{
  SightServerConfig *config = sight_server_config_new ();
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (settings); i += 2)
    sight_server_config_set (config, settings[i], settings[i + 1], &error);
  g_assert_no_error (error);

  server = sight_server_new (config);
  sight_server_start (server, NULL, &error);
  g_assert_no_error (error);
  port = atoi (strrchr (sight_server_get_addresses (server)[0], ':') + 1);
  g_assert_cmpuint (port, !=, 0);
}

static int
connect_to_server (void)
{
  const struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  /* Thousands of connections must not leave as many ports waiting. */
  const struct linger hard = { .l_onoff = 1 };
  int fd;

  /* libFuzzer's alarm may interrupt it, and then this socket is in between. */
  for (;;)
    {
      fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      g_assert_cmpint (fd, >=, 0);
      setsockopt (fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
      if (connect (fd, (const struct sockaddr *) &address, sizeof address) == 0)
        return fd;
      if (errno != EINTR)
        g_error ("The server does not listen any more: %s", g_strerror (errno));
      close (fd);
    }
}

static void
turn (void)
{
  for (guint i = 0; i < TURNS_MAX && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

static void
take_answer (int         fd,
             GByteArray *answer)
{
  guint8 buffer[4096];
  ssize_t got;

  turn ();
  while ((got = recv (fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    {
      g_byte_array_append (answer, buffer, got);
      turn ();
    }
}

static void
send_all (int           fd,
          const guint8 *data,
          gsize         length,
          GByteArray   *answer)
{
  while (length > 0)
    {
      ssize_t sent = send (fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);

      if (sent < 0 && errno != EAGAIN && errno != EINTR)
        return;
      data += MAX (sent, 0);
      length -= MAX (sent, 0);
      take_answer (fd, answer);
    }
}

/* Until @text has come. */
static void
await_answer (int         fd,
              GByteArray *answer,
              const char *text)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_MS * 1000;

  while (g_strstr_len ((const char *) answer->data, answer->len, text) == NULL)
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("No %s from the server", text);
      take_answer (fd, answer);
    }
}

static void
check_health (void)
{
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  int fd = connect_to_server ();

  send_all (fd, (const guint8 *) health, strlen (health), answer);
  await_answer (fd, answer, "\r\n\r\nok\n");
  close (fd);
}

static void
check_status (const GByteArray *answer)
{
  static const guint known[] = { 101, 200, 304, 400, 403, 404, 405, 413, 426, 429, 431, 503 };
  g_autofree char *head = g_strndup ((const char *) answer->data, MIN (answer->len, 12));
  guint status;

  if (answer->len == 0)
    return;
  /* What libwebsockets refuses by itself, it refuses in the older version. */
  if (!g_str_has_prefix (head, "HTTP/1.1 ") && !g_str_has_prefix (head, "HTTP/1.0 4"))
    g_error ("Not HTTP: %s", head);

  status = atoi (head + strlen ("HTTP/1.1 "));
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i] == status)
      return;

  g_error ("An undocumented status: %u", status);
}

static void
check_frame (guint         opcode,
             const guint8 *payload,
             gsize         length)
{
  g_auto(SightEvent) event = { 0, };
  g_autoptr(GError) error = NULL;

  switch (opcode)
    {
    case 0x1:
      sight_event_parse (&event, (const char *) payload, length, &error);
      g_assert_no_error (error);
      break;
    case 0x8:
      g_assert_true (length == 0 || (length >= 2 && length <= 125));
      break;
    case 0xa:
      g_assert_cmpuint (length, <=, 125);
      break;
    default:
      g_error ("A frame with opcode %x", opcode);
    }
}

/* Whole, unmasked, and each text a message. */
static void
check_frames (const guint8 *data,
              gsize         length)
{
  gboolean closed = FALSE;

  while (length >= 2)
    {
      gsize head = 2, payload = data[1];

      g_assert_false (closed);
      g_assert_cmpuint (data[0] & 0xf0, ==, 0x80);
      g_assert_cmpuint (payload, <, 127);
      if (payload == 126 && length >= 4)
        {
          head = 4;
          payload = data[2] << 8 | data[3];
        }
      if (length < head + payload)
        return;

      check_frame (data[0] & 0x0f, data + head, payload);
      closed = (data[0] & 0x0f) == 0x8;
      data += head + payload;
      length -= head + payload;
    }
}

static void
check_answer (const GByteArray *answer)
{
  const char *text = (const char *) answer->data;
  const char *end;

  check_status (answer);
  if (answer->len < strlen ("HTTP/1.1 101") || strncmp (text, "HTTP/1.1 101", strlen ("HTTP/1.1 101")) != 0)
    return;

  end = g_strstr_len (text, answer->len, "\r\n\r\n");
  g_assert_nonnull (end);
  end += strlen ("\r\n\r\n");
  check_frames ((const guint8 *) end, answer->len - (end - text));
}

/* Pairs of first byte and length, then the payload; the mask is zero. A length
 * from 0xf0 on announces more than comes.
 */
static GByteArray *
make_frames (FuzzInput *input)
{
  GByteArray *bytes = g_byte_array_new ();

  while (input->size > 0)
    {
      guint8 head[14] = { fuzz_take_byte (input), 0, };
      guint length = fuzz_take_byte (input);
      gboolean extended = length >= 126;
      g_autofree char *payload = NULL;
      size_t taken;

      payload = fuzz_take_bytes (input, length, &taken);
      if (length < 0xf0)
        length = taken;
      head[1] = 0x80 | (extended ? 126 : length);
      if (length == 0xff)
        {
          head[1] = 0xff;
          memset (head + 4, length, 6);
          g_byte_array_append (bytes, head, 14);
        }
      else
        {
          head[3] = extended ? length : 0;
          g_byte_array_append (bytes, head, extended ? 8 : 6);
        }
      g_byte_array_append (bytes, (const guint8 *) payload, taken);
    }

  return bytes;
}

static void
send_in_pieces (int           fd,
                const guint8 *data,
                gsize         length,
                guint         pieces,
                GByteArray   *answer)
{
  for (guint i = 0; i < pieces && length > 0; i++)
    {
      gsize begin = length * i / pieces;

      send_all (fd, data + begin, length * (i + 1) / pieces - begin, answer);
    }
  take_answer (fd, answer);
}

static void
await_end (void)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_MS * 1000;

  turn ();
  while (sight_server_get_stats (server)->clients > 0)
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("The server keeps a client that is gone");
      turn ();
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static guint n_runs = 0;
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  g_autoptr(GByteArray) bytes = NULL;
  FuzzInput input = { data, size };
  guint how;
  int fd;

  fuzz_init ();
  if (server == NULL)
    start_server ();

  how = fuzz_take_byte (&input);
  fd = connect_to_server ();
  if (how & HANDSHAKE)
    {
      send_all (fd, (const guint8 *) handshake, strlen (handshake), answer);
      await_answer (fd, answer, "\r\n\r\n");
    }

  if (how & FRAMES)
    bytes = make_frames (&input);
  else
    bytes = g_byte_array_append (g_byte_array_new (), input.data, input.size);
  send_in_pieces (fd, bytes->data, bytes->len, 1 + (how >> 2 & 3), answer);
  check_answer (answer);

  close (fd);
  await_end ();
  if (n_runs++ % HEALTH_EACH == 0)
    check_health ();

  return 0;
}
