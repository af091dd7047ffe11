/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "server/sight-address.h"

G_BEGIN_DECLS

/* What strangers write into headers, as functions of the text alone. */

/* Whether a page of @origin came from the server that was asked for as @host. */
gboolean sight_http_origin_is_host   (const char   *origin,
                                      const char   *host);
/* Whether @name is one of @list, which commas separate. */
gboolean sight_http_list_has         (const char   *list,
                                      const char   *name);
/* Proxies append the address that they saw to @chain. @address is who is
 * connected, and becomes the last one that is not a proxy of @proxies
 * (SightAddressRange): as far as the chain can be believed.
 */
void     sight_http_follow_forwarded (const char   *chain,
                                      const GArray *proxies,
                                      SightAddress *address);

G_END_DECLS
