/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-throttle.h"

#define SECONDS_PER_HOUR 3600.0

struct _SightThrottle
{
  const SightServerLimits *limits;
  GHashTable              *entries; /* SightThrottleEntry, keyed by its own bucket */
};

SightThrottle *
sight_throttle_new (const SightServerLimits *limits)
{
  SightThrottle *self = g_new0 (SightThrottle, 1);

  self->limits = limits;
  self->entries = g_hash_table_new_full (sight_address_hash, sight_address_equal, NULL, g_free);

  return self;
}

void
sight_throttle_free (SightThrottle *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static SightThrottleEntry *
find_entry (SightThrottle      *self,
            const SightAddress *address)
{
  SightAddress bucket;

  sight_address_get_bucket (address, &bucket);

  return g_hash_table_lookup (self->entries, &bucket);
}

gboolean
sight_throttle_admits (SightThrottle      *self,
                       const SightAddress *address)
{
  SightThrottleEntry *entry = find_entry (self, address);

  return entry == NULL || entry->sockets < self->limits->address_sockets;
}

SightThrottleEntry *
sight_throttle_acquire (SightThrottle      *self,
                        const SightAddress *address,
                        gint64              now)
{
  SightThrottleEntry *entry = find_entry (self, address);

  if (entry == NULL)
    {
      entry = g_new0 (SightThrottleEntry, 1);
      sight_address_get_bucket (address, &entry->bucket);
      sight_bucket_init (&entry->rooms, self->limits->address_rooms, now);
      g_hash_table_insert (self->entries, &entry->bucket, entry);
    }
  entry->sockets++;

  return entry;
}

/* An entry with rooms to its name stays: they still count. */
void
sight_throttle_release (SightThrottle      *self,
                        SightThrottleEntry *entry)
{
  g_return_if_fail (entry->sockets > 0);

  entry->sockets--;
  if (entry->sockets == 0 && entry->rooms.tokens >= self->limits->address_rooms)
    g_hash_table_remove (self->entries, &entry->bucket);
}

static double
room_rate (SightThrottle *self)
{
  return self->limits->address_rooms / SECONDS_PER_HOUR;
}

gboolean
sight_throttle_take_room (SightThrottle      *self,
                          SightThrottleEntry *entry,
                          gint64              now,
                          gint64             *retry_ms)
{
  if (sight_bucket_take (&entry->rooms, room_rate (self), self->limits->address_rooms, 1, now))
    return TRUE;

  *retry_ms = sight_bucket_get_wait (&entry->rooms, room_rate (self), 1);

  return FALSE;
}

void
sight_throttle_sweep (SightThrottle *self,
                      gint64         now)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      SightThrottleEntry *entry = value;

      sight_bucket_refill (&entry->rooms, room_rate (self), self->limits->address_rooms, now);
      if (entry->sockets == 0 && entry->rooms.tokens >= self->limits->address_rooms)
        g_hash_table_iter_remove (&iter);
    }
}

guint
sight_throttle_get_size (SightThrottle *self)
{
  return g_hash_table_size (self->entries);
}
