/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "protocol/sight-event.h"
#include "protocol/sight-protocol-error.h"
#include "protocol/sight-request.h"

#define ID     "AAAAbbbb0000-_-_"
#define SECRET "AAAAbbbb0000-_-_CCCCdd"
#define ROOM   "00112233445566778899aabbccddeeff"
#define BOX    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw=="

/* What is read and written again is the same text: nothing is lost and nothing
 * of the reader's is added.
 */
static void
expect_request (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_auto(SightRequest) request = { 0, };
  g_autoptr(GError) error = NULL;

  if (!sight_request_parse (&request, text, strlen (text), &error))
    g_error ("%s: %s", error->message, text);
  sight_request_write (&request, out);
  g_assert_cmpstr (out->str, ==, text);
}

static void
expect_bad_request (const char       *text,
                    SightRequestType  type)
{
  g_auto(SightRequest) request = { 0, };
  g_autoptr(GError) error = NULL;

  if (sight_request_parse (&request, text, strlen (text), &error))
    g_error ("Taken: %s", text);
  g_assert_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE);
  g_assert_cmpint (request.type, ==, type);
}

/* rows: c-hello */
static void
test_hello (void)
{
  expect_request ("{\"t\":\"hello\",\"v\":[1],\"ua\":\"test 1.0\"}");
  expect_request ("{\"t\":\"hello\",\"v\":[1],\"ua\":\"\",\"resume\":{\"sid\":\"" ID "\",\"key\":\"" SECRET "\",\"s\":9007199254740991}}");

  expect_bad_request ("{\"t\":\"hello\"}", SIGHT_REQUEST_HELLO);
  expect_bad_request ("{\"t\":\"hello\",\"v\":[1]}", SIGHT_REQUEST_HELLO);
  expect_bad_request ("{\"t\":\"hello\",\"ua\":\"x\"}", SIGHT_REQUEST_HELLO);
  expect_bad_request ("{\"t\":\"hello\",\"v\":1,\"ua\":\"x\"}", SIGHT_REQUEST_HELLO);
  expect_bad_request ("{\"t\":\"hello\",\"v\":[\"1\"],\"ua\":\"x\"}", SIGHT_REQUEST_HELLO);
  expect_bad_request ("{\"t\":\"hello\",\"v\":[1.5],\"ua\":\"x\"}", SIGHT_REQUEST_HELLO);
  expect_bad_request ("{\"t\":\"hello\",\"v\":[1],\"ua\":\"x\",\"resume\":null}", SIGHT_REQUEST_HELLO);
  expect_bad_request ("{\"t\":\"hello\",\"v\":[1],\"ua\":\"x\",\"resume\":{\"sid\":\"" ID "\",\"key\":\"" SECRET "\"}}", SIGHT_REQUEST_HELLO);
  expect_bad_request ("{\"t\":\"hello\",\"v\":[1],\"ua\":\"x\",\"resume\":{\"sid\":\"" ID "\",\"key\":\"" ID "\",\"s\":1}}", SIGHT_REQUEST_HELLO);
  expect_bad_request ("{\"t\":\"hello\",\"v\":[1],\"ua\":\"x\",\"resume\":{\"sid\":\"" ID "=\",\"key\":\"" SECRET "\",\"s\":1}}", SIGHT_REQUEST_HELLO);
  expect_bad_request ("{\"t\":\"hello\",\"v\":[1],\"ua\":\"x\",\"resume\":{\"sid\":\"" ID "\",\"key\":\"" SECRET "\",\"s\":-1}}", SIGHT_REQUEST_HELLO);
}

static void
test_hello_versions (void)
{
  static const char text[] = "{\"t\":\"hello\",\"v\":[3,1,2],\"ua\":\"x\"}";
  static const char none[] = "{\"t\":\"hello\",\"v\":[],\"ua\":\"x\"}";
  g_auto(SightRequest) request = { 0, };
  g_auto(SightRequest) other = { 0, };

  g_assert_true (sight_request_parse (&request, text, strlen (text), NULL));
  g_assert_true (request.hello.speaks_v1);
  g_assert_true (sight_request_parse (&other, none, strlen (none), NULL));
  g_assert_false (other.hello.speaks_v1);
}

