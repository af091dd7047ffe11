/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-tone.h"

#include <math.h>

#include "media/sight-source.h"

/* Below it, about -60 dB, it is silence whatever it is. */
#define POWER_MIN 1000.0
/* What a tone has at least of all power; a codec adds noise. */
#define SHARE_MIN 0.8
#define STEP_HZ   1.0

double
sight_tone_get_power (const gint16 *values,
                      gsize         n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) values[i] * values[i];

  return n > 0 ? sum / n : 0;
}

/* Goertzel's algorithm. */
double
sight_tone_get_power_at (const gint16 *values,
                         gsize         n,
                         double        hz)
{
  double factor = 2 * cos (2 * G_PI * hz / SIGHT_SOUND_RATE);
  double s1 = 0, s2 = 0;

  for (gsize i = 0; i < n; i++)
    {
      double s0 = values[i] + factor * s1 - s2;

      s2 = s1;
      s1 = s0;
    }

  return n > 0 ? 2 * (s1 * s1 + s2 * s2 - factor * s1 * s2) / ((double) n * n) : 0;
}

/* By crossings, of which noise around zero makes none: good to half of what n
 * values resolve.
 */
static double
estimate (const gint16 *values,
          gsize         n,
          double        power)
{
  double threshold = sqrt (power) / 2;
  guint crossings = 0;
  int side = 0;

  for (gsize i = 0; i < n; i++)
    {
      int now = values[i] > threshold ? 1 : values[i] < -threshold ? -1 : side;

      crossings += side != 0 && now != side;
      side = now;
    }

  return crossings * 0.5 * SIGHT_SOUND_RATE / n;
}

gboolean
sight_tone_find (const gint16 *values,
                 gsize         n,
                 double       *hz)
{
  double power = sight_tone_get_power (values, n);
  double middle, resolution, best = 0;

  if (power < POWER_MIN)
    return FALSE;

  middle = estimate (values, n, power);
  resolution = (double) SIGHT_SOUND_RATE / n;
  for (double at = middle - resolution; at <= middle + resolution; at += STEP_HZ)
    {
      double found = sight_tone_get_power_at (values, n, at);

      if (found > best)
        {
          best = found;
          *hz = at;
        }
    }

  return best >= power * SHARE_MIN;
}
