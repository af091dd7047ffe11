/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "app/sight-lan-host.h"
#include "app/sight-recents.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_APPLICATION (sight_application_get_type ())

G_DECLARE_FINAL_TYPE (SightApplication, sight_application, SIGHT, APPLICATION, AdwApplication)

/**
 * SightApplication:
 *
 * The one instance of the program, and what the whole desktop may ask of it.
 */
SightApplication *sight_application_new          (void);
/* The one of this program. */
SightApplication *sight_application_get_default  (void);

/* (transfer none) */
GSettings        *sight_application_get_settings (SightApplication *self);
SightRecents     *sight_application_get_recents  (SightApplication *self);
SightLanHost     *sight_application_get_lan_host (SightApplication *self);

G_END_DECLS
