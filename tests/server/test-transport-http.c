/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server-fixture.h"

#include <string.h>

#define PROTOCOL_HEADER "Sec-WebSocket-Protocol: sightline.v1\r\n"

static void
assert_header (WsClient   *client,
               const char *line)
{
  g_autofree char *needle = g_strdup_printf ("\r\n%s\r\n", line);

  if (strstr (ws_client_get_head (client), needle) == NULL)
    g_error ("'%s' is not in %s", line, ws_client_get_head (client));
}

static void
test_files (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);
  g_autofree char *etag = NULL;
  const char *start;

  g_assert_cmpuint (ws_client_request (client, "GET", "/", NULL), ==, 200);
  g_assert_nonnull (strstr (ws_client_get_body (client), "<html"));
  assert_header (client, "Content-Type: text/html; charset=utf-8");
  assert_header (client, "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
                         "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; "
                         "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
                         "frame-ancestors 'none'");
  assert_header (client, "X-Content-Type-Options: nosniff");
  assert_header (client, "Referrer-Policy: no-referrer");
  assert_header (client, "Permissions-Policy: camera=(self), microphone=(self), display-capture=(self)");
  assert_header (client, "Cross-Origin-Opener-Policy: same-origin");
  assert_header (client, "Cache-Control: no-cache");
  g_assert_null (strstr (ws_client_get_head (client), "Strict-Transport-Security"));

  /* The same connection goes on, and knows the page by its tag. */
  start = strstr (ws_client_get_head (client), "ETag: ");
  g_assert_nonnull (start);
  etag = g_strdup_printf ("If-None-Match: %.*s\r\n", (int) strcspn (start + 6, "\r"), start + 6);
  g_assert_cmpuint (ws_client_request (client, "GET", "/index.html", etag), ==, 304);
  g_assert_cmpuint (ws_client_request (client, "GET", "/index.html", "If-None-Match: \"other\"\r\n"), ==, 200);
  g_assert_cmpuint (ws_client_request (client, "HEAD", "/", NULL), ==, 200);
  g_assert_cmpuint (ws_client_request (client, "GET", "/style.css?v=1", NULL), ==, 200);
  assert_header (client, "Content-Type: text/css; charset=utf-8");
  g_assert_cmpuint (ws_client_request (client, "GET", "/main.js", NULL), ==, 200);
  assert_header (client, "Content-Type: text/javascript; charset=utf-8");
}

/* Who asks for it gets it packed, and a tag of its own: a proxy between may hold both. */
static void
test_gzip (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);
  g_autofree char *plain = NULL;

  g_assert_cmpuint (ws_client_request (client, "GET", "/main.js", NULL), ==, 200);
  assert_header (client, "Vary: Accept-Encoding");
  g_assert_null (strstr (ws_client_get_head (client), "Content-Encoding"));
  plain = g_strdup (strstr (ws_client_get_head (client), "ETag: "));
  plain[strcspn (plain, "\r")] = '\0';

  g_assert_cmpuint (ws_client_request (client, "GET", "/main.js", "Accept-Encoding: deflate, gzip, br\r\n"), ==, 200);
  assert_header (client, "Content-Encoding: gzip");
  assert_header (client, "Vary: Accept-Encoding");
  g_assert_null (strstr (ws_client_get_head (client), plain));

  g_assert_cmpuint (ws_client_request (client, "GET", "/main.js", "Accept-Encoding: br\r\n"), ==, 200);
  g_assert_null (strstr (ws_client_get_head (client), "Content-Encoding"));
  g_assert_cmpuint (ws_client_request (client, "GET", "/healthz", "Accept-Encoding: gzip\r\n"), ==, 200);
  g_assert_null (strstr (ws_client_get_head (client), "Content-Encoding"));
}

static guint
request_once (ServerFixture *fixture,
              const char    *method,
              const char    *path,
              const char    *headers)
{
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);

  return ws_client_request (client, method, path, headers);
}

static void
test_in_path (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  static const char * const paths[] = {
    "/nothing", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd",
    "/index.html/", "/index.html%00.css", "/main.js/../../../etc/shadow", "/app/sightline/guest/index.html",
    "/signal/", "/Signal", "/.git/config",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      guint status = request_once (fixture, "GET", paths[i], NULL);

      /* 400 and an end without an answer are for what is not even a path. */
      if (status != 404 && status != 400 && status != 0)
        g_error ("%s got %u", paths[i], status);
    }
  g_assert_cmpuint (request_once (fixture, "GET", "/nothing", NULL), ==, 404);
  g_assert_cmpuint (request_once (fixture, "GET", "/../../etc/passwd", NULL), ==, 404);
  server_fixture_check_others (fixture);
}

