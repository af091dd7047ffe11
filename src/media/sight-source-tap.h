/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-sink.h"
#include "media/sight-source.h"

G_BEGIN_DECLS

/**
 * SightSourceTap:
 *
 * Shows what a source of pictures gives in a sink, in the format that the sink
 * takes: how people see themselves before anything is sent. It is converted on
 * a thread of its own; a picture that comes while one is being converted takes
 * the place of those that wait.
 */
typedef struct _SightSourceTap SightSourceTap;

/* @sink is borrowed, and gets nothing more once the tap is freed. */
SightSourceTap *sight_source_tap_new  (SightSource     *source,
                                       SightSink       *sink,
                                       GError         **error);
void            sight_source_tap_free (SightSourceTap  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightSourceTap, sight_source_tap_free)

G_END_DECLS
