/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "app/sight-screen-share.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_REGION_WINDOW (sight_region_window_get_type ())

G_DECLARE_FINAL_TYPE (SightRegionWindow, sight_region_window, SIGHT, REGION_WINDOW, AdwWindow)

/**
 * SightRegionWindow:
 *
 * Chooses which part of the shared screen others see: by dragging on its picture,
 * or by numbers. It closes when the screen is not shared any more.
 */
GtkWidget *sight_region_window_new (SightScreenShare *share,
                                    GtkWindow        *parent);

G_END_DECLS
