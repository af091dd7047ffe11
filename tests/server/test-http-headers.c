/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server/sight-http-headers.h"

/* rows: http-origin, in-origin */
static void
test_origin (void)
{
  static const struct
  {
    const char *origin;
    const char *host;
    gboolean    same;
  } cases[] = {
    { "https://calls.example.org", "calls.example.org", TRUE },
    { "https://CALLS.example.org", "calls.EXAMPLE.org", TRUE },
    { "https://calls.example.org", "calls.example.org:443", TRUE },
    { "https://calls.example.org:443", "calls.example.org", TRUE },
    { "http://localhost:80", "localhost", TRUE },
    { "http://[::1]:8080", "[::1]:8080", TRUE },
    { "https://calls.example.org", "calls.example.org:80", FALSE },
    { "http://calls.example.org", "calls.example.org:443", FALSE },
    { "https://calls.example.org:4443", "calls.example.org", FALSE },
    { "https://calls.example.org.evil.example", "calls.example.org", FALSE },
    { "https://evil.example/calls.example.org", "calls.example.org", FALSE },
    { "https://user@calls.example.org", "calls.example.org", FALSE },
    { "calls.example.org", "calls.example.org", FALSE },
    { "ftp://calls.example.org", "calls.example.org", FALSE },
    { "null", "null", FALSE },
    { "https://", "", FALSE },
    { "https://:443", ":443", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (sight_http_origin_is_host (cases[i].origin, cases[i].host) != cases[i].same)
      g_error ("%s at %s: expected %s", cases[i].origin, cases[i].host, cases[i].same ? "yes" : "no");
}

static void
test_forwarded (void)
{
  static const struct
  {
    const char *peer;
    const char *chain;
    const char *client;
  } cases[] = {
    /* Only proxies of ours are asked. */
    { "192.0.2.1", "198.51.100.7", "192.0.2.1" },
    { "10.0.0.1", "198.51.100.7", "198.51.100.7" },
    { "10.0.0.1", " 198.51.100.7 , 10.0.0.2", "198.51.100.7" },
    { "10.0.0.1", "2001:db8::1", "2001:db8::1" },
    /* What the client wrote itself stands on the left and is not reached. */
    { "10.0.0.1", "127.0.0.1, 198.51.100.7", "198.51.100.7" },
    { "10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7" },
    /* Who cannot be read is the proxy before it. */
    { "10.0.0.1", "198.51.100.7, unknown", "10.0.0.1" },
    { "10.0.0.1", "198.51.100.7, unknown, 10.0.0.2", "10.0.0.2" },
    { "10.0.0.1", "198.51.100.7:4711", "10.0.0.1" },
    { "10.0.0.1", "", "10.0.0.1" },
    { "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3" },
  };
  g_autoptr(GArray) proxies = g_array_new (FALSE, FALSE, sizeof (SightAddressRange));
  SightAddressRange range;

  g_assert_true (sight_address_range_parse ("10.0.0.0/8", &range, NULL));
  g_array_append_val (proxies, range);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SightAddress address;
      g_autofree char *client = NULL;

      g_assert_true (sight_address_parse (cases[i].peer, &address));
      sight_http_follow_forwarded (cases[i].chain, proxies, &address);
      client = sight_address_to_string (&address);
      g_assert_cmpstr (client, ==, cases[i].client);
    }
}

/* row: http-subprotocol */
static void
test_list (void)
{
  g_assert_true (sight_http_list_has ("sightline.v1", "sightline.v1"));
  g_assert_true (sight_http_list_has ("other, sightline.v1 ,more", "sightline.v1"));
  g_assert_false (sight_http_list_has ("", "sightline.v1"));
  g_assert_false (sight_http_list_has ("sightline.v10, xsightline.v1", "sightline.v1"));
  g_assert_false (sight_http_list_has ("sightline.v1 sightline.v2", "sightline.v1"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/http-headers/origin", test_origin);
  g_test_add_func ("/server/http-headers/forwarded", test_forwarded);
  g_test_add_func ("/server/http-headers/list", test_list);

  return g_test_run ();
}
