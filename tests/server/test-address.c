/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>

#include "server/sight-address.h"
#include "server/sight-server-config.h"

static void
assert_text (const char *text,
             const char *expected)
{
  SightAddress address;
  g_autofree char *got = NULL;

  g_assert_true (sight_address_parse (text, &address));
  got = sight_address_to_string (&address);
  g_assert_cmpstr (got, ==, expected);
}

static void
test_parse (void)
{
  static const char * const refused[] = {
    "", " ", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "0x7f.0.0.1",
    "2130706433", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4:80", "[::1]", "::1%lo", "fe80::1%eth0",
    "fe80::1%1", ":::", "1::2::3", "12345::", "::ffff:1.2.3", "1.2.3.4/32",
  };
  SightAddress address = { { 7 } };

  assert_text ("1.2.3.4", "1.2.3.4");
  assert_text ("::ffff:1.2.3.4", "1.2.3.4");
  assert_text ("::FFFF:0102:0304", "1.2.3.4");
  assert_text ("2001:DB8:0:0::1", "2001:db8::1");
  assert_text ("::", "::");
  assert_text ("255.255.255.255", "255.255.255.255");

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("'%s'", refused[i]);
      g_assert_false (sight_address_parse (refused[i], &address));
      g_assert_cmpuint (address.bytes[0], ==, 7);
    }
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *text;
    gboolean    loopback;
    gboolean    private;
  } rows[] = {
    { "127.0.0.1", TRUE, TRUE },
    { "127.255.1.2", TRUE, TRUE },
    { "128.0.0.1", FALSE, FALSE },
    { "::1", TRUE, TRUE },
    { "::2", FALSE, FALSE },
    { "::ffff:127.0.0.1", TRUE, TRUE },
    { "10.255.0.1", FALSE, TRUE },
    { "11.0.0.1", FALSE, FALSE },
    { "172.31.255.255", FALSE, TRUE },
    { "172.32.0.0", FALSE, FALSE },
    { "192.168.1.1", FALSE, TRUE },
    { "100.127.0.1", FALSE, TRUE },
    { "100.128.0.1", FALSE, FALSE },
    { "169.254.1.1", FALSE, TRUE },
    { "0.0.0.0", FALSE, TRUE },
    { "8.8.8.8", FALSE, FALSE },
    { "fd12::1", FALSE, TRUE },
    { "febf::1", FALSE, TRUE },
    { "fec0::1", FALSE, FALSE },
    { "2001:db8::1", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SightAddress address;

      g_test_message ("%s", rows[i].text);
      g_assert_true (sight_address_parse (rows[i].text, &address));
      g_assert_cmpint (sight_address_is_loopback (&address), ==, rows[i].loopback);
      g_assert_cmpint (sight_address_is_private (&address), ==, rows[i].private);
    }
}

static gboolean
same_bucket (const char *one,
             const char *other)
{
  SightAddress a, b, bucket_a, bucket_b;

  g_assert_true (sight_address_parse (one, &a));
  g_assert_true (sight_address_parse (other, &b));
  sight_address_get_bucket (&a, &bucket_a);
  sight_address_get_bucket (&b, &bucket_b);

  if (!sight_address_equal (&bucket_a, &bucket_b))
    return FALSE;

  g_assert_cmpuint (sight_address_hash (&bucket_a), ==, sight_address_hash (&bucket_b));
  return TRUE;
}

/* row: l-address (IPv6 addresses count per /64) */
static void
test_bucket (void)
{
  g_assert_true (same_bucket ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"));
  g_assert_false (same_bucket ("2001:db8:1:2::1", "2001:db8:1:3::1"));
  g_assert_true (same_bucket ("1.2.3.4", "::ffff:1.2.3.4"));
  g_assert_false (same_bucket ("1.2.3.4", "1.2.3.5"));
}

/* A table of addresses that an attacker chose must not become a list. */
static void
test_hash (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < 4096; i++)
    {
      SightAddress address = { { 0x20, 0x01, 0x0d, 0xb8, 0, 0, i >> 8, i & 0xff } };

      g_hash_table_add (seen, GUINT_TO_POINTER (sight_address_hash (&address)));
    }

  g_assert_cmpuint (g_hash_table_size (seen), >, 4080);
}

