/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-deadline.h"

struct _SightDeadline
{
  GSource           *source;
  SightDeadlineFunc  func;
  gpointer           user_data;
};

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

static gboolean
on_due (gpointer user_data)
{
  SightDeadline *self = user_data;

  g_source_set_ready_time (self->source, -1);
  self->func (self->user_data);

  return G_SOURCE_CONTINUE;
}

SightDeadline *
sight_deadline_new (SightDeadlineFunc func,
                    gpointer          user_data)
{
  SightDeadline *self = g_new0 (SightDeadline, 1);
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();

  self->func = func;
  self->user_data = user_data;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_callback (self->source, on_due, self, NULL);
  g_source_attach (self->source, context);

  return self;
}

void
sight_deadline_free (SightDeadline *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self);
}

void
sight_deadline_set (SightDeadline *self,
                    gint64         time)
{
  g_source_set_ready_time (self->source, time == G_MAXINT64 ? -1 : time);
}