static void
test_in_method (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  static const char * const methods[] = {
    "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW", "PROPFIND",
  };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      guint status = request_once (fixture, methods[i], "/signal", NULL);

      if (status != 405)
        g_error ("%s got %u", methods[i], status);
    }
  g_assert_cmpuint (request_once (fixture, "POST", "/", "Content-Length: 1000000\r\n"), ==, 405);
  g_assert_cmpuint (request_once (fixture, "GET", "/", "Content-Length: 1000000\r\n"), ==, 413);
  server_fixture_check_others (fixture);
}

static void
test_garbage (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  static const char * const inputs[] = {
    "\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03", "hello\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1 \x01\x02\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr(WsClient) client = ws_client_connect (fixture->url);

      ws_client_send_string (client, inputs[i]);
      ws_client_send_string (client, "\r\n\r\n");
      g_assert_cmpuint (ws_client_read_response (client, FALSE), !=, 101);
    }
  server_fixture_check_others (fixture);
}

static void
test_huge_headers (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autofree char *value = g_strnfill (100000, 'x');
  g_autofree char *header = g_strdup_printf ("X-Big: %s\r\n", value);
  g_autofree char *path = g_strdup_printf ("/%s", value);

  g_assert_cmpuint (request_once (fixture, "GET", "/", header), !=, 200);
  g_assert_cmpuint (request_once (fixture, "GET", path, NULL), !=, 200);
  server_fixture_check_others (fixture);
}

static void
test_health (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);

  g_assert_cmpuint (ws_client_request (client, "GET", "/healthz", NULL), ==, 200);
  g_assert_cmpstr (ws_client_get_body (client), ==, "ok\n");
  g_assert_cmpuint (ws_client_request (client, "HEAD", "/healthz", NULL), ==, 200);
}

static void
test_metrics (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);
  const char *body;

  server_fixture_check_others (fixture);
  g_assert_cmpuint (ws_client_request (client, "GET", "/metrics", NULL), ==, 200);
  assert_header (client, "Content-Type: text/plain; version=0.0.4; charset=utf-8");
  body = ws_client_get_body (client);
  g_assert_nonnull (strstr (body, "\nsightline_rooms 1\n"));
  g_assert_nonnull (strstr (body, "\nsightline_members 2\n"));
  g_assert_nonnull (strstr (body, "\nsightline_sockets 2\n"));
  g_assert_nonnull (strstr (body, "\nsightline_relayed_total 1\n"));
  g_assert_nonnull (strstr (body, "\nsightline_errors_total{code=\"rate\"} 0\n"));
  g_assert_nonnull (strstr (body, "\nsightline_closes_total{reason=\""));
  g_assert_nonnull (strstr (body, "\nsightline_handshakes_total{outcome=\"accepted\"} 2\n"));
  g_assert_nonnull (strstr (body, "\nsightline_delivery_seconds_bucket{le=\"+Inf\"} "));
  g_assert_null (strstr (body, "sightline_delivery_seconds_count 0\n"));
}

/* Numbers about other people's calls are not for everyone. */
static void
test_metrics_denied (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(ServerFixture) elsewhere = server_fixture_new (SETTINGS ("metrics-allow", "10.0.0.0/8"));
  g_autoptr(ServerFixture) behind = server_fixture_new (SETTINGS ("trusted-proxy", "127.0.0.1",
                                                                  "metrics-allow", "10.0.0.0/8"));

  g_assert_cmpuint (request_once (fixture, "GET", "/metrics", "X-Forwarded-For: 203.0.113.9\r\n"), ==, 403);
  g_assert_cmpuint (request_once (fixture, "GET", "/metrics", "X-Forwarded-For: 127.0.0.1\r\n"), ==, 403);
  g_assert_cmpuint (request_once (fixture, "GET", "/metrics", "Forwarded: for=127.0.0.1\r\n"), ==, 403);
  g_assert_cmpuint (request_once (elsewhere, "GET", "/metrics", NULL), ==, 403);
  g_assert_cmpuint (request_once (behind, "GET", "/metrics", NULL), ==, 403);
  g_assert_cmpuint (request_once (behind, "GET", "/metrics", "X-Forwarded-For: 203.0.113.9\r\n"), ==, 403);
  g_assert_cmpuint (request_once (behind, "GET", "/metrics", "X-Forwarded-For: 10.1.1.1, 203.0.113.9\r\n"), ==, 403);
  g_assert_cmpuint (request_once (behind, "GET", "/metrics", "X-Forwarded-For: 203.0.113.9, 10.1.1.1\r\n"), ==, 200);
}

static guint
handshake_once (ServerFixture *fixture,
                const char    *path,
                const char    *headers)
{
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);

  return ws_client_handshake (client, path, headers);
}

