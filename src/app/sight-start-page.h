/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "app/sight-page.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_START_PAGE (sight_start_page_get_type ())

G_DECLARE_FINAL_TYPE (SightStartPage, sight_start_page, SIGHT, START_PAGE, SightPage)

/**
 * SightStartPage:
 *
 * Where calls begin.
 */

G_END_DECLS
