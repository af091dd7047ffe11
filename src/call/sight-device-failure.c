/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-device-failure.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *absent;
  const char *chosen;
  const char *unplugged;
} sentences[] = {
  [SIGHT_DEVICE_CAMERA] = {
    N_("There is no camera: plug one in, it will be used"),
    N_("The camera that you chose is not plugged in: plug it in, or choose another one"),
    N_("The camera was unplugged: plug it in again, or choose another one"),
  },
  [SIGHT_DEVICE_MICROPHONE] = {
    N_("There is no microphone: plug one in, it will be used"),
    N_("The microphone that you chose is not plugged in: plug it in, or choose another one"),
    N_("The microphone was unplugged: plug it in again, or choose another one"),
  },
  [SIGHT_DEVICE_SPEAKER] = {
    N_("There is no speaker: plug one in, it will be used"),
    N_("The speaker that you chose is not plugged in: plug it in, or choose another one"),
    N_("The speaker was unplugged: plug it in again, or choose another one"),
  },
};

GError *
sight_device_failure_absent (SightDeviceKind kind,
                             gboolean        is_chosen)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (sentences), NULL);

  return g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ABSENT,
                              _(is_chosen ? sentences[kind].chosen : sentences[kind].absent));
}

GError *
sight_device_failure_unplugged (SightDeviceKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (sentences), NULL);

  return g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_UNPLUGGED, _(sentences[kind].unplugged));
}

GError *
sight_device_failure_no_sound (void)
{
  return g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NO_SOUND,
                              _("The sound server of this computer does not answer: start PipeWire or PulseAudio, "
                                "it will be used"));
}

GError *
sight_device_failure_muted (void)
{
  return g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MUTED,
                              _("The microphone is muted in the sound settings of the system: unmute it there"));
}
