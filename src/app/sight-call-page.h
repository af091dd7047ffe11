/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CALL_PAGE (sight_call_page_get_type ())

G_DECLARE_FINAL_TYPE (SightCallPage, sight_call_page, SIGHT, CALL_PAGE, SightPage)

/**
 * SightCallPage:
 *
 * Everyone in the call, and what one can do there.
 */

G_END_DECLS
