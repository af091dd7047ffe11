/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "call/sight-capture.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_LOBBY_PREVIEW (sight_lobby_preview_get_type ())

G_DECLARE_FINAL_TYPE (SightLobbyPreview, sight_lobby_preview, SIGHT, LOBBY_PREVIEW, GtkWidget)

/**
 * SightLobbyPreview:
 *
 * Oneself before the call, mirrored and large. It takes pictures only while it
 * is to be seen.
 */

/* %NULL for nobody. */
void sight_lobby_preview_set_capture (SightLobbyPreview *self,
                                      SightCapture      *capture);
/* Whose initials stand there while there is no picture. */
void sight_lobby_preview_set_name    (SightLobbyPreview *self,
                                      const char        *name);

G_END_DECLS