/* rows: c-join */
static void
test_join (void)
{
  expect_request ("{\"t\":\"join\",\"room\":\"" ROOM "\",\"kind\":\"app\"}");
  expect_request ("{\"t\":\"join\",\"room\":\"" ROOM "\",\"kind\":\"cli\"}");
  expect_request ("{\"t\":\"join\",\"room\":\"" ROOM "\",\"kind\":\"guest\",\"replaces\":{\"sid\":\"" ID "\",\"key\":\"" SECRET "\"}}");

  expect_bad_request ("{\"t\":\"join\",\"kind\":\"app\"}", SIGHT_REQUEST_JOIN);
  expect_bad_request ("{\"t\":\"join\",\"room\":\"" ROOM "\"}", SIGHT_REQUEST_JOIN);
  expect_bad_request ("{\"t\":\"join\",\"room\":\"" ROOM "\",\"kind\":\"bot\"}", SIGHT_REQUEST_JOIN);
  expect_bad_request ("{\"t\":\"join\",\"room\":\"" ROOM "0\",\"kind\":\"app\"}", SIGHT_REQUEST_JOIN);
  expect_bad_request ("{\"t\":\"join\",\"room\":\"00112233445566778899AABBCCDDEEFF\",\"kind\":\"app\"}", SIGHT_REQUEST_JOIN);
  expect_bad_request ("{\"t\":\"join\",\"room\":\"" ROOM "\",\"kind\":\"app\",\"replaces\":{\"sid\":\"" ID "\"}}", SIGHT_REQUEST_JOIN);
}

static void
expect_bad_box (const char *box)
{
  g_autofree char *text = g_strdup_printf ("{\"t\":\"relay\",\"to\":\"*\",\"n\":1,\"box\":\"%s\"}", box);

  expect_bad_request (text, SIGHT_REQUEST_RELAY);
}

/* rows: c-relay */
static void
test_relay (void)
{
  g_autofree char *largest = g_strnfill (61440, 'A');
  g_autofree char *too_large = g_strnfill (61444, 'A');
  g_autofree char *text = g_strdup_printf ("{\"t\":\"relay\",\"to\":\"*\",\"n\":1,\"box\":\"%s\"}", largest);

  expect_request ("{\"t\":\"relay\",\"to\":\"" ID "\",\"n\":1,\"box\":\"" BOX "\"}");
  expect_request ("{\"t\":\"relay\",\"to\":\"*\",\"n\":9007199254740991,\"box\":\"" BOX "\"}");
  expect_request (text);

  expect_bad_request ("{\"t\":\"relay\",\"n\":1,\"box\":\"" BOX "\"}", SIGHT_REQUEST_RELAY);
  expect_bad_request ("{\"t\":\"relay\",\"to\":\"**\",\"n\":1,\"box\":\"" BOX "\"}", SIGHT_REQUEST_RELAY);
  expect_bad_request ("{\"t\":\"relay\",\"to\":\"*\",\"n\":0,\"box\":\"" BOX "\"}", SIGHT_REQUEST_RELAY);
  expect_bad_request ("{\"t\":\"relay\",\"to\":\"*\",\"n\":\"1\",\"box\":\"" BOX "\"}", SIGHT_REQUEST_RELAY);
  expect_bad_request ("{\"t\":\"relay\",\"to\":\"*\",\"n\":1}", SIGHT_REQUEST_RELAY);
  expect_bad_box ("");
  expect_bad_box ("AAAA");
  expect_bad_box (too_large);
  expect_bad_box ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw=");
  expect_bad_box ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw===");
  expect_bad_box ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJ-==");
  expect_bad_box ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUm w==");
  expect_bad_box ("AAECAwQFBgcICQoLDA0O=xAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw==");
  /* Two texts for one box: the bits that padding leaves over are not zero. */
  expect_bad_box ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJx==");
  expect_bad_box ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJyl=");
}

