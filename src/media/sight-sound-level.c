/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sound-level.h"

#include <math.h>

double
sight_sound_level (GstBuffer *buffer)
{
  double sum = 0;
  GstMapInfo map;
  gsize n;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return SIGHT_LEVEL_SILENCE;

  n = map.size / sizeof (gint16);
  for (gsize i = 0; i < n; i++)
    {
      double value = (gint16) GST_READ_UINT16_LE (map.data + i * sizeof (gint16)) / 32768.0;

      sum += value * value;
    }
  gst_buffer_unmap (buffer, &map);

  return n > 0 && sum > 0 ? MAX (10 * log10 (sum / n), SIGHT_LEVEL_SILENCE) : SIGHT_LEVEL_SILENCE;
}
