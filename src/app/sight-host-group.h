/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "app/sight-lan-host.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_HOST_GROUP (sight_host_group_get_type ())

G_DECLARE_FINAL_TYPE (SightHostGroup, sight_host_group, SIGHT, HOST_GROUP, GtkWidget)

/**
 * SightHostGroup:
 *
 * Turns the server within this program on and off, and shows what it is and
 * where others find it.
 */
void sight_host_group_set_host (SightHostGroup *self,
                                SightLanHost   *host);

G_END_DECLS
