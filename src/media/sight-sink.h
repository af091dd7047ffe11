/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_SINK (sight_sink_get_type ())

/**
 * SightSink:
 *
 * Where a line's decoded pictures or sound go: a frame counter for tests and
 * the command line, a paintable in the application, a mixer for sound.
 */
G_DECLARE_INTERFACE (SightSink, sight_sink, SIGHT, SINK, GObject)

struct _SightSinkInterface
{
  GTypeInterface parent;

  /* What it takes; NULL, or no function, is any raw format. Returns (transfer full). */
  GstCaps *(*get_caps) (SightSink *self);
  /* On a streaming thread: must not wait. */
  void     (*take)     (SightSink *self,
                        GstSample *sample);
};

GstCaps *sight_sink_get_caps (SightSink *self);
void     sight_sink_take     (SightSink *self,
                              GstSample *sample);

G_END_DECLS
