/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SCREEN (sight_screen_get_type ())

/**
 * SightScreen:
 *
 * A screen or a window, whichever a person chooses in the desktop's own dialog,
 * with the pointer in it. The dialog is opened for the first taker and closed
 * again when nobody takes anything any more.
 *
 * Fails with SIGHT_MEDIA_ERROR_CANCELLED where the person wanted none of it, and
 * with SIGHT_MEDIA_ERROR_ENDED when the desktop ends it: by its own indicator, or
 * because the window is closed.
 *
 * Property "restore-token", a string: what the desktop knows an earlier choice
 * by, that is kept if the person said so. Empty for none. A new one comes each
 * time.
 */
G_DECLARE_FINAL_TYPE (SightScreen, sight_screen, SIGHT, SCREEN, SightSource)

SightSource *sight_screen_new (const char *restore_token);

G_END_DECLS