static gboolean
contains (const char *range_text,
          const char *address_text)
{
  g_autoptr(GError) error = NULL;
  SightAddressRange range;
  SightAddress address;

  sight_address_range_parse (range_text, &range, &error);
  g_assert_no_error (error);
  g_assert_true (sight_address_parse (address_text, &address));

  return sight_address_range_contains (&range, &address);
}

static void
test_range (void)
{
  g_assert_true (contains ("10.0.0.0/8", "10.255.255.255"));
  g_assert_false (contains ("10.0.0.0/8", "11.0.0.0"));
  g_assert_true (contains ("172.16.0.0/12", "172.31.1.1"));
  g_assert_false (contains ("172.16.0.0/12", "172.32.1.1"));
  g_assert_true (contains ("0.0.0.0/0", "8.8.8.8"));
  g_assert_false (contains ("0.0.0.0/0", "2001:db8::1"));
  g_assert_true (contains ("127.0.0.1", "127.0.0.1"));
  g_assert_false (contains ("127.0.0.1", "127.0.0.2"));
  g_assert_true (contains ("fd00::/8", "fd12::1"));
  g_assert_false (contains ("fd00::/8", "fc12::1"));
  g_assert_true (contains ("::ffff:10.0.0.0/104", "10.1.2.3"));
  g_assert_true (contains ("::1", "::1"));
}

static void
test_range_refused (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } rows[] = {
    { "", "*not ''*" },
    { "/8", "*not '/8'*" },
    { "10.0.0.0/", "*0 to 32*" },
    { "10.0.0.0/33", "*0 to 32*" },
    { "10.0.0.0/-1", "*0 to 32*" },
    { "10.0.0.0/+8", "*0 to 32*" },
    { "10.0.0.0/8/8", "*0 to 32*" },
    { "fd00::/129", "*0 to 128*" },
    { "10.0.0.1/8", "*first address*" },
    { "fd00::1/8", "*first address*" },
    { "example.org", "*not 'example.org'*" },
    { "fe80::1%eth0/64", "*range like*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      SightAddressRange range;

      g_test_message ("'%s'", rows[i].text);
      g_assert_false (sight_address_range_parse (rows[i].text, &range, &error));
      g_assert_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG);
      g_assert_true (g_pattern_match_simple (rows[i].message, error->message));
    }
}

static void
assert_host_port (const char *text,
                  const char *expected_host,
                  guint       expected_port)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *host = NULL;
  guint16 port = 0;

  sight_host_port_parse (text, &host, &port, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (host, ==, expected_host);
  g_assert_cmpuint (port, ==, expected_port);
}

static void
test_host_port (void)
{
  static const char * const refused[] = {
    "", ":", ":80", "80", "localhost", "localhost:", "localhost:65536", "localhost:-1",
    "localhost:http", "::1:80", "[]:80", "[::1]", "[::1]80", "[::1%lo]:80", "[1.2.3.4]:80",
    "[name]:80", "a b:80", "http://a:80", "a/b:80", "a:+80", "a: 80",
  };

  assert_host_port ("127.0.0.1:8080", "127.0.0.1", 8080);
  assert_host_port ("[::1]:0", "::1", 0);
  assert_host_port ("calls.example.org:443", "calls.example.org", 443);

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *host = NULL;
      guint16 port = 0;

      g_test_message ("'%s'", refused[i]);
      g_assert_false (sight_host_port_parse (refused[i], &host, &port, &error));
      g_assert_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG);
      g_assert_null (host);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/address/parse", test_parse);
  g_test_add_func ("/server/address/kinds", test_kinds);
  g_test_add_func ("/server/address/bucket", test_bucket);
  g_test_add_func ("/server/address/hash", test_hash);
  g_test_add_func ("/server/address/range", test_range);
  g_test_add_func ("/server/address/range-refused", test_range_refused);
  g_test_add_func ("/server/address/host-port", test_host_port);

  return g_test_run ();
}
