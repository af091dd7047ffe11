/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server-fixture.h"

#include <string.h>

/* What bad input gets where it takes a socket to send it: PROTOCOL.md section
 * 8. In each test two others go on talking.
 */

#define MEBIBYTE (1024 * 1024)

/* The sanitizers keep freed memory, so growth says nothing there. */
#if defined (__SANITIZE_ADDRESS__)
#define CAN_MEASURE_MEMORY FALSE
#elif defined (__has_feature)
#if __has_feature (address_sanitizer)
#define CAN_MEASURE_MEMORY FALSE
#endif
#endif
#ifndef CAN_MEASURE_MEMORY
#define CAN_MEASURE_MEMORY TRUE
#endif

static void
assert_growth_below (gsize before,
                     gsize limit)
{
  gsize now = get_resident_bytes ();

  if (CAN_MEASURE_MEMORY && now > before)
    g_assert_cmpuint (now - before, <, limit);
}

/* Lets the server work for a moment that a test cannot know the end of. */
static void
spend (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    ws_turn ();
}

static void
test_in_malformed (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autofree char *error = NULL;

  ws_client_send_text (client, "{\"t\":\"ping\",}");
  error = ws_client_expect (client, "\"bad-json\"");
  g_assert_cmpuint (ws_client_expect_close (client), ==, 4000);
  server_fixture_check_others (fixture);
}

/* rows: in-utf8, x-1007 */
static void
test_in_utf8 (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  static const char * const texts[] = {
    "{\"t\":\"ping\",\"x\":\"\xff\"}", "\xc0\x80", "{\"t\":\"\xed\xa0\x80\"}", "{\"t\":\"\xe2\x82",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(WsClient) client = server_fixture_greet (fixture);

      ws_client_send_text (client, texts[i]);
      g_assert_cmpuint (ws_client_expect_close (client), ==, 1007);
    }
  server_fixture_check_others (fixture);
}

/* A character may be cut in two by fragments. */
static void
test_utf8_across_fragments (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  static const char first[] = "{\"t\":\"ping\",\"ts\":5,\"x\":\"\xe2";
  g_autofree char *pong = NULL;

  ws_client_send_frame (client, WS_TEXT, 0, first, strlen (first));
  ws_client_send_frame (client, WS_CONTINUATION, WS_FRAME_FINAL, "\x82\xac\"}", 4);
  pong = ws_client_expect (client, "\"ts\":5");
}

/* rows: in-oversize, x-1009, l-message */
static void
test_in_oversize (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS (NO_RATE));
  g_autoptr(WsClient) largest = server_fixture_greet (fixture);
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autofree char *padding = g_strnfill (65536 - strlen ("{\"t\":\"ping\",\"ts\":1}"), ' ');
  g_autofree char *ping = g_strconcat ("{\"t\":\"ping\",\"ts\":1}", padding, NULL);
  g_autofree char *pong = NULL;
  g_autoptr(GByteArray) frame = NULL;

  ws_client_send_text (largest, ping);
  pong = ws_client_expect (largest, "\"pong\"");

  /* One byte more, and only the beginning of it is ever sent. */
  g_free (ping);
  ping = g_strconcat ("{\"t\":\"ping\",\"ts\":1} ", padding, NULL);
  frame = ws_client_make_frame (WS_TEXT, WS_FRAME_FINAL, ping, strlen (ping));
  ws_client_send_bytes (client, frame->data, 100);
  g_assert_cmpuint (ws_client_expect_close (client), ==, 1009);
  server_fixture_check_others (fixture);
}

