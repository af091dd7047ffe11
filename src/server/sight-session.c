/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-session.h"

SightSession *
sight_session_new (const SightId     *sid,
                   const SightSecret *key)
{
  SightSession *self = g_new0 (SightSession, 1);

  self->sid = *sid;
  self->key = *key;

  return self;
}

static void
drop_first (SightSession *self)
{
  SightFrame *frame = self->first_kept;

  self->first_kept = frame->next_kept;
  if (self->first_kept == NULL)
    self->last_kept = NULL;
  self->n_kept--;
  self->kept_bytes -= frame->length;

  sight_frame_unref (frame);
}

void
sight_session_free (SightSession *self)
{
  while (self->first_kept != NULL)
    drop_first (self);
  g_free (self);
}

void
sight_session_keep (SightSession            *self,
                    SightFrame              *frame,
                    const SightServerLimits *limits)
{
  if (self->last_kept != NULL)
    self->last_kept->next_kept = frame;
  else
    self->first_kept = frame;
  self->last_kept = sight_frame_ref (frame);
  self->n_kept++;
  self->kept_bytes += frame->length;

  while (self->n_kept > limits->kept_messages || self->kept_bytes > limits->kept_bytes)
    drop_first (self);
}

void
sight_session_acknowledge (SightSession *self,
                           gint64        sequence)
{
  while (self->first_kept != NULL && self->first_kept->sequence <= sequence)
    drop_first (self);
}

gboolean
sight_session_can_replay (const SightSession *self,
                          gint64              sequence)
{
  gint64 available = self->first_kept != NULL ? self->first_kept->sequence : self->sequence + 1;

  return sequence <= self->sequence && sequence + 1 >= available;
}
