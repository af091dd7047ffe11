/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-address.h"

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "server/sight-server-config.h"

#define IPV4_PREFIX_BITS 96
#define HOST_NAME_MAX_LENGTH 253

static const guint8 ipv4_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

gboolean
sight_address_parse (const char   *text,
                     SightAddress *out)
{
  guint8 bytes[16] = { 0 };

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  if (inet_pton (AF_INET6, text, bytes) != 1)
    {
      memcpy (bytes, ipv4_prefix, sizeof ipv4_prefix);
      if (inet_pton (AF_INET, text, bytes + sizeof ipv4_prefix) != 1)
        return FALSE;
    }

  memcpy (out->bytes, bytes, sizeof bytes);
  return TRUE;
}

gboolean
sight_address_is_ipv4 (const SightAddress *self)
{
  return memcmp (self->bytes, ipv4_prefix, sizeof ipv4_prefix) == 0;
}

gboolean
sight_address_is_loopback (const SightAddress *self)
{
  static const guint8 loopback[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

  if (sight_address_is_ipv4 (self))
    return self->bytes[12] == 127;

  return memcmp (self->bytes, loopback, sizeof loopback) == 0;
}

gboolean
sight_address_is_private (const SightAddress *self)
{
  static const struct
  {
    guint8 bytes[16];
    guint  prefix;
  } ranges[] = {
    { { 0 }, 127 }, /* :: and ::1 */
    { { [10] = 0xff, 0xff, 0 }, 104 },
    { { [10] = 0xff, 0xff, 10 }, 104 },
    { { [10] = 0xff, 0xff, 100, 64 }, 106 },
    { { [10] = 0xff, 0xff, 127 }, 104 },
    { { [10] = 0xff, 0xff, 169, 254 }, 112 },
    { { [10] = 0xff, 0xff, 172, 16 }, 108 },
    { { [10] = 0xff, 0xff, 192, 168 }, 112 },
    { { 0xfc }, 7 },
    { { 0xfe, 0x80 }, 10 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      SightAddressRange range = { .prefix = ranges[i].prefix };

      memcpy (range.address.bytes, ranges[i].bytes, sizeof ranges[i].bytes);
      if (sight_address_range_contains (&range, self))
        return TRUE;
    }

  return FALSE;
}

void
sight_address_get_bucket (const SightAddress *self,
                          SightAddress       *bucket)
{
  *bucket = *self;

  if (!sight_address_is_ipv4 (self))
    memset (bucket->bytes + 8, 0, 8);
}

static guint64
get_hash_seed (void)
{
  static gsize initialized = 0;
  static guint64 seed = 0;

  if (g_once_init_enter (&initialized))
    {
      if (gnutls_rnd (GNUTLS_RND_NONCE, &seed, sizeof seed) != GNUTLS_E_SUCCESS)
        seed = (guint64) g_get_real_time ();
      g_once_init_leave (&initialized, 1);
    }

  return seed;
}

static guint64
mix (guint64 word)
{
  word ^= word >> 33;
  word *= G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  word ^= word >> 33;
  word *= G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  word ^= word >> 33;
  return word;
}

guint
sight_address_hash (gconstpointer self)
{
  const SightAddress *address = self;
  guint64 seed = get_hash_seed ();
  guint64 words[2];

  memcpy (words, address->bytes, sizeof words);
  return (guint) mix (mix (words[0] ^ seed) + words[1] + seed);
}

gboolean
sight_address_equal (gconstpointer a,
                     gconstpointer b)
{
  return memcmp (((const SightAddress *) a)->bytes, ((const SightAddress *) b)->bytes, 16) == 0;
}

char *
sight_address_to_string (const SightAddress *self)
{
  char text[INET6_ADDRSTRLEN] = "";

  if (sight_address_is_ipv4 (self))
    inet_ntop (AF_INET, self->bytes + sizeof ipv4_prefix, text, sizeof text);
  else
    inet_ntop (AF_INET6, self->bytes, text, sizeof text);

  return g_strdup (text);
}

static gboolean
has_host_bits (const SightAddressRange *range)
{
  for (guint bit = range->prefix; bit < 128; bit++)
    {
      if (range->address.bytes[bit / 8] & (0x80 >> (bit % 8)))
        return TRUE;
    }

  return FALSE;
}

gboolean
sight_address_range_parse (const char         *text,
                           SightAddressRange  *out,
                           GError            **error)
{
  g_autofree char *address = NULL;
  SightAddressRange range = { .prefix = 128 };
  const char *slash;
  gboolean is_ipv4;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  slash = strchr (text, '/');
  address = slash != NULL ? g_strndup (text, slash - text) : g_strdup (text);
  if (!sight_address_parse (address, &range.address))
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "must be an IP address or a range like 10.0.0.0/8, not '%s'", text);
      return FALSE;
    }

  is_ipv4 = strchr (address, ':') == NULL;
  if (slash != NULL)
    {
      guint64 prefix;

      if (!g_ascii_string_to_unsigned (slash + 1, 10, 0, is_ipv4 ? 32 : 128, &prefix, NULL))
        {
          g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                       "must have a number from 0 to %u after the '/', not '%s'",
                       is_ipv4 ? 32 : 128, slash + 1);
          return FALSE;
        }
      range.prefix = (guint) prefix + (is_ipv4 ? IPV4_PREFIX_BITS : 0);
    }

  if (has_host_bits (&range))
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "must be the first address of its range, which '%s' is not", text);
      return FALSE;
    }

  *out = range;
  return TRUE;
}

gboolean
sight_address_range_contains (const SightAddressRange *self,
                              const SightAddress      *address)
{
  guint whole = self->prefix / 8;
  guint rest = self->prefix % 8;

  if (memcmp (self->address.bytes, address->bytes, whole) != 0)
    return FALSE;
  if (rest == 0)
    return TRUE;

  return ((self->address.bytes[whole] ^ address->bytes[whole]) >> (8 - rest)) == 0;
}

gboolean
sight_address_ranges_contain (const GArray       *ranges,
                              const SightAddress *address)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      if (sight_address_range_contains (&g_array_index (ranges, SightAddressRange, i), address))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_host (const char *host,
         gboolean    bracketed)
{
  SightAddress address;

  if (bracketed)
    return strchr (host, ':') != NULL && sight_address_parse (host, &address);

  if (*host == '\0' || strlen (host) > HOST_NAME_MAX_LENGTH)
    return FALSE;

  for (const char *c = host; *c != '\0'; c++)
    {
      if (!g_ascii_isalnum (*c) && *c != '-' && *c != '.' && *c != '_')
        return FALSE;
    }

  return TRUE;
}

gboolean
sight_host_port_parse (const char  *text,
                       char       **host,
                       guint16     *port,
                       GError     **error)
{
  g_autofree char *name = NULL;
  const char *colon;
  gboolean bracketed;
  guint64 number;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (host != NULL, FALSE);
  g_return_val_if_fail (port != NULL, FALSE);

  colon = strrchr (text, ':');
  bracketed = *text == '[' && colon != NULL && colon > text + 1 && colon[-1] == ']';
  if (colon != NULL)
    name = bracketed ? g_strndup (text + 1, colon - text - 2) : g_strndup (text, colon - text);

  if (colon == NULL || !is_host (name, bracketed) ||
      !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &number, NULL))
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "must be HOST:PORT like 0.0.0.0:443 or [::]:443, not '%s'", text);
      return FALSE;
    }

  *host = g_steal_pointer (&name);
  *port = (guint16) number;
  return TRUE;
}
