/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How useful an address of an interface is to others on the same network, the
 * more the better; 0 is not at all.
 */
guint  sight_lan_address_rate   (const char   *interface,
                                 GInetAddress *address);

/* Under which this computer is found by others, the likeliest first, as they
 * stand in a URL: IPv6 in brackets.
 */
char **sight_lan_addresses_list (void);

G_END_DECLS
