/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_WRAP_LAYOUT (sight_wrap_layout_get_type ())

G_DECLARE_FINAL_TYPE (SightWrapLayout, sight_wrap_layout, SIGHT, WRAP_LAYOUT, GtkLayoutManager)

/**
 * SightWrapLayout:
 *
 * Children in a row, and in as many rows below each other as it takes where
 * there is no room for them beside each other, as with large text in a narrow
 * window. Those that expand share what is left in their row.
 *
 * Properties: "spacing" (int), between children and between rows; "xalign"
 * (double): where a row is in what it does not fill, 0 is where one begins to
 * read.
 */
GtkLayoutManager *sight_wrap_layout_new (void);

G_END_DECLS