/* rows: c-admit, c-deny, c-moderate, c-ice, c-ping, c-leave */
static void
test_small_requests (void)
{
  expect_request ("{\"t\":\"admit\",\"who\":\"" ID "\"}");
  expect_request ("{\"t\":\"deny\",\"who\":\"" ID "\"}");
  expect_request ("{\"t\":\"moderate\",\"op\":\"lock\"}");
  expect_request ("{\"t\":\"moderate\",\"op\":\"unlock\"}");
  expect_request ("{\"t\":\"moderate\",\"op\":\"end\"}");
  expect_request ("{\"t\":\"moderate\",\"op\":\"remove\",\"who\":\"" ID "\"}");
  expect_request ("{\"t\":\"ice\"}");
  expect_request ("{\"t\":\"ping\"}");
  expect_request ("{\"t\":\"ping\",\"a\":0,\"ts\":1.5}");
  expect_request ("{\"t\":\"leave\"}");

  expect_bad_request ("{\"t\":\"admit\"}", SIGHT_REQUEST_ADMIT);
  expect_bad_request ("{\"t\":\"deny\",\"who\":7}", SIGHT_REQUEST_DENY);
  expect_bad_request ("{\"t\":\"moderate\"}", SIGHT_REQUEST_MODERATE);
  expect_bad_request ("{\"t\":\"moderate\",\"op\":\"remove\"}", SIGHT_REQUEST_MODERATE);
  expect_bad_request ("{\"t\":\"moderate\",\"op\":\"lock\",\"who\":\"\"}", SIGHT_REQUEST_MODERATE);
  expect_bad_request ("{\"t\":\"ping\",\"a\":null}", SIGHT_REQUEST_PING);
  expect_bad_request ("{\"t\":\"ping\",\"ts\":\"1\"}", SIGHT_REQUEST_PING);
  expect_bad_request ("{}", SIGHT_REQUEST_UNKNOWN);
  expect_bad_request ("{\"t\":[]}", SIGHT_REQUEST_UNKNOWN);
}

static void
test_unknown (void)
{
  static const char text[] = "{\"t\":\"dance\",\"x\":[1]}";
  static const char extra[] = "{\"t\":\"leave\",\"later\":{\"x\":1},\"\":null}";
  g_auto(SightRequest) unknown = { 0, };
  g_auto(SightRequest) leave = { 0, };

  g_assert_true (sight_request_parse (&unknown, text, strlen (text), NULL));
  g_assert_cmpint (unknown.type, ==, SIGHT_REQUEST_UNKNOWN);
  g_assert_true (sight_request_parse (&leave, extra, strlen (extra), NULL));
  g_assert_cmpint (leave.type, ==, SIGHT_REQUEST_LEAVE);
}

static void
expect_event (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_auto(SightEvent) event = { 0, };
  g_autoptr(GError) error = NULL;

  if (!sight_event_parse (&event, text, strlen (text), &error))
    g_error ("%s: %s", error->message, text);
  sight_event_write (&event, out);
  g_assert_cmpstr (out->str, ==, text);
}

static void
expect_bad_event (const char *text)
{
  g_auto(SightEvent) event = { 0, };
  g_autoptr(GError) error = NULL;

  if (sight_event_parse (&event, text, strlen (text), &error))
    g_error ("Taken: %s", text);
  g_assert_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE);
}

#define LIMITS "\"limits\":{\"message\":65536,\"rate\":40,\"burst\":200,\"bytes\":262144,\"room\":50}"

/* rows: s-welcome, s-pong */
static void
test_welcome (void)
{
  expect_event ("{\"t\":\"welcome\",\"v\":1,\"sid\":\"" ID "\",\"key\":\"" SECRET "\",\"resumed\":false," LIMITS
                ",\"ping\":10,\"ttl\":30,\"now\":1800000000000,\"server\":\"x\"}");
  expect_event ("{\"t\":\"pong\"}");
  expect_event ("{\"t\":\"pong\",\"ts\":0.25}");

  expect_bad_event ("{\"t\":\"welcome\",\"v\":2,\"sid\":\"" ID "\",\"key\":\"" SECRET "\",\"resumed\":false," LIMITS
                    ",\"ping\":10,\"ttl\":30,\"now\":1800000000000,\"server\":\"x\"}");
  expect_bad_event ("{\"t\":\"welcome\",\"v\":1,\"sid\":\"" ID "\",\"key\":\"" SECRET "\",\"resumed\":false"
                    ",\"ping\":10,\"ttl\":30,\"now\":1800000000000,\"server\":\"x\"}");
  /* A client would ping without pause. */
  expect_bad_event ("{\"t\":\"welcome\",\"v\":1,\"sid\":\"" ID "\",\"key\":\"" SECRET "\",\"resumed\":false," LIMITS
                    ",\"ping\":0,\"ttl\":30,\"now\":1800000000000,\"server\":\"x\"}");
}

