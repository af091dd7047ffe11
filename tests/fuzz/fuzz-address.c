/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "server/sight-address.h"
#include "server/sight-ice-url.h"

/* Addresses, ranges, HOST:PORT and the URLs of STUN and TURN servers: what is
 * accepted means the same when it is written out again.
 */

static void
try_address (const char *text)
{
  SightAddress address, again, bucket, twice;
  g_autofree char *written = NULL;

  if (!sight_address_parse (text, &address))
    return;

  written = sight_address_to_string (&address);
  g_assert_true (sight_address_parse (written, &again));
  g_assert_true (sight_address_equal (&address, &again));
  g_assert_cmpuint (sight_address_hash (&address), ==, sight_address_hash (&again));

  sight_address_get_bucket (&address, &bucket);
  sight_address_get_bucket (&bucket, &twice);
  g_assert_true (sight_address_equal (&bucket, &twice));
  g_assert_true (!sight_address_is_loopback (&address) || sight_address_is_private (&address));
}

static void
try_range (const char *text)
{
  g_autoptr(GError) error = NULL;
  SightAddressRange range;

  if (!sight_address_range_parse (text, &range, &error))
    {
      g_assert_nonnull (error);
      return;
    }

  g_assert_cmpuint (range.prefix, <=, 128);
  g_assert_true (sight_address_range_contains (&range, &range.address));
  if (range.prefix > 0)
    {
      SightAddress outside = range.address;

      outside.bytes[0] ^= 0x80;
      g_assert_false (sight_address_range_contains (&range, &outside));
    }
}

static void
try_host_port (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *host = NULL;
  g_autofree char *written = NULL;
  g_autofree char *host_again = NULL;
  guint16 port, port_again;

  if (!sight_host_port_parse (text, &host, &port, &error))
    {
      g_assert_nonnull (error);
      g_assert_null (host);
      return;
    }

  written = g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, port);
  g_assert_true (sight_host_port_parse (written, &host_again, &port_again, NULL));
  g_assert_cmpstr (host, ==, host_again);
  g_assert_cmpuint (port, ==, port_again);
}

static void
try_ice_url (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightIceUrl) url = sight_ice_url_parse (text, &error);

  g_assert_true ((url == NULL) == (error != NULL));
  if (url == NULL)
    return;

  g_assert_cmpuint (url->port, >, 0);
  g_assert_true (sight_ice_url_is_turn (url) == !g_str_has_prefix (text, "stun:"));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input = { data, size };
  g_autofree char *text = NULL;

  fuzz_init ();

  text = fuzz_take_text (&input, size);
  try_address (text);
  try_range (text);
  try_host_port (text);
  try_ice_url (text);

  return 0;
}
