/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_END_PAGE (sight_end_page_get_type ())

G_DECLARE_FINAL_TYPE (SightEndPage, sight_end_page, SIGHT, END_PAGE, SightPage)

/**
 * SightEndPage:
 *
 * How a call ended, and the way back.
 */

G_END_DECLS
