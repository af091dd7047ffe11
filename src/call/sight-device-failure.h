/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-device.h"
#include "media/sight-media-error.h"

G_BEGIN_DECLS

/* Sentences for people whose devices are not there. */

/* None is plugged in; @is_chosen: but another one may be. */
GError *sight_device_failure_absent    (SightDeviceKind kind,
                                        gboolean        is_chosen);
GError *sight_device_failure_unplugged (SightDeviceKind kind);
/* Nobody is there who would know of microphones and speakers. */
GError *sight_device_failure_no_sound  (void);
/* The microphone, for all programs. */
GError *sight_device_failure_muted     (void);

G_END_DECLS
