/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "protocol/sight-room-link.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_LINK_DIALOG (sight_link_dialog_get_type ())

G_DECLARE_FINAL_TYPE (SightLinkDialog, sight_link_dialog, SIGHT, LINK_DIALOG, AdwWindow)

/**
 * SightLinkDialog:
 *
 * The link of a room, to be given to others: as text, as an invitation, and as
 * a QR code for the phone of whoever sits beside.
 */

/* With @offers_join it also leads to the room, by the window's "win.open-link". */
GtkWindow *sight_link_dialog_new (GtkWindow           *parent,
                                  const SightRoomLink *link,
                                  gboolean             offers_join);

G_END_DECLS
