/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SIDE_PANEL (sight_side_panel_get_type ())

G_DECLARE_FINAL_TYPE (SightSidePanel, sight_side_panel, SIGHT, SIDE_PANEL, SightPage)

/**
 * SightSidePanel:
 *
 * What stands beside the tiles of a call: the conversation, the people and how
 * the connections are. It is closed by the action "win.show-panel" with "".
 *
 * Properties: "meeting" (of #SightPage); "page" (string): "chat", "people" or
 * "statistics".
 */
GtkWidget  *sight_side_panel_new      (void);

const char *sight_side_panel_get_page (SightSidePanel *self);
void        sight_side_panel_set_page (SightSidePanel *self,
                                       const char     *page);

G_END_DECLS
