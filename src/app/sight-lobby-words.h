/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the button that joins says: what will happen. */
const char *sight_lobby_words_for_join (gboolean microphone,
                                        gboolean camera,
                                        gboolean is_locked);

G_END_DECLS
