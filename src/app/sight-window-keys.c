/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-window-private.h"

/* A key alone is a shortcut only where nothing else wants it: these are asked
 * after the widget that has the focus, so what is typed into an entry stays
 * there. Accelerators of the application would come first.
 */
static const struct
{
  guint            key;
  GdkModifierType  modifiers;
  const char      *action;
} plain[] = {
  { GDK_KEY_m, 0, "call.microphone" },
  { GDK_KEY_v, 0, "call.camera" },
  { GDK_KEY_s, 0, "call.screen" },
  { GDK_KEY_h, 0, "call.hand" },
  { GDK_KEY_l, 0, "win.show-link" },
  { GDK_KEY_F11, 0, "win.fullscreen" },
  { GDK_KEY_h, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "call.hang-up" },
};

void
sight_window_install_keys (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    gtk_widget_class_add_binding_action (widget_class, plain[i].key, plain[i].modifiers, plain[i].action, NULL);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, 0, "win.show-panel", "s", "chat");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, 0, "win.show-panel", "s", "people");
}
