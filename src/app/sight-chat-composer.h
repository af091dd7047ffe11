/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_CHAT_COMPOSER (sight_chat_composer_get_type ())

G_DECLARE_FINAL_TYPE (SightChatComposer, sight_chat_composer, SIGHT, CHAT_COMPOSER, GtkWidget)

/**
 * SightChatComposer:
 *
 * Where one writes. Enter says it, Shift+Enter makes a line break.
 *
 * Signals:
 * - "submit" (string): to be said; what is written stays until
 *   sight_chat_composer_clear().
 * - "file" (GFile): chosen or pasted.
 * - "picture" (GdkTexture): pasted.
 */
GtkWidget *sight_chat_composer_new   (void);
void       sight_chat_composer_clear (SightChatComposer *self);

G_END_DECLS
