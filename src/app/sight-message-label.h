/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_MESSAGE_LABEL (sight_message_label_get_type ())

G_DECLARE_FINAL_TYPE (SightMessageLabel, sight_message_label, SIGHT, MESSAGE_LABEL, GtkWidget)

/**
 * SightMessageLabel:
 *
 * What somebody wrote, to be read, selected and copied. Links in it open when
 * they are clicked, or from the menu; where one leads is told before. The text
 * is no markup.
 *
 * Action "message.open-link" (string).
 */
GtkWidget *sight_message_label_new      (void);
void       sight_message_label_set_text (SightMessageLabel *self,
                                         const char        *text);

G_END_DECLS
