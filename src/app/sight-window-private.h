/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-window.h"

G_BEGIN_DECLS

/* "win.start-call", "win.open-link" (string) and "win.show-link". */
void sight_window_install_link_actions (GtkWidgetClass *widget_class);
/* Keys without modifiers. */
void sight_window_install_keys         (GtkWidgetClass *widget_class);
/* Space, while it is held. */
void sight_window_hold_to_talk         (SightWindow    *self);

G_END_DECLS
