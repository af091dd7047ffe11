/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* A white picture in PipeWire, where that has GStreamer's plugin; @role is
 * "Camera" or "Screen".
 */
GstElement *camera_plug_in (const char *name,
                            const char *role);
/* Without a word to those who look. */
void        camera_unplug  (GstElement *camera);

G_END_DECLS
