/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-sink.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_TONE_DETECTOR (sight_tone_detector_get_type ())

/**
 * SightToneDetector:
 *
 * A sink of sound that says which steady tone it hears: how tests know whose
 * sound arrived, and whether it did.
 *
 * Signal "tone" (double hz) on the maker's context: another tone than before.
 */
G_DECLARE_FINAL_TYPE (SightToneDetector, sight_tone_detector, SIGHT, TONE_DETECTOR, GObject)

SightToneDetector *sight_tone_detector_new (void);

G_END_DECLS
