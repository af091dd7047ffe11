/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "app/sight-meeting.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CALL_BANNERS (sight_call_banners_get_type ())

G_DECLARE_FINAL_TYPE (SightCallBanners, sight_call_banners, SIGHT, CALL_BANNERS, GtkWidget)

/**
 * SightCallBanners:
 *
 * What one must know of a call while it goes on, one sentence each: the gravest
 * on top.
 */
/* One whose call there is, or %NULL. */
void sight_call_banners_set_meeting (SightCallBanners *self,
                                     SightMeeting     *meeting);

G_END_DECLS
