/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-source-error.h"

#include <glib/gi18n-lib.h>

GError *
sight_source_error_new (SightMediaError  code,
                        const char      *label,
                        const GError    *error)
{
  if (code == SIGHT_MEDIA_ERROR_DEVICE && g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY))
    return g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_BUSY,
                        /* Translators: %s is “the microphone”, “the camera “…”” or the like */
                        _("Another program uses %s: close it there, or choose another one"), label);

  if (code == SIGHT_MEDIA_ERROR_DEVICE && g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED))
    return g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_REFUSED,
                        /* Translators: %s is “the microphone”, “the camera “…”” or the like */
                        _("This program may not use %s: allow it in the privacy settings of the system"), label);

  return g_error_new (SIGHT_MEDIA_ERROR, code,
                      /* Translators: the first %s is “the microphone”, “the camera “…””, “the file “…”” or the like */
                      _("Cannot use %s: %s"), label, error->message);
}
