/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-replay-guard.h"

typedef struct
{
  SightId id;
  gint64  number;
} Sender;

struct _SightReplayGuard
{
  GHashTable *senders; /* the id within a Sender -> that Sender */
  guint64     dropped[SIGHT_N_DROPS];
};

SightReplayGuard *
sight_replay_guard_new (void)
{
  SightReplayGuard *self = g_new0 (SightReplayGuard, 1);

  self->senders = g_hash_table_new_full (sight_id_hash, sight_id_equal, NULL, g_free);

  return self;
}

void
sight_replay_guard_free (SightReplayGuard *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->senders);
  g_free (self);
}

gboolean
sight_replay_guard_accept (SightReplayGuard *self,
                           const SightId    *from,
                           gint64            number)
{
  Sender *sender = g_hash_table_lookup (self->senders, from);

  if (number < 1 || (sender != NULL && number <= sender->number))
    return FALSE;

  if (sender == NULL)
    {
      /* A server that makes up members must not make us keep them all. */
      if (g_hash_table_size (self->senders) >= SIGHT_REPLAY_SENDERS_MAX)
        return FALSE;
      sender = g_new0 (Sender, 1);
      sender->id = *from;
      g_hash_table_insert (self->senders, &sender->id, sender);
    }
  sender->number = number;

  return TRUE;
}

void
sight_replay_guard_forget (SightReplayGuard *self,
                           const SightId    *from)
{
  g_hash_table_remove (self->senders, from);
}

gboolean
sight_replay_guard_count (SightReplayGuard *self,
                          SightDrop         drop)
{
  g_return_val_if_fail ((guint) drop < SIGHT_N_DROPS, FALSE);

  return self->dropped[drop]++ == 0;
}

guint64
sight_replay_guard_get_dropped (const SightReplayGuard *self,
                                SightDrop               drop)
{
  g_return_val_if_fail ((guint) drop < SIGHT_N_DROPS, 0);

  return self->dropped[drop];
}