/* A length that would overflow if somebody added to it. */
static void
test_absurd_length (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  static const guint8 header[] = { 0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 'x' };
  static const guint8 negative[] = { 0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 'x' };
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autoptr(WsClient) other = server_fixture_greet (fixture);
  g_autoptr(WsClient) second = server_fixture_greet (fixture);

  ws_client_send_bytes (client, header, sizeof header);
  g_assert_cmpuint (ws_client_expect_close (client), ==, 1009);
  ws_client_send_bytes (other, negative, sizeof negative);
  g_assert_cmpuint (ws_client_expect_close (other), !=, 1000);
  ws_client_send_frame (second, WS_TEXT, 0, "abc", 3);
  ws_client_send_bytes (second, "\x80", 1);
  ws_client_send_bytes (second, header + 1, sizeof header - 1);
  g_assert_cmpuint (ws_client_expect_close (second), ==, 1009);
  server_fixture_check_others (fixture);
}

static void
test_in_oversize_fragments (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS (NO_RATE));
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autofree char *part = g_strnfill (16384, ' ');
  guint8 opcode;

  for (guint i = 0; i < 4; i++)
    {
      opcode = i == 0 ? WS_TEXT : WS_CONTINUATION;
      ws_client_send_frame (client, opcode, 0, part, 16384);
    }
  g_assert_true (ws_client_is_silent (client));
  ws_client_send_frame (client, WS_CONTINUATION, 0, part, 1);
  g_assert_cmpuint (ws_client_expect_close (client), ==, 1009);
  server_fixture_check_others (fixture);
}

static void
test_in_flood_fragments (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS (NO_RATE));
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autofree char *part = g_strnfill (60000, 'x');
  g_autoptr(GByteArray) frame = ws_client_make_frame (WS_CONTINUATION, 0, part, 60000);
  gsize sent = 0, at = 0, before;

  server_fixture_check_others (fixture);
  before = get_resident_bytes ();
  ws_client_send_frame (client, WS_TEXT, 0, part, 1000);

  while (sent < 300 * MEBIBYTE)
    {
      gsize n;

      if (!ws_client_try_send_bytes (client, frame->data + at, frame->len - at, &n))
        break;
      sent += n;
      at = (at + n) % frame->len;
      ws_turn ();
      if (sent % 64 == 0)
        server_fixture_check_others (fixture);
    }

  g_assert_cmpuint (ws_client_expect_close (client), ==, 1009);
  assert_growth_below (before, 8 * MEBIBYTE);
  server_fixture_check_others (fixture);
}

/* Empty fragments are fragments too. */
static void
test_empty_fragments (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("silence-time", "1s"));
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autoptr(GByteArray) frame = ws_client_make_frame (WS_CONTINUATION, 0, "", 0);
  gsize before = get_resident_bytes ();
  gsize n;

  ws_client_send_frame (client, WS_TEXT, 0, "", 0);
  while (sight_server_get_stats (fixture->server)->clients > 0)
    {
      if (!ws_client_try_send_bytes (client, frame->data, frame->len, &n))
        break;
      ws_turn ();
    }
  assert_growth_below (before, 8 * MEBIBYTE);
  server_fixture_check_others (fixture);
}

/* rows: in-hello-size, l-hello */
static void
test_in_hello_size (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = server_fixture_open (fixture);
  g_autofree char *padding = g_strnfill (4096, ' ');

  ws_client_send_text (client, padding);
  g_assert_cmpuint (ws_client_expect_close (client), ==, 4000);

  ws_client_free (client);
  client = server_fixture_open (fixture);
  ws_client_send_frame (client, WS_TEXT, WS_FRAME_FINAL, padding, 4097);
  g_assert_cmpuint (ws_client_expect_close (client), ==, 1009);
  server_fixture_check_others (fixture);
}

/* rows: in-binary, x-1003 */
static void
test_in_binary (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autoptr(WsClient) begun = server_fixture_greet (fixture);

  ws_client_send_frame (client, WS_BINARY, WS_FRAME_FINAL, "{\"t\":\"ping\"}", 12);
  g_assert_cmpuint (ws_client_expect_close (client), ==, 1003);
  ws_client_send_frame (begun, WS_BINARY, 0, "x", 1);
  g_assert_cmpuint (ws_client_expect_close (begun), ==, 1003);
  server_fixture_check_others (fixture);
}

