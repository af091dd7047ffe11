/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* No sound at all, in dB. */
#define SIGHT_LEVEL_SILENCE (-100.0)

/* How loud a buffer of SIGHT_SOUND_CAPS is, in dB below the loudest: 0 to
 * SIGHT_LEVEL_SILENCE.
 */
double sight_sound_level (GstBuffer *buffer);

G_END_DECLS
