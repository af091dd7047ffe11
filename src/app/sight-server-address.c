/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-server-address.h"

#include <string.h>

#include "protocol/sight-room-link.h"

/* Any code will do, to see whether the server is a good one. */
#define SOME_CODE "k3vd9xtm4qpa7hse"

char *
sight_server_address_complete (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *complete = NULL;
  char *host;

  if (*stripped == '\0')
    return g_steal_pointer (&stripped);

  if (strstr (stripped, "://") != NULL)
    complete = g_steal_pointer (&stripped);
  else
    complete = g_strconcat ("https://", stripped, NULL);

  host = strstr (complete, "://") + strlen ("://");
  host[strcspn (host, "/?#")] = '\0';

  return g_steal_pointer (&complete);
}

gboolean
sight_server_address_check (const char  *server,
                            GError     **error)
{
  g_autoptr(SightRoomLink) link = sight_room_link_parse (SOME_CODE, server, error);

  return link != NULL;
}
