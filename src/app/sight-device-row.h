/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "media/sight-device.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_DEVICE_ROW (sight_device_row_get_type ())

G_DECLARE_FINAL_TYPE (SightDeviceRow, sight_device_row, SIGHT, DEVICE_ROW, AdwComboRow)

/**
 * SightDeviceRow:
 *
 * Which camera, microphone or speaker is to be used; the list follows what is
 * plugged in.
 */

/* @key holds the id of the device. */
void sight_device_row_bind (SightDeviceRow  *self,
                            SightDeviceKind  kind,
                            GSettings       *settings,
                            const char      *key);

G_END_DECLS
