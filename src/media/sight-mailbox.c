/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-mailbox.h"

typedef struct
{
  SightLetterFunc func;
  gpointer        data;
  GDestroyNotify  destroy;
} Letter;

struct _SightMailbox
{
  gatomicrefcount  references;
  GMainContext    *context;
  GMutex           lock;
  /* Any thread, under the lock. */
  GQueue           letters;
  gboolean         scheduled;
  gboolean         closed;
  /* Weak: the last reference to a sink may be given up on a streaming thread
   * while a letter to it is opened.
   */
  GWeakRef         owner;
};

static void
letter_free (Letter *letter)
{
  if (letter->destroy != NULL)
    letter->destroy (letter->data);
  g_free (letter);
}

SightMailbox *
sight_mailbox_new (gpointer owner)
{
  SightMailbox *self = g_new0 (SightMailbox, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  g_queue_init (&self->letters);
  self->context = g_main_context_ref_thread_default ();
  g_weak_ref_init (&self->owner, owner);

  return self;
}

SightMailbox *
sight_mailbox_ref (SightMailbox *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
sight_mailbox_unref (SightMailbox *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_queue_clear_full (&self->letters, (GDestroyNotify) letter_free);
  g_main_context_unref (self->context);
  g_weak_ref_clear (&self->owner);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* The owner is kept while its letter is open, and only then: it can be gone
 * between two letters.
 */
static Letter *
take_letter (SightMailbox  *self,
             GObject      **owner)
{
  Letter *letter;

  g_mutex_lock (&self->lock);
  letter = g_queue_pop_head (&self->letters);
  *owner = letter != NULL && !self->closed ? g_weak_ref_get (&self->owner) : NULL;
  if (letter == NULL)
    self->scheduled = FALSE;
  g_mutex_unlock (&self->lock);

  return letter;
}

static gboolean
deliver (gpointer user_data)
{
  SightMailbox *self = user_data;
  Letter *letter;
  GObject *owner;

  while ((letter = take_letter (self, &owner)) != NULL)
    {
      if (owner != NULL)
        letter->func (owner, letter->data);
      letter_free (letter);
      g_clear_object (&owner);
    }

  return G_SOURCE_REMOVE;
}

static void
schedule (SightMailbox *self)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, sight_mailbox_ref (self), (GDestroyNotify) sight_mailbox_unref);
  g_source_set_static_name (source, "sight-mailbox");
  g_source_attach (source, self->context);
}

void
sight_mailbox_post (SightMailbox    *self,
                    SightLetterFunc  func,
                    gpointer         data,
                    GDestroyNotify   destroy)
{
  Letter *letter = g_new (Letter, 1);
  gboolean closed;
  gboolean due;

  *letter = (Letter) { func, data, destroy };

  g_mutex_lock (&self->lock);
  closed = self->closed;
  due = !closed && !self->scheduled;
  if (!closed)
    g_queue_push_tail (&self->letters, letter);
  if (due)
    self->scheduled = TRUE;
  g_mutex_unlock (&self->lock);

  if (closed)
    letter_free (letter);
  if (due)
    schedule (self);
}

GMainContext *
sight_mailbox_get_context (SightMailbox *self)
{
  return self->context;
}

void
sight_mailbox_close (SightMailbox *self)
{
  GQueue letters;

  g_mutex_lock (&self->lock);
  letters = self->letters;
  g_queue_init (&self->letters);
  self->closed = TRUE;
  g_mutex_unlock (&self->lock);

  g_queue_clear_full (&letters, (GDestroyNotify) letter_free);
}
