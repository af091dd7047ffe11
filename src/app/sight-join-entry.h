/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_JOIN_ENTRY (sight_join_entry_get_type ())

G_DECLARE_FINAL_TYPE (SightJoinEntry, sight_join_entry, SIGHT, JOIN_ENTRY, GtkWidget)

/**
 * SightJoinEntry:
 *
 * Takes a link, a code, a chosen name or a whole invitation, says at once what
 * it understood, and leads there by "win.open-link".
 *
 * Property "server": where codes and names are looked for; empty is nowhere.
 */

G_END_DECLS