static void
assert_hangs_up (ServerFixture *fixture,
                 guint8         opcode,
                 WsFrameFlags   flags,
                 gsize          length)
{
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autofree char *payload = g_strnfill (length, ' ');
  guint code;

  ws_client_send_frame (client, opcode, flags, payload, length);
  code = ws_client_expect_close (client);
  g_assert_true (code == 1002 || code == 0);
}

static void
test_in_reserved (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  static const gsize lengths[] = { 1, 20, 125, 126, 1000, 1424, 5000, 65535 };

  assert_hangs_up (fixture, WS_TEXT, WS_FRAME_FINAL | WS_FRAME_RESERVED, 10);
  for (guint8 opcode = 3; opcode < 8; opcode++)
    assert_hangs_up (fixture, opcode, WS_FRAME_FINAL, 10);
  for (guint8 opcode = 0xb; opcode < 0x10; opcode++)
    assert_hangs_up (fixture, opcode, WS_FRAME_FINAL, 10);
  assert_hangs_up (fixture, WS_PING, WS_FRAME_FINAL, 126);
  assert_hangs_up (fixture, WS_PONG, WS_FRAME_FINAL, 70000);
  assert_hangs_up (fixture, WS_PING, 0, 10);
  assert_hangs_up (fixture, WS_CONTINUATION, WS_FRAME_FINAL, 10);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    assert_hangs_up (fixture, WS_TEXT, WS_FRAME_FINAL | WS_FRAME_UNMASKED, lengths[i]);
  server_fixture_check_others (fixture);
}

/* Without a mask, in the second fragment. */
static void
test_unmasked_continuation (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = server_fixture_greet (fixture);

  ws_client_send_frame (client, WS_TEXT, 0, "{\"t\":", 5);
  ws_client_send_frame (client, WS_CONTINUATION, WS_FRAME_FINAL | WS_FRAME_UNMASKED, "\"ping\"}", 7);
  g_assert_cmpuint (ws_client_expect_close (client), ==, 1002);
}

static void
test_in_deflate (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);
  g_autofree char *id = NULL;

  g_assert_cmpuint (ws_client_handshake (client, "/signal",
                                         "Sec-WebSocket-Protocol: sightline.v1\r\n"
                                         "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"),
                    ==, 101);
  g_assert_null (strstr (ws_client_get_head (client), "Sec-WebSocket-Extensions"));
  ws_client_say_hello (client);
  id = ws_client_join_room (client, '1');
}

/* A byte now and then, until the server has had enough. */
static void
trickle (WsClient   *client,
         const char *text,
         guint       pause)
{
  gsize sent;

  while (ws_client_try_send_bytes (client, *text != '\0' ? text : " ", 1, &sent))
    {
      text += *text != '\0' ? 1 : 0;
      spend (pause);
    }
}

/* rows: in-slow-handshake */
static void
test_in_slow_handshake (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("handshake-time", "1s"));
  g_autoptr(WsClient) silent = ws_client_connect (fixture->url);
  g_autoptr(WsClient) slow = ws_client_connect (fixture->url);
  gint64 start = g_get_monotonic_time ();

  trickle (slow, "GET /signal HTTP/1.1\r\nHost: x\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 50);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (ws_client_read_response (silent, FALSE), ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_TIME_SPAN_SECOND);
  server_fixture_check_others (fixture);
}

/* rows: in-slow-hello, l-hello-time, x-4006 */
static void
test_in_slow_hello (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("hello-time", "300ms"));
  g_autoptr(WsClient) client = server_fixture_open (fixture);

  g_assert_cmpuint (ws_client_expect_close (client), ==, 4006);
  server_fixture_check_others (fixture);
}

/* rows: in-slow-join, l-join-time */
static void
test_in_slow_join (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("join-time", "300ms"));
  g_autoptr(WsClient) client = server_fixture_greet (fixture);

  g_assert_cmpuint (ws_client_expect_close (client), ==, 4006);
  server_fixture_check_others (fixture);
}

