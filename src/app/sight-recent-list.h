/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "app/sight-recents.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_RECENT_LIST (sight_recent_list_get_type ())

G_DECLARE_FINAL_TYPE (SightRecentList, sight_recent_list, SIGHT, RECENT_LIST, GtkWidget)

/**
 * SightRecentList:
 *
 * The calls that were held, each a click away. There is nothing to see while
 * there are none.
 */
void sight_recent_list_set_recents (SightRecentList *self,
                                    SightRecents    *recents);

G_END_DECLS
