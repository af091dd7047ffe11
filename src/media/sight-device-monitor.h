/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "media/sight-device.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_DEVICE_MONITOR (sight_device_monitor_get_type ())

/**
 * SightDeviceMonitor:
 *
 * What is plugged in, as a GListModel of SightDevice, each device once however
 * many servers show it. It fills and changes on the context of its maker.
 */
G_DECLARE_FINAL_TYPE (SightDeviceMonitor, sight_device_monitor, SIGHT, DEVICE_MONITOR, GObject)

/* The one of this program (transfer none), made by the first call and kept to
 * the end: PipeWire 0.3 crashes programs that stop looking.
 */
SightDeviceMonitor *sight_device_monitor_get     (void);

/* (transfer full), or NULL. */
SightDevice        *sight_device_monitor_find    (SightDeviceMonitor *self,
                                                  SightDeviceKind     kind,
                                                  const char         *id);
/* The default of that kind, or the first; (transfer full), or NULL. */
SightDevice        *sight_device_monitor_default (SightDeviceMonitor *self,
                                                  SightDeviceKind     kind);

G_END_DECLS
