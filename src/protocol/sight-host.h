/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Addresses in text, strictly: no "127.1", no leading zeros, no zone. */
gboolean sight_host_is_ipv4      (const char   *text);
gboolean sight_host_parse_ipv6   (const char   *text,
                                  guint16       groups[8]);
char    *sight_host_ipv6_to_text (const guint16 groups[8]);

/* The host of a URL in its one form: ASCII, lower case, an IPv6 address in
 * brackets and shortened. %NULL where @text is no name and no address.
 */
char    *sight_host_normalise    (const char   *text);

G_END_DECLS
