/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of one write; what is longer comes in several. */
#define SIGHT_SOUND_BLOCK_MAX 1024

typedef struct
{
  gint64 time;  /* ns, of the first frame */
  guint  rate;
  guint  n_frames;
  float  frames[2 * SIGHT_SOUND_BLOCK_MAX]; /* left and right in turn */
} SightSoundBlock;

/**
 * SightSoundRing:
 *
 * Brings sound from a thread that may not wait for anything - all sound of this
 * computer would wait with it - to one that may. What is not fetched in time is
 * lost.
 */
typedef struct _SightSoundRing SightSoundRing;

/* On a thread of the ring. */
typedef void (*SightSoundBlockFunc) (gpointer               data,
                                     const SightSoundBlock *block);

SightSoundRing *sight_sound_ring_new   (SightSoundBlockFunc  func,
                                        gpointer             data);
/* Nobody writes any more; nothing comes after it. */
void            sight_sound_ring_free  (SightSoundRing      *self);
/* One thread. %NULL is silence; @time as in the block. */
void            sight_sound_ring_write (SightSoundRing      *self,
                                        const float         *left,
                                        const float         *right,
                                        guint                n_frames,
                                        guint                rate,
                                        gint64               time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightSoundRing, sight_sound_ring_free)

G_END_DECLS