/* rows: s-joined, s-members */
static void
test_members (void)
{
  static const char text[] =
    "{\"t\":\"joined\",\"s\":1,\"me\":\"" ID "\",\"order\":3,\"members\":[{\"id\":\"" ID "\",\"order\":1,\"kind\":\"app\",\"away\":true}],"
    "\"host\":\"" ID "\",\"locked\":false,\"ice\":[{\"urls\":[\"stun:s.example\"]},"
    "{\"urls\":[\"turn:a\",\"turn:b\"],\"username\":\"u\",\"credential\":\"c\"}],\"ice_expires\":5}";
  g_auto(SightEvent) event = { 0, };

  g_assert_true (sight_event_parse (&event, text, strlen (text), NULL));
  g_assert_cmpint (event.sequence, ==, 1);
  g_assert_cmpuint (event.joined.n_members, ==, 1);
  g_assert_true (event.joined.members[0].away);
  g_assert_cmpuint (event.joined.ice.n_servers, ==, 2);
  g_assert_null (event.joined.ice.servers[0].username);
  g_assert_cmpuint (event.joined.ice.servers[1].n_urls, ==, 2);
  g_assert_cmpstr (event.joined.ice.servers[1].credential, ==, "c");

  expect_event ("{\"t\":\"members\",\"s\":2,\"add\":[{\"id\":\"" ID "\",\"order\":1,\"kind\":\"guest\",\"away\":false}],"
                "\"update\":[{\"id\":\"" ID "\",\"away\":true}],\"remove\":[{\"id\":\"" ID "\",\"why\":\"left\"},"
                "{\"id\":\"" ID "\",\"why\":\"lost\"},{\"id\":\"" ID "\",\"why\":\"removed\"},{\"id\":\"" ID "\",\"why\":\"replaced\"}],"
                "\"host\":\"" ID "\",\"locked\":true,\"full\":true}");
  expect_event ("{\"t\":\"members\",\"s\":2}");

  expect_bad_event ("{\"t\":\"members\",\"s\":2,\"add\":{}}");
  expect_bad_event ("{\"t\":\"members\",\"s\":2,\"add\":[7]}");
  expect_bad_event ("{\"t\":\"members\",\"s\":2,\"update\":[{\"id\":\"" ID "\"}]}");
  expect_bad_event ("{\"t\":\"members\",\"s\":2,\"remove\":[{\"id\":\"" ID "\",\"why\":\"eaten\"}]}");
  expect_bad_event ("{\"t\":\"members\",\"s\":2,\"remove\":7}");
  expect_bad_event ("{\"t\":\"members\",\"s\":2,\"locked\":1}");
  expect_bad_event ("{\"t\":\"members\",\"s\":0}");
  expect_bad_event ("{\"t\":\"joined\",\"s\":1}");
}

/* rows: s-relay, s-knock, s-knock-gone, s-notice, s-error */
static void
test_small_events (void)
{
  expect_event ("{\"t\":\"relay\",\"s\":3,\"from\":\"" ID "\",\"to\":\"" ID "\",\"n\":1,\"box\":\"" BOX "\"}");
  expect_event ("{\"t\":\"relay\",\"s\":3,\"from\":\"" ID "\",\"to\":\"*\",\"n\":1,\"box\":\"" BOX "\"}");
  expect_event ("{\"t\":\"knock\",\"s\":4,\"who\":\"" ID "\",\"kind\":\"cli\"}");
  expect_event ("{\"t\":\"knock\",\"s\":4,\"who\":\"" ID "\",\"gone\":true}");
  expect_event ("{\"t\":\"notice\",\"s\":5,\"code\":\"waiting\",\"text\":\"x\",\"me\":\"" ID "\",\"host\":\"" ID "\"}");
  expect_event ("{\"t\":\"notice\",\"s\":5,\"code\":\"drain\",\"text\":\"x\",\"retry_ms\":1500}");
  expect_event ("{\"t\":\"error\",\"code\":\"no-hello\",\"text\":\"x\"}");
  expect_event ("{\"t\":\"error\",\"s\":6,\"re\":\"join\",\"code\":\"rooms\",\"text\":\"x\",\"retry_ms\":0}");

  expect_bad_event ("{\"t\":\"relay\",\"s\":3,\"from\":\"*\",\"to\":\"*\",\"n\":1,\"box\":\"" BOX "\"}");
  expect_bad_event ("{\"t\":\"relay\",\"s\":3,\"from\":\"" ID "\",\"to\":\"*\",\"n\":1,\"box\":\"x\"}");
  expect_bad_event ("{\"t\":\"knock\",\"s\":4,\"who\":\"" ID "\"}");
  expect_bad_event ("{\"t\":\"knock\",\"s\":4,\"who\":\"" ID "\",\"gone\":false}");
  expect_bad_event ("{\"t\":\"notice\",\"s\":5,\"code\":\"waiting\"}");
  expect_bad_event ("{\"t\":\"notice\",\"s\":5,\"code\":\"waiting\",\"text\":\"x\",\"me\":\"" ID "\"}");
  expect_bad_event ("{\"t\":\"notice\",\"s\":5,\"code\":\"drain\",\"text\":\"x\",\"retry_ms\":-1}");
  expect_bad_event ("{\"t\":\"error\",\"text\":\"x\"}");
  expect_bad_event ("{\"t\":\"error\",\"code\":\"x\",\"text\":\"x\",\"re\":7}");
}

