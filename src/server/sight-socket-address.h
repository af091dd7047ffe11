/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sys/socket.h>

#include "server/sight-address.h"

G_BEGIN_DECLS

/* FALSE for what is not IP; @address is then all zeros. */
gboolean sight_socket_address_get_ip   (const struct sockaddr_storage *socket_address,
                                        SightAddress                  *address);
guint16  sight_socket_address_get_port (const struct sockaddr_storage *socket_address);

G_END_DECLS
