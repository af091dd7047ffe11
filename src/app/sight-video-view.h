/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_VIDEO_VIEW (sight_video_view_get_type ())

G_DECLARE_FINAL_TYPE (SightVideoView, sight_video_view, SIGHT, VIDEO_VIEW, GtkWidget)

/**
 * SightVideoView:
 *
 * Draws moving pictures in whatever room there is. A new picture is drawn and
 * nothing else: it asks for no size, so that nothing is laid out again.
 *
 * Properties: "paintable" (#GdkPaintable, nullable); "whole": nothing is cut
 * away at the edges, as it is where text is shown.
 */
GtkWidget    *sight_video_view_new           (void);

GdkPaintable *sight_video_view_get_paintable (SightVideoView *self);
void          sight_video_view_set_paintable (SightVideoView *self,
                                              GdkPaintable   *paintable);
gboolean      sight_video_view_get_whole     (SightVideoView *self);
void          sight_video_view_set_whole     (SightVideoView *self,
                                              gboolean        whole);

G_END_DECLS
