/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_INHIBITOR (sight_inhibitor_get_type ())

G_DECLARE_FINAL_TYPE (SightInhibitor, sight_inhibitor, SIGHT, INHIBITOR, GObject)

typedef enum
{
  SIGHT_INHIBITOR_NOBODY, /* nobody was found who could, or not yet */
  SIGHT_INHIBITOR_PORTAL,
  SIGHT_INHIBITOR_LOGIND,
} SightInhibitorHolder;

/**
 * SightInhibitor:
 *
 * Keeps the computer awake and its screen lit from when it is made until
 * g_object_run_dispose(), or until the process ends, however it ends.
 *
 * Desktops are asked by their portal, in a sandbox and out of it; where there is
 * none that does this, logind is, which a sandbox does not reach. Where there is
 * neither, nothing is said: it is a comfort, and a call goes on without it. It is
 * not left to GTK, which takes the lack for a fault of the program and warns of it.
 */

/* @session: the session's bus, if there is one. @reason is shown to people. */
SightInhibitor       *sight_inhibitor_new        (GDBusConnection *session,
                                                  const char      *reason);
/* Who keeps it awake. */
SightInhibitorHolder  sight_inhibitor_get_holder (SightInhibitor  *self);

G_END_DECLS
