/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gunixfdlist.h>
#include <gst/gst.h>

#include "media/sight-mailbox.h"

G_BEGIN_DECLS

/**
 * SightDeviceProvider:
 *
 * Whoever tells GStreamer of devices: PipeWire, PulseAudio or the kernel. It
 * looks from the beginning on, in a thread of its own, because asking a server
 * may take a while.
 */
typedef struct _SightDeviceProvider SightDeviceProvider;

/* What a device of PipeWire holds: GStreamer knows connections by the number of
 * the descriptor, which must not be another's while one of its elements exists.
 */
#define SIGHT_DEVICE_REMOTE "sight-remote"

/* What becomes of it, told on the context of the mailbox's owner. Each device
 * comes once, and goes once.
 */
typedef struct
{
  void (*added)   (gpointer             owner,
                   GstDevice           *device);
  void (*removed) (gpointer             owner,
                   GstDevice           *device);
  void (*changed) (gpointer             owner,
                   GstDevice           *device,
                   GstDevice           *before);
  /* All that there was in the beginning has been told. */
  void (*started) (gpointer             owner,
                   SightDeviceProvider *provider);
} SightDeviceEvents;

/* @factory is GStreamer's name of it. @remote: where PipeWire is, or NULL. */
SightDeviceProvider *sight_device_provider_new         (const char              *factory,
                                                        GUnixFDList             *remote,
                                                        SightMailbox            *mailbox,
                                                        const SightDeviceEvents *events);
/* Its server is gone, and with it all of its devices. (transfer full) */
void                 sight_device_provider_close       (SightDeviceProvider     *self,
                                                        gpointer                 owner);

gboolean             sight_device_provider_has_started (SightDeviceProvider     *self);
/* Whether its server answered; not known before it has started. */
gboolean             sight_device_provider_answers     (SightDeviceProvider     *self);

G_END_DECLS
