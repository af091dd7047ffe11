/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-lobby-words.h"

#include <glib/gi18n.h>

const char *
sight_lobby_words_for_join (gboolean microphone,
                            gboolean camera,
                            gboolean is_locked)
{
  if (is_locked)
    return _("Ask to _Join");
  if (microphone && camera)
    return _("_Join");
  if (microphone)
    return _("_Join Without Camera");
  if (camera)
    return _("_Join Muted");

  return _("_Join Muted and Without Camera");
}
