/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_LOBBY_NOTICES (sight_lobby_notices_get_type ())

G_DECLARE_FINAL_TYPE (SightLobbyNotices, sight_lobby_notices, SIGHT, LOBBY_NOTICES, SightPage)

/**
 * SightLobbyNotices:
 *
 * What stands in the way of being seen and heard, in words and with a way on:
 * one sentence each. There is nothing to see where all is well.
 */

G_END_DECLS
