/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum
{
  SIGHT_DEVICE_CAMERA,
  SIGHT_DEVICE_MICROPHONE,
  SIGHT_DEVICE_SPEAKER,
} SightDeviceKind;

/* What the system makes of a device; each may change. */
typedef struct
{
  gboolean is_default;
  gboolean is_muted;     /* in the settings of the system, for all programs */
  gboolean cancels_echo; /* by itself */
} SightDeviceStatus;

#define SIGHT_TYPE_DEVICE (sight_device_get_type ())

/**
 * SightDevice:
 *
 * A camera, a microphone or a speaker that is plugged in.
 *
 * Properties "name", for people, and "is-default", which may change.
 */
G_DECLARE_FINAL_TYPE (SightDevice, sight_device, SIGHT, DEVICE, GObject)

SightDeviceKind  sight_device_get_kind       (SightDevice  *self);
const char      *sight_device_get_name       (SightDevice  *self);
/* The same when it is plugged in again: for settings, and for
 * sight_microphone_new() and sight_audio_devices_open_speaker().
 */
const char      *sight_device_get_id         (SightDevice  *self);
gboolean         sight_device_is_default     (SightDevice  *self);
gboolean         sight_device_is_muted       (SightDevice  *self);
gboolean         sight_device_cancels_echo   (SightDevice  *self);

/* For the monitor and the sources. NULL for what is no camera: screens that are
 * shared are sources of pictures as well.
 */
SightDevice     *sight_device_new            (GstDevice    *device);
/* Of a camera. */
GstDevice       *sight_device_get_gst_device (SightDevice  *self);
/* What the device did not say before. */
void             sight_device_update         (SightDevice  *self,
                                              GstDevice    *device);
/* Of the sound server; @id is its name of it. */
SightDevice     *sight_device_new_sound      (SightDeviceKind          kind,
                                              const char              *id);
/* Whether anything of it is new. */
gboolean         sight_device_set_status     (SightDevice             *self,
                                              const char              *name,
                                              const SightDeviceStatus *status);
/* Whether both are one camera, and @self is the poorer way to it. */
gboolean         sight_device_is_shadowed    (SightDevice  *self,
                                              SightDevice  *other);

G_END_DECLS
