/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>
#include <stdio.h>

G_BEGIN_DECLS

/* GST_DEBUG=sight-media:5 shows what this library does. */
GST_DEBUG_CATEGORY_EXTERN (sight_media_debug);

/* Starts GStreamer and what this library needs of it; more than once is well. */
gboolean    sight_media_init         (GError      **error);

/* For the end of a program: waits for what is still being taken apart. Under
 * GStreamer's tracers it ends GStreamer as well, which is when they report.
 */
void        sight_media_finish       (void);

/* Makes an element, or says which plugin is missing. */
GstElement *sight_media_make         (const char   *factory,
                                      const char   *name,
                                      GError      **error);

/* All pipelines run on one clock and one base time, so that a timestamp of one
 * means the same in every other.
 */
void        sight_media_set_clock    (GstElement   *pipeline);

/* With SIGHT_DEBUG=graphs, writes the graph of @pipeline as a .dot file into
 * SIGHT_DEBUG_DIR, or else where temporary files go.
 */
void        sight_media_dump_graph   (GstElement   *pipeline,
                                      const char   *moment);
/* With SIGHT_DEBUG=feedback, a file there to write to; NULL otherwise. */
FILE       *sight_media_open_record  (const char   *name);

G_END_DECLS
