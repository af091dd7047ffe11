/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-lobby-page.h"

struct _SightLobbyPage
{
  SightPage parent_instance;
};

G_DEFINE_FINAL_TYPE (SightLobbyPage, sight_lobby_page, SIGHT_TYPE_PAGE)

static void
sight_lobby_page_class_init (SightLobbyPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/app/sightline/Sightline/sight-lobby-page.ui");
}

static void
sight_lobby_page_init (SightLobbyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
