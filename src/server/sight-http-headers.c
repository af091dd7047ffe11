/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-http-headers.h"

#include <string.h>

/* host[:port], without the port that goes without saying. */
static char *
normalise_authority (const char *authority,
                     const char *default_port)
{
  g_autofree char *lower = g_ascii_strdown (authority, -1);

  if (g_str_has_suffix (lower, default_port))
    lower[strlen (lower) - strlen (default_port)] = '\0';

  return g_steal_pointer (&lower);
}

gboolean
sight_http_origin_is_host (const char *origin,
                           const char *host)
{
  const char *default_port = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;

  if (g_ascii_strncasecmp (origin, "https://", strlen ("https://")) == 0)
    default_port = ":443";
  else if (g_ascii_strncasecmp (origin, "http://", strlen ("http://")) == 0)
    default_port = ":80";
  else
    return FALSE;

  theirs = normalise_authority (strstr (origin, "://") + strlen ("://"), default_port);
  ours = normalise_authority (host, default_port);

  return *theirs != '\0' && g_str_equal (theirs, ours);
}

gboolean
sight_http_list_has (const char *list,
                     const char *name)
{
  g_auto(GStrv) names = g_strsplit (list, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_equal (g_strstrip (names[i]), name))
        return TRUE;
    }

  return FALSE;
}

void
sight_http_follow_forwarded (const char   *chain,
                             const GArray *proxies,
                             SightAddress *address)
{
  g_auto(GStrv) hops = g_strsplit (chain, ",", -1);
  guint n_hops = g_strv_length (hops);

  while (n_hops > 0 && sight_address_ranges_contain (proxies, address))
    {
      SightAddress hop;

      if (!sight_address_parse (g_strstrip (hops[--n_hops]), &hop))
        return;
      *address = hop;
    }
}
