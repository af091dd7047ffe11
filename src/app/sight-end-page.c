/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-end-page.h"

#include <glib/gi18n.h>

#include "app/sight-ending.h"

struct _SightEndPage
{
  SightPage      parent_instance;

  /* Template widgets */
  AdwStatusPage *status;
  GtkWidget     *rejoin;
  GtkWidget     *back;
};

G_DEFINE_FINAL_TYPE (SightEndPage, sight_end_page, SIGHT_TYPE_PAGE)

static void
update (SightEndPage *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  const GError *error = meeting != NULL ? sight_meeting_get_error (meeting) : NULL;
  const SightEnding *ending = sight_ending_find (error);
  g_autofree char *description = sight_ending_describe (ending, error);
  /* What is shown is markup. */
  g_autofree char *escaped = description != NULL ? g_markup_escape_text (description, -1) : NULL;

  if (meeting == NULL || sight_meeting_get_phase (meeting) != SIGHT_MEETING_ENDED)
    return;

  adw_status_page_set_icon_name (self->status, ending->icon_name);
  adw_status_page_set_title (self->status, _(ending->title));
  adw_status_page_set_description (self->status, escaped);
  gtk_widget_set_visible (self->rejoin, ending->may_rejoin);
}

static void
sight_end_page_meeting_changed (SightPage    *page,
                                SightMeeting *old)
{
  SightMeeting *meeting = sight_page_get_meeting (page);

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, page);
  if (meeting != NULL)
    g_signal_connect_object (meeting, "notify::phase", G_CALLBACK (update), page, G_CONNECT_SWAPPED);
  update (SIGHT_END_PAGE (page));
}

/* Who comes with the keyboard can go on with it. */
static void
sight_end_page_map (GtkWidget *widget)
{
  SightEndPage *self = SIGHT_END_PAGE (widget);

  GTK_WIDGET_CLASS (sight_end_page_parent_class)->map (widget);

  gtk_widget_grab_focus (gtk_widget_get_visible (self->rejoin) ? self->rejoin : self->back);
}

static void
sight_end_page_class_init (SightEndPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = sight_end_page_map;
  SIGHT_PAGE_CLASS (klass)->meeting_changed = sight_end_page_meeting_changed;

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-end-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SightEndPage, status);
  gtk_widget_class_bind_template_child (widget_class, SightEndPage, rejoin);
  gtk_widget_class_bind_template_child (widget_class, SightEndPage, back);
}

static void
sight_end_page_init (SightEndPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
