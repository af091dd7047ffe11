/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The arithmetic of a graph: numbers in, places out. */

/* Where the axis ends: the least of 1, 2 and 5 times a power of ten that is not
 * under @highest, nor under @least.
 */
double sight_graph_scale_top   (double highest,
                                double least);
/* How far lines stand apart on an axis that ends at @top, so that each of them has
 * a short number.
 */
double sight_graph_scale_step  (double top);
/* From the top of an area of @height, which @value never leaves. */
double sight_graph_scale_y     (double value,
                                double top,
                                double height);
/* From the start of an area of @width whose end is @now, and which shows @span;
 * negative for what is over.
 */
double sight_graph_scale_x     (gint64 at,
                                gint64 now,
                                gint64 span,
                                double width);

G_END_DECLS