/* rows: in-slow-frame */
static void
test_in_slow_frame (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("silence-time", "500ms"));
  g_autoptr(WsClient) client = server_fixture_join (fixture, '1', NULL);
  g_autofree char *text = g_strnfill (1000, ' ');
  g_autoptr(GByteArray) frame = ws_client_make_frame (WS_TEXT, WS_FRAME_FINAL, text, 1000);
  gint64 start = g_get_monotonic_time ();
  gsize sent;

  for (guint i = 0; i < 1000 && sight_server_get_stats (fixture->server)->clients > 0 &&
                    g_get_monotonic_time () - start < 3 * G_TIME_SPAN_SECOND; i++)
    {
      ws_client_try_send_bytes (client, frame->data + i, 1, &sent);
      spend (20);
    }
  g_assert_cmpuint (ws_client_expect_close (client), ==, 4006);
}

/* rows: in-silent, l-silence */
static void
test_in_silent (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("silence-time", "500ms"));
  g_autoptr(WsClient) client = server_fixture_join (fixture, '1', NULL);

  /* A ping frame is no message. */
  ws_client_send_frame (client, WS_PING, WS_FRAME_FINAL, "", 0);
  g_assert_cmpuint (ws_client_expect_close (client), ==, 4006);
}

/* Fills what goes to a client that does not read, until the server gives up on
 * it. Returns what was sent.
 */
static gsize
overwhelm (ServerFixture *fixture,
           const char    *to)
{
  g_autoptr(WsClient) sender = server_fixture_join (fixture, '1', NULL);
  guint index = sight_hub_close_index (SIGHT_CLOSE_SLOW);
  guint64 before = sight_server_get_stats (fixture->server)->closes[index];
  guint number = 0;

  while (sight_server_get_stats (fixture->server)->closes[index] == before && number < 2000)
    {
      ws_client_relay (sender, to, ++number, 61440);
      ws_turn ();
    }
  g_assert_cmpuint (sight_server_get_stats (fixture->server)->closes[index], ==, before + 1);

  return number * (gsize) 61440;
}

/* rows: in-never-reads, l-queue */
static void
test_in_never_reads (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS (NO_RATE, "ping-time", "1s"));
  g_autofree char *id = NULL;
  g_autoptr(WsClient) deaf = NULL;
  gint64 start;
  gsize before;

  server_fixture_check_others (fixture);
  ws_client_set_receive_buffer (4096);
  deaf = server_fixture_join (fixture, '1', &id);
  ws_client_set_receive_buffer (0);
  before = get_resident_bytes ();
  overwhelm (fixture, id);
  assert_growth_below (before, 8 * MEBIBYTE);

  start = g_get_monotonic_time ();
  ws_wait_until (sight_server_get_stats (fixture->server)->clients == 2);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 8 * G_TIME_SPAN_SECOND);
  server_fixture_check_others (fixture);
}

/* Who begins to read in time hears why. rows: x-4008 */
static void
test_reads_late (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS (NO_RATE));
  g_autofree char *id = NULL;
  g_autoptr(WsClient) late = NULL;

  ws_client_set_receive_buffer (4096);
  late = server_fixture_join (fixture, '1', &id);
  ws_client_set_receive_buffer (0);
  overwhelm (fixture, id);
  g_assert_cmpuint (ws_client_expect_close (late), ==, 4008);
}

static void
note_drained (gboolean *drained)
{
  *drained = TRUE;
}

/* Someone who is sent more than its socket takes, and begins to close with
 * @frame: it is dropped though it never reads.
 */
