/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_TEST_SOURCE (sight_test_source_get_type ())

/**
 * SightTestSource:
 *
 * Colour bars with a SightFrameCode along the top, or a tone: what comes out at
 * the far end can be told from what went in.
 */
G_DECLARE_FINAL_TYPE (SightTestSource, sight_test_source, SIGHT, TEST_SOURCE, SightSource)

SightSource *sight_test_picture_new (guint  width,
                                     guint  height,
                                     guint  rate);
SightSource *sight_test_tone_new    (double frequency);

G_END_DECLS
