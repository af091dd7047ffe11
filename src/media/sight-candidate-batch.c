/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-candidate-batch.h"

#define BATCH_MS  30
/* This computer's own addresses are there at once, and mostly the ones needed. */
#define FIRST_MS  3
/* As many as one message may carry. */
#define BATCH_MAX 32

struct _SightCandidateBatch
{
  GMainContext            *context;
  SightCandidateBatchFunc  func;
  gpointer                 data;
  GArray                  *candidates; /* SightCandidate */
  GSource                 *source;     /* NULL: nothing waits */
  gboolean                 ended;
  gboolean                 told;
  gboolean                 flushed; /* once at least */
};

SightCandidateBatch *
sight_candidate_batch_new (GMainContext            *context,
                           SightCandidateBatchFunc  func,
                           gpointer                 data)
{
  SightCandidateBatch *self = g_new0 (SightCandidateBatch, 1);

  self->context = g_main_context_ref (context);
  self->func = func;
  self->data = data;
  self->candidates = g_array_new (FALSE, FALSE, sizeof (SightCandidate));

  return self;
}

static void
clear_source (SightCandidateBatch *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

void
sight_candidate_batch_free (SightCandidateBatch *self)
{
  clear_source (self);
  g_array_unref (self->candidates);
  g_main_context_unref (self->context);
  g_free (self);
}

/* What is called may free @self. */
static void
flush (SightCandidateBatch *self)
{
  g_autoptr(GArray) candidates = g_steal_pointer (&self->candidates);
  gboolean end = self->ended && !self->told;

  self->candidates = g_array_new (FALSE, FALSE, sizeof (SightCandidate));
  self->told |= end;
  self->flushed = TRUE;
  clear_source (self);
  if (candidates->len > 0 || end)
    self->func ((const SightCandidate *) candidates->data, candidates->len, end, self->data);
}

static gboolean
on_time (gpointer user_data)
{
  flush (user_data);

  return G_SOURCE_REMOVE;
}

void
sight_candidate_batch_add (SightCandidateBatch  *self,
                           const SightCandidate *candidate)
{
  if (candidate != NULL)
    g_array_append_vals (self->candidates, candidate, 1);
  else
    self->ended = TRUE;

  if (self->candidates->len == BATCH_MAX)
    {
      flush (self);
      return;
    }
  if (self->source != NULL)
    return;

  self->source = g_timeout_source_new (self->flushed ? BATCH_MS : FIRST_MS);
  g_source_set_callback (self->source, on_time, self, NULL);
  g_source_attach (self->source, self->context);
}
