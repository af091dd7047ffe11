/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gunixfdlist.h>

#include "media/sight-device.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_DEVICE_MONITOR (sight_device_monitor_get_type ())

/* Who tells of devices. */
typedef enum
{
  SIGHT_DEVICE_SERVER_PIPEWIRE = 1 << 0, /* cameras */
  SIGHT_DEVICE_SERVER_SOUND    = 1 << 1, /* PipeWire's, or PulseAudio */
} SightDeviceServers;

/**
 * SightDeviceMonitor:
 *
 * What is plugged in, as a GListModel of SightDevice, each device once however
 * many servers show it. It fills and changes on the context of its maker.
 *
 * Property "ready": whether all that was plugged in at the start is listed; also
 * of a server that was found later. Servers that go and come are followed.
 *
 * Signals:
 * - "device-changed" (SightDevice): what the system makes of it.
 * - "remote-lost": the one of sight_device_monitor_set_remote() is gone.
 */
G_DECLARE_FINAL_TYPE (SightDeviceMonitor, sight_device_monitor, SIGHT, DEVICE_MONITOR, GObject)

/* The one of this program (transfer none), made by the first call and kept to
 * the end.
 */
SightDeviceMonitor *sight_device_monitor_get         (void);

gboolean            sight_device_monitor_is_ready    (SightDeviceMonitor *self);
/* Those that answered; none before it is ready. */
SightDeviceServers  sight_device_monitor_get_servers (SightDeviceMonitor *self);

/* Where PipeWire is, for a program that does not find it by itself: in a sandbox. */
void                sight_device_monitor_set_remote  (SightDeviceMonitor *self,
                                                      GUnixFDList        *remote);

/* (transfer full), or NULL. */
SightDevice        *sight_device_monitor_find        (SightDeviceMonitor *self,
                                                      SightDeviceKind     kind,
                                                      const char         *id);
/* Whether it is still plugged in. */
gboolean            sight_device_monitor_has         (SightDeviceMonitor *self,
                                                      SightDevice        *device);
/* The default of that kind, or the first; (transfer full), or NULL. */
SightDevice        *sight_device_monitor_default     (SightDeviceMonitor *self,
                                                      SightDeviceKind     kind);

G_END_DECLS
