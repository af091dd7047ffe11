/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-gate.h"

struct _SightGateEntry
{
  SightAddress bucket;
  guint        count;
};

struct _SightGate
{
  GHashTable *entries; /* SightGateEntry, its own key */
  guint       count;
  guint       total;
  guint       per_address;
};

SightGate *
sight_gate_new (guint total,
                guint per_address)
{
  SightGate *self = g_new0 (SightGate, 1);

  self->entries = g_hash_table_new_full (sight_address_hash, sight_address_equal, g_free, NULL);
  self->total = total;
  self->per_address = per_address;

  return self;
}

void
sight_gate_free (SightGate *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

gboolean
sight_gate_has_room (SightGate          *self,
                     const SightAddress *address,
                     gboolean            counted)
{
  SightGateEntry *entry;
  SightAddress bucket;

  if (self->count >= self->total)
    return FALSE;
  if (!counted)
    return TRUE;

  sight_address_get_bucket (address, &bucket);
  entry = g_hash_table_lookup (self->entries, &bucket);

  return entry == NULL || entry->count < self->per_address;
}

SightGateEntry *
sight_gate_enter (SightGate          *self,
                  const SightAddress *address)
{
  SightGateEntry *entry;
  SightAddress bucket;

  sight_address_get_bucket (address, &bucket);
  entry = g_hash_table_lookup (self->entries, &bucket);
  if (entry == NULL)
    {
      entry = g_new0 (SightGateEntry, 1);
      entry->bucket = bucket;
      g_hash_table_add (self->entries, entry);
    }
  entry->count++;
  self->count++;

  return entry;
}

void
sight_gate_leave (SightGate      *self,
                  SightGateEntry *entry)
{
  g_assert (entry->count > 0);

  self->count--;
  if (--entry->count == 0)
    g_hash_table_remove (self->entries, entry);
}

guint
sight_gate_get_count (SightGate *self)
{
  return self->count;
}
