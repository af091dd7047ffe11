/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server-fixture.h"

#include <string.h>

static void
test_relay (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS (NO_RATE));
  g_autoptr(WsClient) first = NULL;
  g_autoptr(WsClient) second = NULL;
  g_autofree char *first_id = NULL;
  g_autofree char *second_id = NULL;

  first = server_fixture_join (fixture, '1', &first_id);
  second = server_fixture_join (fixture, '1', &second_id);

  for (guint i = 1; i <= 50; i++)
    {
      g_autofree char *number = g_strdup_printf ("\"n\":%u,", i);
      g_autofree char *there = NULL;
      g_autofree char *back = NULL;

      ws_client_relay (first, second_id, i, i % 2 != 0 ? 1024 : 61440);
      there = ws_client_expect (second, number);
      g_assert_nonnull (strstr (there, first_id));
      ws_client_relay (second, "*", i, 40);
      back = ws_client_expect (first, number);
      g_assert_nonnull (strstr (back, second_id));
    }
}

static void
send_in_fragments (WsClient   *client,
                   const char *text,
                   gsize       size)
{
  gsize length = strlen (text);

  for (gsize at = 0; at < length; at += size)
    ws_client_send_frame (client, at == 0 ? WS_TEXT : WS_CONTINUATION,
                          at + size >= length ? WS_FRAME_FINAL : 0, text + at, MIN (size, length - at));
}

static void
test_fragments (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS (NO_RATE));
  g_autoptr(WsClient) first = server_fixture_join (fixture, '1', NULL);
  g_autofree char *second_id = NULL;
  g_autoptr(WsClient) second = server_fixture_join (fixture, '1', &second_id);
  static const gsize sizes[] = { 1, 7, 125, 126, 1424, 60000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *relay = make_relay (second_id, i + 1, sizes[i] < 100 ? 200 : 50000);
      g_autofree char *number = g_strdup_printf ("\"n\":%u,", i + 1);
      g_autofree char *there = NULL;

      send_in_fragments (first, relay, sizes[i]);
      there = ws_client_expect (second, number);
      g_assert_cmpuint (strlen (there), >, sizes[i] < 100 ? 200 : 50000);
    }
}

/* However a frame is cut on its way, it is the same frame; in particular it is
 * never taken for one without a mask.
 */
static void
test_every_cut (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  static const guint lengths[] = { 20, 126, 300 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      for (guint cut = 1; cut < 20; cut++)
        {
          g_autofree char *padding = g_strnfill (lengths[i], ' ');
          g_autofree char *ping = g_strdup_printf ("%s{\"t\":\"ping\",\"ts\":%u}", padding, cut);
          g_autofree char *expected = g_strdup_printf ("\"ts\":%u", cut);
          g_autoptr(GByteArray) frame = ws_client_make_frame (WS_TEXT, WS_FRAME_FINAL, ping, strlen (ping));
          g_autofree char *pong = NULL;

          ws_client_send_bytes (client, frame->data, cut);
          g_assert_true (ws_client_is_silent (client));
          ws_client_send_bytes (client, frame->data + cut, frame->len - cut);
          pong = ws_client_expect (client, expected);
        }
    }
}

static void
test_ping_frame (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autofree char *payload = NULL;
  guint8 opcode;
  gsize length;

  ws_client_send_frame (client, WS_PING, WS_FRAME_FINAL, "are you there", 13);
  payload = ws_client_read_frame (client, &opcode, &length);
  g_assert_cmpuint (opcode, ==, WS_PONG);
  g_assert_cmpstr (payload, ==, "are you there");
}

/* A control frame between the fragments of a message. */
static void
test_ping_between_fragments (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = server_fixture_greet (fixture);
  g_autofree char *pong = NULL;

  ws_client_send_frame (client, WS_TEXT, 0, "{\"t\":\"pi", 8);
  ws_client_send_frame (client, WS_PING, WS_FRAME_FINAL, "!", 1);
  ws_client_send_frame (client, WS_CONTINUATION, WS_FRAME_FINAL, "ng\",\"ts\":7}", 11);
  pong = ws_client_expect (client, "\"ts\":7");
}

static void
test_close_by_client (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = server_fixture_greet (fixture);

  ws_client_send_frame (client, WS_CLOSE, WS_FRAME_FINAL, "\x03\xe8", 2);
  g_assert_cmpuint (ws_client_expect_close (client), ==, 1000);
  ws_wait_until (sight_server_get_stats (fixture->server)->clients == 0);
}

static void
test_leave (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = server_fixture_greet (fixture);

  /* rows: x-1000, leave-now */
  ws_client_send_text (client, "{\"t\":\"leave\"}");
  g_assert_cmpuint (ws_client_expect_close (client), ==, 1000);
}

/* rows: resume-replay, resume-supersede, x-4005 */
static void
test_resume (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) first = server_fixture_join (fixture, '1', NULL);
  g_autoptr(WsClient) second = server_fixture_open (fixture);
  g_autoptr(WsClient) third = server_fixture_open (fixture);
  g_autofree char *welcome = NULL;
  g_autofree char *again = NULL;
  g_autofree char *id = NULL;
  g_autofree char *sid = NULL;
  g_autofree char *key = NULL;
  g_autofree char *hello = NULL;
  g_autofree char *relay = NULL;

  ws_client_send_text (second, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\"}");
  welcome = ws_client_expect (second, "\"welcome\"");
  id = ws_client_join_room (second, '1');
  sid = ws_get_string (welcome, "sid");
  key = ws_get_string (welcome, "key");
  ws_client_relay (first, id, 1, 100);
  relay = ws_client_expect (second, "\"relay\"");

  hello = g_strdup_printf ("{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\",\"resume\":"
                           "{\"sid\":\"%s\",\"key\":\"%s\",\"s\":1}}", sid, key);
  ws_client_send_text (third, hello);
  again = ws_client_expect (third, "\"resumed\":true");
  g_free (relay);
  relay = ws_client_expect (third, "\"relay\"");
  g_assert_cmpuint (ws_client_expect_close (second), ==, 4005);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/websocket/relay", test_relay);
  g_test_add_func ("/server/websocket/fragments", test_fragments);
  g_test_add_func ("/server/websocket/every-cut", test_every_cut);
  g_test_add_func ("/server/websocket/ping-frame", test_ping_frame);
  g_test_add_func ("/server/websocket/ping-between-fragments", test_ping_between_fragments);
  g_test_add_func ("/server/websocket/close-by-client", test_close_by_client);
  g_test_add_func ("/server/x-1000", test_leave);
  g_test_add_func ("/server/resume-supersede", test_resume);

  return g_test_run ();
}