/* rows: s-ice */
static void
test_ice (void)
{
  g_autoptr(GString) many = g_string_new ("{\"t\":\"ice\",\"s\":1,\"ice\":[{\"urls\":[\"x\"]}");

  for (guint i = 1; i < 17; i++)
    g_string_append (many, ",{\"urls\":[\"x\"]}");
  g_string_append (many, "],\"ice_expires\":0}");
  expect_bad_event (many->str);

  expect_event ("{\"t\":\"ice\",\"s\":1,\"ice\":[],\"ice_expires\":0}");
  expect_bad_event ("{\"t\":\"ice\",\"s\":1,\"ice\":[{}],\"ice_expires\":0}");
  expect_bad_event ("{\"t\":\"ice\",\"s\":1,\"ice\":[{\"urls\":[]}],\"ice_expires\":0}");
  expect_bad_event ("{\"t\":\"ice\",\"s\":1,\"ice\":[{\"urls\":[7]}],\"ice_expires\":0}");
  expect_bad_event ("{\"t\":\"ice\",\"s\":1,\"ice\":[{\"urls\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]}],\"ice_expires\":0}");
  expect_bad_event ("{\"t\":\"ice\",\"s\":1,\"ice\":[{\"urls\":[\"x\"],\"username\":7}],\"ice_expires\":0}");
  expect_bad_event ("{\"t\":\"ice\",\"s\":1,\"ice\":[]}");
}

/* Every wire error has a code of its own that is read back. */
static void
test_wire_errors (void)
{
  SightWireError error;

  for (guint i = 0; i < SIGHT_N_WIRE_ERRORS; i++)
    {
      g_assert_true (sight_wire_error_from_code (sight_wire_error_to_code (i), &error));
      g_assert_cmpuint (error, ==, i);
      g_assert_cmpuint (strlen (sight_wire_error_to_text (i)), >, 8);
    }
  g_assert_false (sight_wire_error_from_code ("no-such-code", &error));
}

static void
test_ids (void)
{
  static const guint8 bytes[16] = { 0x00, 0x10, 0x83, 0x10, 0x51, 0x87, 0x20, 0x92, 0x8b, 0xfb, 0xef, 0xff, 0xff, 0xff, 0xff, 0xff };
  SightSecret secret;
  SightId id;

  sight_id_from_bytes (&id, bytes);
  g_assert_cmpstr (id.text, ==, "ABCDEFGHIJKL--__");
  sight_secret_from_bytes (&secret, bytes);
  g_assert_cmpstr (secret.text, ==, "ABCDEFGHIJKL--______" "_w");
  g_assert_false (sight_id_parse (&id, "ABCDEFGHIJKL--_", 15));
  g_assert_false (sight_id_parse (&id, "ABCDEFGHIJKL--_\xc3", 16));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/c-hello", test_hello);
  g_test_add_func ("/protocol/c-hello/versions", test_hello_versions);
  g_test_add_func ("/protocol/c-join", test_join);
  g_test_add_func ("/protocol/c-relay", test_relay);
  g_test_add_func ("/protocol/c-small", test_small_requests);
  g_test_add_func ("/protocol/c-unknown", test_unknown);
  g_test_add_func ("/protocol/s-welcome", test_welcome);
  g_test_add_func ("/protocol/s-members", test_members);
  g_test_add_func ("/protocol/s-small", test_small_events);
  g_test_add_func ("/protocol/s-ice", test_ice);
  g_test_add_func ("/protocol/wire-errors", test_wire_errors);
  g_test_add_func ("/protocol/ids", test_ids);

  return g_test_run ();
}
