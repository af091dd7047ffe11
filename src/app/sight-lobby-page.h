/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_LOBBY_PAGE (sight_lobby_page_get_type ())

G_DECLARE_FINAL_TYPE (SightLobbyPage, sight_lobby_page, SIGHT, LOBBY_PAGE, SightPage)

/**
 * SightLobbyPage:
 *
 * What comes before every call: how one looks and sounds, and the click that
 * joins.
 */

G_END_DECLS
