/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-call-page.h"

struct _SightCallPage
{
  SightPage parent_instance;
};

G_DEFINE_FINAL_TYPE (SightCallPage, sight_call_page, SIGHT_TYPE_PAGE)

static void
sight_call_page_class_init (SightCallPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/app/sightline/Sightline/sight-call-page.ui");
}

static void
sight_call_page_init (SightCallPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
