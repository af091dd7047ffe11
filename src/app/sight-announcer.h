/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_ANNOUNCER (sight_announcer_get_type ())

G_DECLARE_FINAL_TYPE (SightAnnouncer, sight_announcer, SIGHT, ANNOUNCER, GtkWidget)

/**
 * SightAnnouncer:
 *
 * Says what happens to who does not see it. It takes no room.
 */
GtkWidget  *sight_announcer_new      (void);

void        sight_announcer_say      (SightAnnouncer *self,
                                      const char     *sentence);
/* What was said last. */
const char *sight_announcer_get_text (SightAnnouncer *self);

G_END_DECLS
