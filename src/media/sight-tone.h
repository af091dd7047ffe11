/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sound of one channel at SIGHT_SOUND_RATE. */

/* The mean square. */
double   sight_tone_get_power    (const gint16 *values,
                                  gsize         n);
/* Of that, what lies at one frequency. */
double   sight_tone_get_power_at (const gint16 *values,
                                  gsize         n,
                                  double        hz);
/* Whether it is one tone, and which: a tenth of a second is enough. */
gboolean sight_tone_find         (const gint16 *values,
                                  gsize         n,
                                  double       *hz);

G_END_DECLS
