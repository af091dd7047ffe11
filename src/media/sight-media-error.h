/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIGHT_MEDIA_ERROR (sight_media_error_quark ())

/* What becomes of a connection or a line, for the floor above to answer. */
typedef enum
{
  SIGHT_MEDIA_ERROR_FAILED,
  SIGHT_MEDIA_ERROR_MISSING,     /* a GStreamer plugin is not installed */
  SIGHT_MEDIA_ERROR_NEGOTIATION, /* the descriptions do not fit each other */
  SIGHT_MEDIA_ERROR_ICE,         /* no path to the other side */
  SIGHT_MEDIA_ERROR_RELAY,       /* no path because the relay that it needs does not work */
  SIGHT_MEDIA_ERROR_SECURITY,    /* the other side is not who signaling said */
  SIGHT_MEDIA_ERROR_DECODER,     /* one line cannot be decoded */
  SIGHT_MEDIA_ERROR_DATA,        /* a data channel refused or broke */
  SIGHT_MEDIA_ERROR_CRYPTO,      /* no key, no certificate, or not one */
  SIGHT_MEDIA_ERROR_DEVICE,      /* a device fails, in another way than those below */
  SIGHT_MEDIA_ERROR_SOURCE,      /* a media file cannot be played */
  SIGHT_MEDIA_ERROR_ABSENT,      /* no such device is plugged in */
  SIGHT_MEDIA_ERROR_UNPLUGGED,   /* a device that was used is gone */
  SIGHT_MEDIA_ERROR_BUSY,        /* another program uses the device */
  SIGHT_MEDIA_ERROR_REFUSED,     /* this program may not use the device */
  SIGHT_MEDIA_ERROR_NO_SOUND,    /* no sound server answers */
  SIGHT_MEDIA_ERROR_CANCELLED,   /* a person was asked, and wanted none of it: nothing to tell */
  SIGHT_MEDIA_ERROR_ENDED,       /* the desktop ended what was shared */
  SIGHT_MEDIA_ERROR_MUTED,       /* the system has muted the device */
} SightMediaError;

GQuark sight_media_error_quark (void);

G_END_DECLS
