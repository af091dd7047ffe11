/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sound-ring.h"

#include <sys/eventfd.h>
#include <unistd.h>

/* Half a second of the longest, and a power of two, so that counters may wrap. */
#define N_BLOCKS 32
#define SECOND   G_GINT64_CONSTANT (1000000000)

struct _SightSoundRing
{
  SightSoundBlockFunc  func;
  gpointer             data;
  GThread             *thread;
  int                  bell;    /* an eventfd, rung for each write */
  int                  stopped; /* atomic */
  /* Atomic: how many blocks were ever written and read. */
  guint                written;
  guint                read;
  SightSoundBlock      blocks[N_BLOCKS];
};

static void
read_blocks (SightSoundRing *self)
{
  guint written = g_atomic_int_get (&self->written);

  while (self->read != written)
    {
      self->func (self->data, &self->blocks[self->read % N_BLOCKS]);
      g_atomic_int_inc (&self->read);
    }
}

static gpointer
run (gpointer data)
{
  SightSoundRing *self = data;
  guint64 rings;

  while (read (self->bell, &rings, sizeof rings) == sizeof rings && !g_atomic_int_get (&self->stopped))
    read_blocks (self);

  return NULL;
}

static void
ring (SightSoundRing *self)
{
  const guint64 once = 1;

  /* It can be refused only when there is no end of it, and then it is not missed. */
  if (write (self->bell, &once, sizeof once) < 0)
    return;
}

SightSoundRing *
sight_sound_ring_new (SightSoundBlockFunc func,
                      gpointer            data)
{
  SightSoundRing *self = g_new0 (SightSoundRing, 1);

  self->func = func;
  self->data = data;
  self->bell = eventfd (0, EFD_CLOEXEC);
  self->thread = g_thread_new ("sight-sound", run, self);

  return self;
}

void
sight_sound_ring_free (SightSoundRing *self)
{
  g_atomic_int_set (&self->stopped, TRUE);
  ring (self);
  g_thread_join (self->thread);
  close (self->bell);
  g_free (self);
}

static void
fill (SightSoundBlock *block,
      const float     *left,
      const float     *right,
      guint            n_frames)
{
  block->n_frames = n_frames;
  for (guint i = 0; i < n_frames; i++)
    {
      block->frames[2 * i] = left != NULL ? left[i] : 0;
      block->frames[2 * i + 1] = right != NULL ? right[i] : 0;
    }
}

void
sight_sound_ring_write (SightSoundRing *self,
                        const float    *left,
                        const float    *right,
                        guint           n_frames,
                        guint           rate,
                        gint64          time)
{
  for (guint begin = 0; begin < n_frames; begin += SIGHT_SOUND_BLOCK_MAX)
    {
      SightSoundBlock *block = &self->blocks[self->written % N_BLOCKS];

      if (self->written - (guint) g_atomic_int_get (&self->read) == N_BLOCKS)
        return;

      fill (block, left != NULL ? left + begin : NULL, right != NULL ? right + begin : NULL,
            MIN (n_frames - begin, SIGHT_SOUND_BLOCK_MAX));
      block->rate = rate;
      block->time = time + begin * SECOND / rate;
      g_atomic_int_inc (&self->written);
    }

  ring (self);
}
