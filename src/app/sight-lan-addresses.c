/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-lan-addresses.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#define ADDRESSES_MAX 8

enum {
  USELESS,
  INTERNAL,  /* of a machine within this one, mostly */
  IPV6,
  PUBLIC,
  PRIVATE,   /* what homes and offices have */
};

/* Bridges and pairs that containers and virtual machines bring along. */
static const char * const internal[] = { "docker", "br-", "veth", "virbr", "vboxnet", "vmnet", "lxcbr", "lxdbr", "podman", "cni" };

typedef struct
{
  char  *text;
  guint  rating;
} Candidate;

static gboolean
is_internal (const char *interface)
{
  for (guint i = 0; i < G_N_ELEMENTS (internal); i++)
    if (g_str_has_prefix (interface, internal[i]))
      return TRUE;

  return FALSE;
}

guint
sight_lan_address_rate (const char   *interface,
                        GInetAddress *address)
{
  /* A link-local one means nothing without a zone, which no link holds. */
  if (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_link_local (address) ||
      g_inet_address_get_is_any (address) || g_inet_address_get_is_multicast (address))
    return USELESS;
  if (is_internal (interface))
    return INTERNAL;
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    return IPV6;

  return g_inet_address_get_is_site_local (address) ? PRIVATE : PUBLIC;
}

static GInetAddress *
get_address (const struct sockaddr *socket_address)
{
  if (socket_address == NULL)
    return NULL;
  if (socket_address->sa_family == AF_INET)
    return g_inet_address_new_from_bytes ((const guint8 *) &((const struct sockaddr_in *) socket_address)->sin_addr,
                                          G_SOCKET_FAMILY_IPV4);
  if (socket_address->sa_family == AF_INET6)
    return g_inet_address_new_from_bytes ((const guint8 *) &((const struct sockaddr_in6 *) socket_address)->sin6_addr,
                                          G_SOCKET_FAMILY_IPV6);

  return NULL;
}

static void
collect (GArray               *candidates,
         const struct ifaddrs *interface)
{
  g_autoptr(GInetAddress) address = get_address (interface->ifa_addr);
  g_autofree char *text = NULL;
  Candidate candidate;

  if (address == NULL || !(interface->ifa_flags & IFF_UP))
    return;

  candidate.rating = sight_lan_address_rate (interface->ifa_name, address);
  if (candidate.rating == USELESS)
    return;

  text = g_inet_address_to_string (address);
  candidate.text = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? g_strdup_printf ("[%s]", text)
                                                                               : g_steal_pointer (&text);
  g_array_append_val (candidates, candidate);
}

static int
compare_best_first (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *first = a, *second = b;

  if (first->rating != second->rating)
    return first->rating < second->rating ? 1 : -1;

  return g_strcmp0 (first->text, second->text);
}

char **
sight_lan_addresses_list (void)
{
  g_autoptr(GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr(GStrvBuilder) list = g_strv_builder_new ();
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) == 0)
    {
      for (const struct ifaddrs *i = interfaces; i != NULL; i = i->ifa_next)
        collect (candidates, i);
      freeifaddrs (interfaces);
    }
  g_array_sort (candidates, compare_best_first);

  for (guint i = 0; i < candidates->len; i++)
    {
      g_autofree char *text = g_array_index (candidates, Candidate, i).text;

      if (i < ADDRESSES_MAX)
        g_strv_builder_add (list, text);
    }

  return g_strv_builder_end (list);
}
