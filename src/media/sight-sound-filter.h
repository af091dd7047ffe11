/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <pipewire/pipewire.h>

#include "media/sight-sound-ring.h"

G_BEGIN_DECLS

/**
 * SightSoundFilter:
 *
 * A node of ours in PipeWire that hears in stereo whatever is linked to it, and
 * silence as long as nothing is. It connects to nothing by itself, and no session
 * manager connects it.
 */
typedef struct _SightSoundFilter SightSoundFilter;

/* On the context of @core, which is PipeWire's: @self is not to be freed in it. */
typedef void (*SightSoundFilterFunc) (gpointer    data,
                                      const char *problem);

/* @func gets what is heard, on a thread of its own; @failed is called when there
 * will be no more of it. %NULL where PipeWire makes none.
 */
SightSoundFilter *sight_sound_filter_new      (struct pw_core       *core,
                                               SightSoundBlockFunc   func,
                                               SightSoundFilterFunc  failed,
                                               gpointer              data);
void              sight_sound_filter_free     (SightSoundFilter     *self);
/* PipeWire's id of it; SPA_ID_INVALID before it has one. */
guint32           sight_sound_filter_get_node (SightSoundFilter     *self);

G_END_DECLS
