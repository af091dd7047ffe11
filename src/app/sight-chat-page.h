/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CHAT_PAGE (sight_chat_page_get_type ())

G_DECLARE_FINAL_TYPE (SightChatPage, sight_chat_page, SIGHT, CHAT_PAGE, SightPage)

/**
 * SightChatPage:
 *
 * The conversation of a call, files among it, and where one writes.
 *
 * Properties: "is-shown" (boolean): nothing covers it, so that
 * what stands in it is read once its window has the focus.
 */
G_END_DECLS
