/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_LINE_BUTTON (sight_line_button_get_type ())

G_DECLARE_FINAL_TYPE (SightLineButton, sight_line_button, SIGHT, LINE_BUTTON, SightPage)

/**
 * SightLineButton:
 *
 * The camera or the microphone of a meeting: turns it on and off, shows whether
 * it works and what it hears, and lets its device be chosen.
 *
 * Properties: "meeting" (of #SightPage); "line" (SightLine as uint), for
 * construction only.
 */

G_END_DECLS
