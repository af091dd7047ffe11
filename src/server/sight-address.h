/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An IP address without its port; IPv4 as ::ffff:a.b.c.d. */
typedef struct
{
  guint8 bytes[16];
} SightAddress;

/* An address range, "10.0.0.0/8", "fd00::/8" or a single address. */
typedef struct
{
  SightAddress address;
  guint        prefix; /* bits of the 128 */
} SightAddressRange;

/* Strict: no octal or short IPv4 forms, no brackets, no zone. */
gboolean sight_address_parse          (const char               *text,
                                       SightAddress             *out);
gboolean sight_address_is_ipv4        (const SightAddress       *self);
gboolean sight_address_is_loopback    (const SightAddress       *self);
/* An address that nobody reaches over the internet: private, link-local,
 * loopback, shared (RFC 6598) or unspecified.
 */
gboolean sight_address_is_private     (const SightAddress       *self);
/* What limits count by: IPv4 whole, IPv6 by its /64. */
void     sight_address_get_bucket     (const SightAddress       *self,
                                       SightAddress             *bucket);
/* Seeded once per process, so that nobody can choose addresses that collide. */
guint    sight_address_hash           (gconstpointer             self);
gboolean sight_address_equal          (gconstpointer             a,
                                       gconstpointer             b);
char    *sight_address_to_string      (const SightAddress       *self);

gboolean sight_address_range_parse    (const char               *text,
                                       SightAddressRange        *out,
                                       GError                  **error);
gboolean sight_address_range_contains (const SightAddressRange  *self,
                                       const SightAddress       *address);
/* Of SightAddressRange. */
gboolean sight_address_ranges_contain (const GArray             *ranges,
                                       const SightAddress       *address);

/* "127.0.0.1:8080", "[::1]:8080" or "name:8080"; a port of 0 is taken. @host
 * comes without brackets.
 */
gboolean sight_host_port_parse        (const char               *text,
                                       char                    **host,
                                       guint16                  *port,
                                       GError                  **error);

G_END_DECLS
