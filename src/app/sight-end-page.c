/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-end-page.h"

struct _SightEndPage
{
  SightPage parent_instance;
};

G_DEFINE_FINAL_TYPE (SightEndPage, sight_end_page, SIGHT_TYPE_PAGE)

static void
sight_end_page_class_init (SightEndPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/app/sightline/Sightline/sight-end-page.ui");
}

static void
sight_end_page_init (SightEndPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
