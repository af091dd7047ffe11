/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "media/sight-media-error.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CAMERA_ACCESS (sight_camera_access_get_type ())

/**
 * SightCameraAccess:
 *
 * Whether a program in a sandbox may use cameras: asked through the Camera
 * portal, and only when a camera is wanted. What it may use is listed by the
 * SightDeviceMonitor then. Outside of a sandbox nobody has to be asked.
 *
 * Signal "answered" (GError or NULL) on the maker's context, after each question:
 * - NULL: cameras may be used.
 * - SIGHT_MEDIA_ERROR_REFUSED: a person, or the system, does not want it.
 * - SIGHT_MEDIA_ERROR_ABSENT: the desktop knows of no camera; nobody was bothered
 *   with a dialog. Who asks again is asked for nevertheless, because desktops
 *   from before 2024 know only of what was there when they started.
 * - SIGHT_MEDIA_ERROR_MISSING: there is no portal.
 */
G_DECLARE_FINAL_TYPE (SightCameraAccess, sight_camera_access, SIGHT, CAMERA_ACCESS, GObject)

/* The one of this program (transfer none). */
SightCameraAccess *sight_camera_access_get       (void);

/* Whether it must be asked before there can be a camera. */
gboolean           sight_camera_access_is_needed (SightCameraAccess *self);
/* Answered later, also where it was asked already. */
void               sight_camera_access_ask       (SightCameraAccess *self);
/* Nobody wants to know any more: closes the dialog, and answers nothing. */
void               sight_camera_access_withdraw  (SightCameraAccess *self);

G_END_DECLS
