/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-preferences.h"

#include <glib/gi18n.h>

#include "app/sight-call-settings.h"
#include "app/sight-device-preferences.h"
#include "app/sight-downloads.h"
#include "app/sight-server-preferences.h"

struct _SightPreferences
{
  AdwPreferencesWindow    parent_instance;

  GSettings              *settings;
  GtkFileChooserNative   *chooser;  /* while it is open */

  AdwPreferencesGroup    *you;
  GtkWidget              *name;
  GtkWidget              *notifications;
  GtkWidget              *sounds;
  GtkWidget              *keep_recents;
  AdwActionRow           *downloads;
  SightDevicePreferences *devices;
  SightServerPreferences *server;
};

G_DEFINE_FINAL_TYPE (SightPreferences, sight_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
update_downloads (SightPreferences *self)
{
  g_autofree char *folder = sight_downloads_get_folder ();
  g_autofree char *shown = folder != NULL ? sight_downloads_describe (folder) : g_strdup (_("Asked for with the first file"));

  adw_action_row_set_subtitle (self->downloads, shown);
}

static void
on_folder_chosen (SightPreferences     *self,
                  int                   response,
                  GtkFileChooserNative *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;

      if (path != NULL)
        g_settings_set_string (self->settings, "download-folder", path);
    }
  g_clear_object (&self->chooser);
}

static void
on_choose_folder (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  SightPreferences *self = SIGHT_PREFERENCES (widget);

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_("Folder for Received Files"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_folder_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
sight_preferences_dispose (GObject *object)
{
  SightPreferences *self = SIGHT_PREFERENCES (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sight_preferences_parent_class)->dispose (object);
}

static void
sight_preferences_class_init (SightPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_preferences_dispose;

  g_type_ensure (SIGHT_TYPE_DEVICE_PREFERENCES);
  g_type_ensure (SIGHT_TYPE_SERVER_PREFERENCES);

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SightPreferences, you);
  gtk_widget_class_bind_template_child (widget_class, SightPreferences, name);
  gtk_widget_class_bind_template_child (widget_class, SightPreferences, notifications);
  gtk_widget_class_bind_template_child (widget_class, SightPreferences, sounds);
  gtk_widget_class_bind_template_child (widget_class, SightPreferences, keep_recents);
  gtk_widget_class_bind_template_child (widget_class, SightPreferences, downloads);
  gtk_widget_class_bind_template_child (widget_class, SightPreferences, devices);
  gtk_widget_class_bind_template_child (widget_class, SightPreferences, server);

  gtk_widget_class_install_action (widget_class, "preferences.choose-folder", NULL, on_choose_folder);
}

static void
sight_preferences_init (SightPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
bind (SightPreferences *self,
      GSettings        *settings)
{
  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "display-name", self->name, "text", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notifications", self->notifications, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "sounds", self->sounds, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "keep-recents", self->keep_recents, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed::download-folder", G_CALLBACK (update_downloads), self, G_CONNECT_SWAPPED);
  update_downloads (self);
  sight_device_preferences_bind (self->devices, settings);
  sight_server_preferences_bind (self->server, settings);
}

GtkWindow *
sight_preferences_new (GtkWindow  *parent,
                       GSettings  *settings,
                       const char *page)
{
  SightPreferences *self = g_object_new (SIGHT_TYPE_PREFERENCES, "transient-for", parent, NULL);
  g_autofree char *name = sight_call_settings_get_name (settings);
  /* Translators: %s is the name of the account on this computer, or what was chosen */
  g_autofree char *description = g_strdup_printf (_("Others see you as %s."), name);

  bind (self, settings);
  adw_preferences_group_set_description (self->you, description);
  if (page != NULL && *page != '\0')
    adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (self), page);

  return GTK_WINDOW (self);
}
