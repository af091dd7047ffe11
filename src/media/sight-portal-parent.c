/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-portal-parent.h"

static SightPortalParentFunc parent_func;

void
sight_portal_parent_set_func (SightPortalParentFunc func)
{
  parent_func = func;
}

XdpParent *
sight_portal_parent_new (void)
{
  return parent_func != NULL ? parent_func () : NULL;
}
