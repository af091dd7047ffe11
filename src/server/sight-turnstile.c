/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-turnstile.h"

struct _SightTurnstileEntry
{
  SightAddress bucket;
  guint        count;
};

struct _SightTurnstile
{
  GHashTable *entries; /* SightTurnstileEntry, its own key */
  guint       count;
  guint       total;
  guint       per_address;
};

SightTurnstile *
sight_turnstile_new (guint total,
                     guint per_address)
{
  SightTurnstile *self = g_new0 (SightTurnstile, 1);

  self->entries = g_hash_table_new_full (sight_address_hash, sight_address_equal, g_free, NULL);
  self->total = total;
  self->per_address = per_address;

  return self;
}

void
sight_turnstile_free (SightTurnstile *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

gboolean
sight_turnstile_has_room (SightTurnstile     *self,
                          const SightAddress *address,
                          gboolean            counted)
{
  SightTurnstileEntry *entry;
  SightAddress bucket;

  if (self->count >= self->total)
    return FALSE;
  if (!counted)
    return TRUE;

  sight_address_get_bucket (address, &bucket);
  entry = g_hash_table_lookup (self->entries, &bucket);

  return entry == NULL || entry->count < self->per_address;
}

SightTurnstileEntry *
sight_turnstile_enter (SightTurnstile     *self,
                       const SightAddress *address)
{
  SightTurnstileEntry *entry;
  SightAddress bucket;

  sight_address_get_bucket (address, &bucket);
  entry = g_hash_table_lookup (self->entries, &bucket);
  if (entry == NULL)
    {
      entry = g_new0 (SightTurnstileEntry, 1);
      entry->bucket = bucket;
      g_hash_table_add (self->entries, entry);
    }
  entry->count++;
  self->count++;

  return entry;
}

void
sight_turnstile_leave (SightTurnstile      *self,
                       SightTurnstileEntry *entry)
{
  g_assert (entry->count > 0);

  self->count--;
  if (--entry->count == 0)
    g_hash_table_remove (self->entries, entry);
}

guint
sight_turnstile_get_count (SightTurnstile *self)
{
  return self->count;
}
