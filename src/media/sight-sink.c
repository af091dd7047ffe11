/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sink.h"

G_DEFINE_INTERFACE (SightSink, sight_sink, G_TYPE_OBJECT)

static void
sight_sink_default_init (SightSinkInterface *iface)
{
}

GstCaps *
sight_sink_get_caps (SightSink *self)
{
  SightSinkInterface *iface;

  g_return_val_if_fail (SIGHT_IS_SINK (self), NULL);

  iface = SIGHT_SINK_GET_IFACE (self);
  return iface->get_caps != NULL ? iface->get_caps (self) : NULL;
}

void
sight_sink_take (SightSink *self,
                 GstSample *sample)
{
  g_return_if_fail (SIGHT_IS_SINK (self));

  SIGHT_SINK_GET_IFACE (self)->take (self, sample);
}
