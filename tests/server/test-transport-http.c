/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server-fixture.h"

#include <string.h>

static void
test_files (void)
{
  g_autoptr(ServerFixture) fixture = server_fixture_new (NULL);
  g_autoptr(WsClient) client = ws_client_connect (fixture->url);
  g_autofree char *etag = NULL;
  const char *start;

  g_assert_cmpuint (ws_client_request (client, "GET", "/", NULL), ==, 200);
  g_assert_nonnull (strstr (ws_client_get_body (client), "<html"));
  g_assert_nonnull (strstr (ws_client_get_head (client), "\r\nContent-Type: text/html; charset=utf-8\r\n"));
  g_assert_nonnull (strstr (ws_client_get_head (client),
                            "\r\nContent-Security-Policy: default-src 'none'; script-src 'self';"));
  g_assert_nonnull (strstr (ws_client_get_head (client), "\r\nX-Content-Type-Options: nosniff\r\n"));
  g_assert_nonnull (strstr (ws_client_get_head (client), "\r\nReferrer-Policy: no-referrer\r\n"));
  g_assert_null (strstr (ws_client_get_head (client), "Strict-Transport-Security"));

  /* The same connection goes on, and knows the page by its tag. */
  start = strstr (ws_client_get_head (client), "ETag: ");
  g_assert_nonnull (start);
  etag = g_strdup_printf ("If-None-Match: %.*s\r\n", (int) strcspn (start + 6, "\r"), start + 6);
  g_assert_cmpuint (ws_client_request (client, "GET", "/index.html", etag), ==, 304);
  g_assert_cmpuint (ws_client_request (client, "HEAD", "/", NULL), ==, 200);
  g_assert_cmpuint (ws_client_request (client, "GET", "/style.css", NULL), ==, 200);
  g_assert_nonnull (strstr (ws_client_get_head (client), "text/css"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/http/files", test_files);

  return g_test_run ();
}
