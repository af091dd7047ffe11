/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-sink.h"
#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_LOOP_SOURCE (sight_loop_source_get_type ())

/**
 * SightLoopSource:
 *
 * A source of what it takes as a sink: pictures or sound of somebody else, sent
 * back. Silence is no failure of it.
 */
G_DECLARE_FINAL_TYPE (SightLoopSource, sight_loop_source, SIGHT, LOOP_SOURCE, SightSource)

/* @caps is what it takes, or NULL for any raw pictures. */
SightLoopSource *sight_loop_source_new (const char *caps);

G_END_DECLS