static void
assert_stuck_is_dropped (const guint8 *frame,
                         gsize         length)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS (NO_RATE, "queue-size", "64MiB", "drain-time", "100ms"));
  g_autofree char *id = NULL;
  g_autoptr(WsClient) stuck = NULL, sender = NULL;
  gboolean drained = FALSE;

  ws_client_set_receive_buffer (4096);
  stuck = server_fixture_join (fixture, '1', &id);
  ws_client_set_receive_buffer (0);
  sender = server_fixture_join (fixture, '1', NULL);
  for (guint number = 1; number <= 200; number++)
    ws_client_relay (sender, id, number, 61440);
  ws_client_send_text (sender, "{\"t\":\"ping\",\"ts\":7}");
  g_free (ws_client_expect (sender, "\"ts\":7"));

  ws_client_send_bytes (stuck, frame, length);
  ws_wait_until (sight_server_get_stats (fixture->server)->clients == 1);

  g_signal_connect_swapped (fixture->server, "drained", G_CALLBACK (note_drained), &drained);
  sight_server_drain (fixture->server);
  ws_wait_until (drained);
}

static void
test_stuck_unmasked (void)
{
  static const guint8 unmasked[] = { 0x81, 5, 'h', 'e', 'l', 'l', 'o' };

  assert_stuck_is_dropped (unmasked, sizeof unmasked);
}

static void
test_stuck_closing (void)
{
  static const guint8 close_frame[] = { 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8 };

  assert_stuck_is_dropped (close_frame, sizeof close_frame);
}

/* rows: in-rate, x-4003, l-rate */
static void
test_in_rate (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("rate", "5", "burst", "10"));
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autofree char *error = NULL;

  for (guint i = 0; i < 200; i++)
    ws_client_send_text (client, "{\"t\":\"ping\"}");
  error = ws_client_expect (client, "\"rate\"");
  g_assert_cmpuint (ws_client_expect_close (client), ==, 4003);
  server_fixture_check_others (fixture);
}

/* rows: in-sockets, http-full, l-sockets */
static void
test_in_sockets (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("sockets", "5"));
  g_autoptr(GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) ws_client_free);
  g_autoptr(WsClient) last = NULL;

  server_fixture_check_others (fixture);
  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (clients, server_fixture_open (fixture));

  last = ws_client_connect (fixture->url);
  g_assert_cmpuint (ws_client_open (last), ==, 503);
  g_assert_nonnull (strstr (ws_client_get_head (last), "\r\nRetry-After: "));
  server_fixture_check_others (fixture);

  /* Pages are still served, and a place that is free again is free. */
  g_clear_pointer (&last, ws_client_free);
  last = ws_client_connect (fixture->url);
  g_assert_cmpuint (ws_client_request (last, "GET", "/", NULL), ==, 200);
  g_ptr_array_remove_index (clients, 0);
  ws_wait_until (sight_server_get_stats (fixture->server)->clients == 4);
  g_ptr_array_add (clients, server_fixture_open (fixture));
}

static guint
open_status (const char *url,
             guint       source,
             GPtrArray  *clients)
{
  WsClient *client = ws_client_connect_from (url, source);

  g_ptr_array_add (clients, client);

  return ws_client_open (client);
}

/* rows: in-address, http-address, l-address */
static void
test_in_address (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("address-sockets", "3"));
  g_autoptr(GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) ws_client_free);

  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (open_status (fixture->url, 5, clients), ==, 101);
  g_assert_cmpuint (open_status (fixture->url, 5, clients), ==, 429);
  g_assert_nonnull (strstr (ws_client_get_head (g_ptr_array_index (clients, 3)), "\r\nRetry-After: "));
  g_assert_cmpuint (open_status (fixture->url, 6, clients), ==, 101);
  server_fixture_check_others (fixture);
}

static guint
forwarded_status (ServerFixture *fixture,
                  const char    *chain,
                  GPtrArray     *clients)
{
  g_autofree char *headers = NULL;
  WsClient *client = ws_client_connect (fixture->url);

  g_ptr_array_add (clients, client);
  headers = g_strdup_printf ("Sec-WebSocket-Protocol: sightline.v1\r\nX-Forwarded-For: %s\r\n", chain);

  return ws_client_handshake (client, "/signal", headers);
}

/* Behind a proxy everyone has the proxy's address, and the one that it names
 * counts; what a client wrote itself does not.
 */
