/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_DEVICE_MENU (sight_device_menu_get_type ())

G_DECLARE_FINAL_TYPE (SightDeviceMenu, sight_device_menu, SIGHT, DEVICE_MENU, GObject)

/**
 * SightDeviceMenu:
 *
 * A menu to choose the devices of a line from, which follows what is plugged in:
 * cameras, or microphones and speakers.
 */
SightDeviceMenu *sight_device_menu_new       (SightLine        line);

/* (transfer none) */
GMenuModel      *sight_device_menu_get_model (SightDeviceMenu *self);

G_END_DECLS
