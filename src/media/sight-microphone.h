/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_MICROPHONE (sight_microphone_get_type ())

/**
 * SightMicrophone:
 *
 * A microphone of the sound server.
 */
G_DECLARE_FINAL_TYPE (SightMicrophone, sight_microphone, SIGHT, MICROPHONE, SightSource)

/* @device is the sound server's name of it; NULL follows its default. */
SightSource *sight_microphone_new        (const char      *device);
const char  *sight_microphone_get_device (SightMicrophone *self);

G_END_DECLS