static void
test_proxy (void)
{
  g_autoptr(ServerFixture) trusting = server_fixture_new (SETTINGS ("address-sockets", "1",
                                                                    "trusted-proxy", "127.0.0.1"));
  g_autoptr(ServerFixture) wary = server_fixture_new (SETTINGS ("address-sockets", "1"));
  g_autoptr(GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) ws_client_free);

  g_assert_cmpuint (forwarded_status (trusting, "203.0.113.9", clients), ==, 101);
  g_assert_cmpuint (forwarded_status (trusting, "203.0.113.10", clients), ==, 101);
  g_assert_cmpuint (forwarded_status (trusting, "203.0.113.9", clients), ==, 429);
  g_assert_cmpuint (forwarded_status (trusting, "198.51.100.1, 203.0.113.9", clients), ==, 429);
  g_assert_cmpuint (forwarded_status (trusting, "203.0.113.9, 127.0.0.1", clients), ==, 429);
  g_assert_cmpuint (forwarded_status (trusting, "2001:db8::1", clients), ==, 101);
  g_assert_cmpuint (forwarded_status (trusting, "2001:db8::2", clients), ==, 429);

  g_assert_cmpuint (forwarded_status (wary, "203.0.113.9", clients), ==, 101);
  g_assert_cmpuint (forwarded_status (wary, "203.0.113.10", clients), ==, 429);
}

/* Connections that never become a WebSocket are limited, too. */
static void
test_idle_connections (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("address-sockets", "3"));
  g_autoptr(GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) ws_client_free);
  g_autoptr(WsClient) client = NULL;

  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (clients, ws_client_connect_from (fixture->url, 5));
  server_fixture_check_others (fixture);

  /* More than there is room for were hung up on, and others come in. */
  g_assert_cmpuint (ws_client_read_response (g_ptr_array_index (clients, 199), FALSE), ==, 0);
  client = ws_client_connect_from (fixture->url, 6);
  g_assert_cmpuint (ws_client_open (client), ==, 101);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/in-malformed", test_in_malformed);
  g_test_add_func ("/server/in-utf8", test_in_utf8);
  g_test_add_func ("/server/utf8-across-fragments", test_utf8_across_fragments);
  g_test_add_func ("/server/in-oversize", test_in_oversize);
  g_test_add_func ("/server/absurd-length", test_absurd_length);
  g_test_add_func ("/server/in-oversize-fragments", test_in_oversize_fragments);
  g_test_add_func ("/server/in-flood-fragments", test_in_flood_fragments);
  g_test_add_func ("/server/empty-fragments", test_empty_fragments);
  g_test_add_func ("/server/in-hello-size", test_in_hello_size);
  g_test_add_func ("/server/in-binary", test_in_binary);
  g_test_add_func ("/server/in-reserved", test_in_reserved);
  g_test_add_func ("/server/unmasked-continuation", test_unmasked_continuation);
  g_test_add_func ("/server/in-deflate", test_in_deflate);
  g_test_add_func ("/server/in-slow-handshake", test_in_slow_handshake);
  g_test_add_func ("/server/in-slow-hello", test_in_slow_hello);
  g_test_add_func ("/server/in-slow-join", test_in_slow_join);
  g_test_add_func ("/server/in-slow-frame", test_in_slow_frame);
  g_test_add_func ("/server/in-silent", test_in_silent);
  g_test_add_func ("/server/in-never-reads", test_in_never_reads);
  g_test_add_func ("/server/x-4008", test_reads_late);
  g_test_add_func ("/server/stuck/unmasked", test_stuck_unmasked);
  g_test_add_func ("/server/stuck/closing", test_stuck_closing);
  g_test_add_func ("/server/in-rate", test_in_rate);
  g_test_add_func ("/server/in-sockets", test_in_sockets);
  g_test_add_func ("/server/in-address", test_in_address);
  g_test_add_func ("/server/proxy", test_proxy);
  g_test_add_func ("/server/idle-connections", test_idle_connections);

  return g_test_run ();
}
