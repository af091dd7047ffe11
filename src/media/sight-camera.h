/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-device.h"
#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CAMERA (sight_camera_get_type ())

/**
 * SightCamera:
 *
 * A camera, by PipeWire or else by itself, in the format that comes nearest to
 * what is wanted.
 */
G_DECLARE_FINAL_TYPE (SightCamera, sight_camera, SIGHT, CAMERA, SightSource)

SightSource *sight_camera_new         (SightDevice   *device,
                                       guint          width,
                                       guint          height,
                                       guint          rate);

/* The best of what a camera offers (transfer full), or NULL where it offers
 * nothing that this library reads. Raw pictures where they are as fast, because
 * JPEG costs time and detail.
 */
GstCaps     *sight_camera_choose_caps (const GstCaps *offered,
                                       guint          width,
                                       guint          height,
                                       guint          rate);

G_END_DECLS
