/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What is done to the sound of the microphone. */
typedef struct
{
  gboolean echo_cancellation;
  gboolean noise_suppression;
  gboolean gain_control;
} SightSoundProcessing;

/* Whether this installation can do any of it. */
gboolean    sight_sound_processor_is_available (void);

/* Returns (transfer floating) an element that stands in the way of what is
 * played and shows it to the processor. Its name is unlike any other: the
 * processor looks for it by name, in the whole program.
 */
GstElement *sight_sound_processor_make_probe   (void);

/* Returns (transfer floating) an element that does it, or one that does nothing. */
GstElement *sight_sound_processor_make         (const SightSoundProcessing *processing,
                                                GstElement                 *probe);

G_END_DECLS
