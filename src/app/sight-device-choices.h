/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "media/sight-device.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_DEVICE_CHOICE (sight_device_choice_get_type ())

G_DECLARE_FINAL_TYPE (SightDeviceChoice, sight_device_choice, SIGHT, DEVICE_CHOICE, GObject)

/**
 * SightDeviceChoice:
 *
 * Property "name", for people. Its id is empty for the default of the system.
 */
const char *sight_device_choice_get_name (SightDeviceChoice *self);
const char *sight_device_choice_get_id   (SightDeviceChoice *self);

#define SIGHT_TYPE_DEVICE_CHOICES (sight_device_choices_get_type ())

G_DECLARE_FINAL_TYPE (SightDeviceChoices, sight_device_choices, SIGHT, DEVICE_CHOICES, GObject)

/**
 * SightDeviceChoices:
 *
 * A GListModel of #SightDeviceChoice: the default, what is plugged in of one
 * kind, and what was chosen though it is not plugged in.
 */

/* @devices: of #SightDevice, as the device monitor lists them. */
SightDeviceChoices *sight_device_choices_new        (SightDeviceKind     kind,
                                                     GListModel         *devices);
/* Empty or %NULL for the default. */
void                sight_device_choices_set_chosen (SightDeviceChoices *self,
                                                     const char         *id);
/* Where that is in the list. */
guint               sight_device_choices_find       (SightDeviceChoices *self,
                                                     const char         *id);

G_END_DECLS
