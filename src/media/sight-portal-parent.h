/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libportal/portal.h>

G_BEGIN_DECLS

/* The window that the desktop's dialogs stand before: only the application has
 * windows, and says here which; (transfer full), or NULL where there is none that
 * the desktop could know.
 */
typedef XdpParent *(*SightPortalParentFunc) (void);

void       sight_portal_parent_set_func (SightPortalParentFunc func);
XdpParent *sight_portal_parent_new      (void);

G_END_DECLS
