/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_SPEAKER (sight_speaker_get_type ())

/**
 * SightSpeaker:
 *
 * A loudspeaker of the sound server, in a small pipeline of its own: one that
 * fails takes nothing with it.
 *
 * Signal "failed" (GError) on the maker's context: it stays silent from then on.
 */
G_DECLARE_FINAL_TYPE (SightSpeaker, sight_speaker, SIGHT, SPEAKER, GObject)

/* What the sound server keeps in store, and so how early sound must come. */
#define SIGHT_SPEAKER_STORE (80 * GST_MSECOND)

/* @device is the sound server's name of it; NULL follows its default. Sound is
 * played so long after its timestamp as @latency says.
 */
SightSpeaker *sight_speaker_new        (const char    *device,
                                        GstClockTime   latency,
                                        GError       **error);
const char   *sight_speaker_get_device (SightSpeaker  *self);

/* Any thread. */
void          sight_speaker_play       (SightSpeaker  *self,
                                        GstSample     *sample);

G_END_DECLS
