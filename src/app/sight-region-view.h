/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "media/sight-region.h"
#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_REGION_VIEW (sight_region_view_get_type ())

G_DECLARE_FINAL_TYPE (SightRegionView, sight_region_view, SIGHT, REGION_VIEW, GtkWidget)

/**
 * SightRegionView:
 *
 * The picture of a source, with a rectangle on it to be moved and pulled with the
 * pointer. What lies outside of it is darker.
 *
 * Signals: "dragged", when the rectangle is another one by that; "resized", when
 * the picture is of another size.
 */

/* Closed with %NULL. */
void               sight_region_view_set_source (SightRegionView   *self,
                                                 SightSource       *source);
void               sight_region_view_set_region (SightRegionView   *self,
                                                 const SightRegion *region);
const SightRegion *sight_region_view_get_region (SightRegionView   *self);
/* 0 before there is one. */
void               sight_region_view_get_size   (SightRegionView   *self,
                                                 guint             *width,
                                                 guint             *height);

G_END_DECLS
