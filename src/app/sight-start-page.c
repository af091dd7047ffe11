/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-start-page.h"

struct _SightStartPage
{
  SightPage parent_instance;
};

G_DEFINE_FINAL_TYPE (SightStartPage, sight_start_page, SIGHT_TYPE_PAGE)

static void
sight_start_page_class_init (SightStartPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/app/sightline/Sightline/sight-start-page.ui");
}

static void
sight_start_page_init (SightStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
