/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "call/sight-call.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CALL_NOTIFIER (sight_call_notifier_get_type ())

G_DECLARE_FINAL_TYPE (SightCallNotifier, sight_call_notifier, SIGHT, CALL_NOTIFIER, GObject)

/**
 * SightCallNotifier:
 *
 * Tells of messages and of people at the door while the window has no focus,
 * and takes it back when it gets it. Their buttons are actions of the
 * application: "app.show-chat", and "app.admit" and "app.refuse" (string id).
 */
SightCallNotifier *sight_call_notifier_new (GtkWindow *window,
                                            GSettings *settings,
                                            SightCall *call);

G_END_DECLS