/* rows: http-origin, in-origin, http-native */
static void
test_origin (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (SETTINGS ("origin", "https://calls.example.org"));
  g_autofree char *own = g_strdup_printf (PROTOCOL_HEADER "Origin: %s\r\n", fixture->url);
  g_autofree char *shouted = g_strdup_printf (PROTOCOL_HEADER "Origin: HTTP://%s\r\n", fixture->url + 7);
  static const char * const foreign[] = {
    "https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "https://calls.example.org.evil.example",
    "https://calls.example.org:444", "http://calls.example.org", "file://", "https://",
  };

  g_assert_cmpuint (handshake_once (fixture, "/signal", PROTOCOL_HEADER), ==, 101);
  g_assert_cmpuint (handshake_once (fixture, "/signal", own), ==, 101);
  g_assert_cmpuint (handshake_once (fixture, "/signal", shouted), ==, 101);
  g_assert_cmpuint (handshake_once (fixture, "/signal",
                                    PROTOCOL_HEADER "Origin: https://calls.example.org\r\n"), ==, 101);

  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autofree char *headers = g_strdup_printf (PROTOCOL_HEADER "Origin: %s\r\n", foreign[i]);
      guint status = handshake_once (fixture, "/signal", headers);

      if (status != 403)
        g_error ("Origin %s got %u", foreign[i], status);
    }
  server_fixture_check_others (fixture);
}

static void
test_subprotocol (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);

  g_assert_cmpuint (handshake_once (fixture, "/signal", NULL), ==, 400);
  g_assert_cmpuint (handshake_once (fixture, "/signal", "Sec-WebSocket-Protocol: chat\r\n"), ==, 400);
  g_assert_cmpuint (handshake_once (fixture, "/signal", "Sec-WebSocket-Protocol: sightline.v11\r\n"), ==, 400);
  g_assert_cmpuint (handshake_once (fixture, "/signal", "Sec-WebSocket-Protocol: http\r\n"), ==, 400);

  /* rows: http-subprotocol */
  g_assert_cmpuint (ws_client_handshake (client, "/signal",
                                         "Sec-WebSocket-Protocol: sightline.v2, sightline.v1\r\n"), ==, 101);
  assert_header (client, "Sec-WebSocket-Protocol: sightline.v1");
}

static void
test_plain (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);

  g_assert_cmpuint (ws_client_request (client, "GET", "/signal", NULL), ==, 426);
  assert_header (client, "Upgrade: websocket");
  g_assert_cmpuint (request_once (fixture, "GET", "/signal",
                                  "Upgrade: h2c\r\nConnection: Upgrade\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
                    ==, 426);
  g_assert_cmpuint (request_once (fixture, "GET", "/signal",
                                  "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
                                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" PROTOCOL_HEADER), ==, 426);
  g_assert_cmpuint (handshake_once (fixture, "/", PROTOCOL_HEADER), ==, 404);
  g_assert_cmpuint (handshake_once (fixture, "/signal/x", PROTOCOL_HEADER), ==, 404);
}

/* An unknown upgrade on a connection that was used before. */
static void
test_unknown_upgrade (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);

  g_assert_cmpuint (request_once (fixture, "GET", "/", "Upgrade: irc\r\nConnection: Upgrade\r\n"), ==, 403);
  g_assert_cmpuint (ws_client_request (client, "GET", "/healthz", NULL), ==, 200);
  g_assert_cmpuint (ws_client_request (client, "GET", "/", "Upgrade: irc\r\nConnection: Upgrade\r\n"), ==, 403);
  server_fixture_check_others (fixture);
}

/* Requests one behind the other in one write. */
static void
test_pipeline (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);

  ws_client_send_string (client, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  g_assert_cmpuint (ws_client_read_response (client, FALSE), ==, 200);
  g_assert_cmpuint (ws_client_read_response (client, FALSE), ==, 200);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/http/files", test_files);
  g_test_add_func ("/server/http/gzip", test_gzip);
  g_test_add_func ("/server/in-path", test_in_path);
  g_test_add_func ("/server/in-method", test_in_method);
  g_test_add_func ("/server/http/garbage", test_garbage);
  g_test_add_func ("/server/http/huge-headers", test_huge_headers);
  g_test_add_func ("/server/http/health", test_health);
  g_test_add_func ("/server/http/metrics", test_metrics);
  g_test_add_func ("/server/http/metrics-denied", test_metrics_denied);
  g_test_add_func ("/server/http-origin", test_origin);
  g_test_add_func ("/server/http-subprotocol", test_subprotocol);
  g_test_add_func ("/server/http-plain", test_plain);
  g_test_add_func ("/server/http/unknown-upgrade", test_unknown_upgrade);
  g_test_add_func ("/server/http/pipeline", test_pipeline);

  return g_test_run ();
}
