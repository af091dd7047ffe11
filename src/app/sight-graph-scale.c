/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-graph-scale.h"

#include <math.h>

/* What rounding adds to a number is no reason for a larger one. */
#define SLACK 1e-9

static double
get_power (double value)
{
  return pow (10, floor (log10 (value) + SLACK));
}

double
sight_graph_scale_top (double highest,
                       double least)
{
  static const double factors[] = { 1, 2, 5, 10 };
  double value = isfinite (highest) ? MAX (highest, least) : least;
  double power;

  if (!(value > 0) || !isfinite (value))
    return 1;

  power = get_power (value);
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    if (factors[i] * power * (1 + SLACK) >= value)
      return factors[i] * power;

  return value;
}

double
sight_graph_scale_step (double top)
{
  return top / 2;
}

double
sight_graph_scale_y (double value,
                     double top,
                     double height)
{
  return height - CLAMP (value / top, 0, 1) * height;
}

double
sight_graph_scale_x (gint64 at,
                     gint64 now,
                     gint64 span,
                     double width)
{
  return width - (double) (now - at) / span * width;
}
