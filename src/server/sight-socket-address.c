/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-socket-address.h"

#include <netinet/in.h>
#include <string.h>

gboolean
sight_socket_address_get_ip (const struct sockaddr_storage *socket_address,
                             SightAddress                  *address)
{
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };

  memset (address, 0, sizeof *address);

  if (socket_address->ss_family == AF_INET)
    {
      const struct sockaddr_in *v4 = (const struct sockaddr_in *) socket_address;

      memcpy (address->bytes, mapped, sizeof mapped);
      memcpy (address->bytes + sizeof mapped, &v4->sin_addr, 4);
      return TRUE;
    }

  if (socket_address->ss_family == AF_INET6)
    {
      const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *) socket_address;

      memcpy (address->bytes, &v6->sin6_addr, sizeof address->bytes);
      return TRUE;
    }

  return FALSE;
}

guint16
sight_socket_address_get_port (const struct sockaddr_storage *socket_address)
{
  if (socket_address->ss_family == AF_INET)
    return ntohs (((const struct sockaddr_in *) socket_address)->sin_port);
  if (socket_address->ss_family == AF_INET6)
    return ntohs (((const struct sockaddr_in6 *) socket_address)->sin6_port);

  return 0;
}
