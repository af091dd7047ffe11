/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_BANNER (sight_banner_get_type ())

G_DECLARE_FINAL_TYPE (SightBanner, sight_banner, SIGHT, BANNER, GtkWidget)

typedef enum
{
  SIGHT_BANNER_INFO,
  SIGHT_BANNER_WARNING,
  SIGHT_BANNER_ERROR,
} SightBannerKind;

/**
 * SightBanner:
 *
 * One sentence across the page, and up to two buttons. It is there while there
 * is something to say.
 *
 * Signal "answered" (int): the first button is 0.
 */
GtkWidget  *sight_banner_new        (SightBannerKind  kind,
                                     const char      *icon_name);

/* %NULL: there is nothing to say. */
void        sight_banner_set_text   (SightBanner     *self,
                                     const char      *text);
const char *sight_banner_get_text   (SightBanner     *self);
/* With a mnemonic. */
void        sight_banner_add_button (SightBanner     *self,
                                     const char      *label);

G_END_DECLS
