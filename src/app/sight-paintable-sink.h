/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "media/sight-sink.h"
#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_PAINTABLE_SINK (sight_paintable_sink_get_type ())

G_DECLARE_FINAL_TYPE (SightPaintableSink, sight_paintable_sink, SIGHT, PAINTABLE_SINK, GObject)

/**
 * SightPaintableSink:
 *
 * Where pictures become something to draw: a #SightSink that is a #GdkPaintable.
 * The newest picture waits for the main thread, and no more than that one.
 *
 * Properties: "mirrored", as people know themselves; "has-picture", false until
 * the first one.
 */
SightPaintableSink *sight_paintable_sink_new           (void);

void                sight_paintable_sink_set_mirrored  (SightPaintableSink *self,
                                                        gboolean            mirrored);
gboolean            sight_paintable_sink_get_mirrored  (SightPaintableSink *self);
gboolean            sight_paintable_sink_has_picture   (SightPaintableSink *self);

/* Shows what a source gives, converted off the main thread; %NULL for no more
 * of it. The source runs as long as it is attached.
 */
void                sight_paintable_sink_attach_source (SightPaintableSink *self,
                                                        SightSource        *source);
/* Forgets the last picture: what is no longer sent is not to be seen. */
void                sight_paintable_sink_clear         (SightPaintableSink *self);

G_END_DECLS
