/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-sink.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SINK_TEE (sight_sink_tee_get_type ())

/**
 * SightSinkTee:
 *
 * One sink that is many: what it takes goes to all that were added.
 */
G_DECLARE_FINAL_TYPE (SightSinkTee, sight_sink_tee, SIGHT, SINK_TEE, GObject)

/* @caps is what all of them take, or NULL for any raw format. */
SightSinkTee *sight_sink_tee_new    (const char   *caps);

void          sight_sink_tee_add    (SightSinkTee *self,
                                     SightSink    *sink);
/* Nothing comes to it after that, and nothing is on its way. */
void          sight_sink_tee_remove (SightSinkTee *self,
                                     SightSink    *sink);

G_END_DECLS
