/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-start-page.h"

#include "app/sight-application.h"
#include "app/sight-banner.h"
#include "app/sight-host-group.h"
#include "app/sight-join-entry.h"
#include "app/sight-recent-list.h"
#include "media/sight-parts.h"
#include "sight-build-config.h"

struct _SightStartPage
{
  SightPage        parent_instance;

  GSettings       *settings;

  GtkBox          *box;
  GtkImage        *logo;
  GtkRevealer     *hints;
  GtkWidget       *start_call;
  GtkWidget       *no_server;
  SightJoinEntry  *join;
  SightRecentList *recents;
  SightHostGroup  *host;
};

G_DEFINE_FINAL_TYPE (SightStartPage, sight_start_page, SIGHT_TYPE_PAGE)

static void
update_server (SightStartPage *self)
{
  g_autofree char *server = g_settings_get_string (self->settings, "server-url");
  gboolean has_server = *server != '\0';

  gtk_widget_set_visible (self->start_call, has_server);
  gtk_widget_set_visible (self->no_server, !has_server);
}

/* Better said before a call than in it. */
static void
tell_missing_parts (SightStartPage *self)
{
  g_autofree char *missing = sight_parts_describe_missing ();
  GtkWidget *banner;

  if (missing == NULL)
    return;

  banner = sight_banner_new (SIGHT_BANNER_WARNING, "dialog-warning-symbolic");
  sight_banner_set_text (SIGHT_BANNER (banner), missing);
  gtk_box_insert_child_after (self->box, banner, gtk_widget_get_first_child (GTK_WIDGET (self->box)));
}

static void
on_dismiss_hints (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  g_settings_set_boolean (SIGHT_START_PAGE (widget)->settings, "show-hints", FALSE);
}

static void
sight_start_page_dispose (GObject *object)
{
  g_clear_object (&SIGHT_START_PAGE (object)->settings);

  G_OBJECT_CLASS (sight_start_page_parent_class)->dispose (object);
}

static void
sight_start_page_class_init (SightStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_start_page_dispose;

  g_type_ensure (SIGHT_TYPE_HOST_GROUP);
  g_type_ensure (SIGHT_TYPE_JOIN_ENTRY);
  g_type_ensure (SIGHT_TYPE_RECENT_LIST);

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SightStartPage, box);
  gtk_widget_class_bind_template_child (widget_class, SightStartPage, logo);
  gtk_widget_class_bind_template_child (widget_class, SightStartPage, hints);
  gtk_widget_class_bind_template_child (widget_class, SightStartPage, start_call);
  gtk_widget_class_bind_template_child (widget_class, SightStartPage, no_server);
  gtk_widget_class_bind_template_child (widget_class, SightStartPage, join);
  gtk_widget_class_bind_template_child (widget_class, SightStartPage, recents);
  gtk_widget_class_bind_template_child (widget_class, SightStartPage, host);

  gtk_widget_class_install_action (widget_class, "start.dismiss-hints", NULL, on_dismiss_hints);
}

static void
sight_start_page_init (SightStartPage *self)
{
  SightApplication *application = sight_application_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = g_object_ref (sight_application_get_settings (application));
  gtk_image_set_from_icon_name (self->logo, SIGHT_APP_ID);
  g_settings_bind (self->settings, "server-url", self->join, "server", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "show-hints", self->hints, "reveal-child", G_SETTINGS_BIND_GET);
  g_signal_connect_object (self->settings, "changed::server-url", G_CALLBACK (update_server), self, G_CONNECT_SWAPPED);
  sight_recent_list_set_recents (self->recents, sight_application_get_recents (application));
  sight_host_group_set_host (self->host, sight_application_get_lan_host (application));
  update_server (self);
  tell_missing_parts (self);
}
