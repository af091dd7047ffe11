/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-network-view.h"

#define NO_SOURCE "none"

void
sight_network_view_init (SightNetworkView *self)
{
  *self = (SightNetworkView) { .addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
}

void
sight_network_view_clear (SightNetworkView *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->sources); i++)
    g_clear_pointer (&self->sources[i], g_free);
  g_clear_pointer (&self->addresses, g_hash_table_unref);
}

void
sight_network_view_set_source (SightNetworkView  *self,
                               SightNetworkFamily family,
                               const char        *address)
{
  g_return_if_fail ((guint) family < SIGHT_N_NETWORKS);

  g_free (self->sources[family]);
  self->sources[family] = g_strdup (address);
}

const char *
sight_network_view_get_source (const SightNetworkView *self,
                               SightNetworkFamily      family)
{
  const char *source = self->sources[family];

  return source != NULL && g_hash_table_contains (self->addresses, source) ? source : NO_SOURCE;
}

void
sight_network_view_add_address (SightNetworkView *self,
                                const char       *address)
{
  g_hash_table_add (self->addresses, g_strdup (address));
}

gboolean
sight_network_view_is_empty (const SightNetworkView *self)
{
  return g_hash_table_size (self->addresses) == 0;
}

static gboolean
has_all (const SightNetworkView *self,
         const SightNetworkView *other)
{
  GHashTableIter iter;
  gpointer address;

  g_hash_table_iter_init (&iter, other->addresses);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    if (!g_hash_table_contains (self->addresses, address))
      return FALSE;

  return TRUE;
}

gboolean
sight_network_view_differs (const SightNetworkView *self,
                            const SightNetworkView *before)
{
  gboolean leads_out = FALSE;

  for (guint i = 0; i < SIGHT_N_NETWORKS; i++)
    {
      const char *source = sight_network_view_get_source (self, i);

      if (!g_str_equal (source, sight_network_view_get_source (before, i)))
        return TRUE;
      leads_out = leads_out || !g_str_equal (source, NO_SOURCE);
    }

  /* Where nothing leads out, as on a cable between two computers, each counts. */
  return !has_all (self, before) || (!leads_out && !has_all (before, self));
}
