/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-application-private.h"

#include "app/sight-attendant.h"
#include "app/sight-dialog-parent.h"
#include "media/sight-media.h"
#include "sight-build-config.h"

struct _SightApplication
{
  AdwApplication  parent_instance;

  GSettings      *settings;
  SightRecents   *recents;   /* from the startup on */
  SightLanHost   *lan_host;
  SightAttendant *attendant; /* of the window, while there is one */
};

G_DEFINE_FINAL_TYPE (SightApplication, sight_application, ADW_TYPE_APPLICATION)

SightWindow *
sight_application_find_window (SightApplication *self)
{
  for (GList *i = gtk_application_get_windows (GTK_APPLICATION (self)); i != NULL; i = i->next)
    if (SIGHT_IS_WINDOW (i->data))
      return i->data;

  return NULL;
}

static gboolean
on_close_request (SightApplication *self,
                  SightWindow      *window)
{
  SightMeeting *meeting = sight_window_get_meeting (window);

  sight_window_save_state (window, self->settings);
  if (meeting != NULL)
    sight_meeting_leave (meeting);

  return GDK_EVENT_PROPAGATE;
}

static SightWindow *
make_window (SightApplication *self)
{
  SightWindow *window = sight_window_new (ADW_APPLICATION (self));

  g_clear_object (&self->attendant);
  self->attendant = sight_attendant_new (self, window);
  sight_window_restore_state (window, self->settings);
  g_signal_connect_object (window, "close-request", G_CALLBACK (on_close_request), self, G_CONNECT_SWAPPED);

  return window;
}

static SightWindow *
ensure_window (SightApplication *self)
{
  SightWindow *window = sight_application_find_window (self);

  return window != NULL ? window : make_window (self);
}

void
sight_application_open_text (SightApplication *self,
                             const char       *text)
{
  SightWindow *window = ensure_window (self);

  gtk_window_present (GTK_WINDOW (window));
  sight_window_offer_text (window, text);
}

static void
sight_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (ensure_window (SIGHT_APPLICATION (application))));
}

static void
sight_application_open (GApplication  *application,
                        GFile        **files,
                        int            n_files,
                        const char    *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      sight_application_open_text (SIGHT_APPLICATION (application), uri);
    }
}

static int
sight_application_handle_local_options (GApplication *application,
                                        GVariantDict *options)
{
  return sight_application_run_local (SIGHT_APPLICATION (application), options);
}

static int
sight_application_command_line (GApplication            *application,
                                GApplicationCommandLine *command_line)
{
  return sight_application_run_command (SIGHT_APPLICATION (application), command_line);
}

static void
sight_application_startup (GApplication *application)
{
  SightApplication *self = SIGHT_APPLICATION (application);
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), SIGHT_APP_ID, "recent-calls", NULL);
  g_autoptr(GError) error = NULL;

  G_APPLICATION_CLASS (sight_application_parent_class)->startup (application);

  /* No language that we have is read from the right. */
  if (g_strcmp0 (g_getenv ("SIGHT_TEST_DIRECTION"), "rtl") == 0)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  gtk_window_set_default_icon_name (SIGHT_APP_ID);
  if (!sight_media_init (&error))
    g_critical ("%s", error->message);

  sight_dialog_parent_install ();
  self->recents = sight_recents_new (path);
  self->lan_host = sight_lan_host_new ();
  sight_application_add_actions (self);
  g_settings_bind (self->settings, "keep-recents", self->recents, "enabled", G_SETTINGS_BIND_GET);
}

static void
sight_application_window_removed (GtkApplication *application,
                                  GtkWindow      *window)
{
  SightApplication *self = SIGHT_APPLICATION (application);

  if (SIGHT_IS_WINDOW (window))
    g_clear_object (&self->attendant);

  GTK_APPLICATION_CLASS (sight_application_parent_class)->window_removed (application, window);
}

static void
sight_application_shutdown (GApplication *application)
{
  SightApplication *self = SIGHT_APPLICATION (application);

  G_APPLICATION_CLASS (sight_application_parent_class)->shutdown (application);

  sight_recents_flush (self->recents);
  sight_lan_host_stop (self->lan_host);
  sight_media_finish ();
}

static void
sight_application_dispose (GObject *object)
{
  SightApplication *self = SIGHT_APPLICATION (object);

  g_clear_object (&self->recents);
  g_clear_object (&self->lan_host);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sight_application_parent_class)->dispose (object);
}

static void
sight_application_class_init (SightApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_application_dispose;

  GTK_APPLICATION_CLASS (klass)->window_removed = sight_application_window_removed;

  application_class->activate = sight_application_activate;
  application_class->open = sight_application_open;
  application_class->handle_local_options = sight_application_handle_local_options;
  application_class->command_line = sight_application_command_line;
  application_class->startup = sight_application_startup;
  application_class->shutdown = sight_application_shutdown;
}

static void
sight_application_init (SightApplication *self)
{
  self->settings = g_settings_new (SIGHT_APP_ID);
  sight_application_add_options (self);
}

SightApplication *
sight_application_new (void)
{
  return g_object_new (SIGHT_TYPE_APPLICATION,
                       "application-id", SIGHT_APP_ID,
                       "resource-base-path", "/app/sightline/Sightline",
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       NULL);
}

SightApplication *
sight_application_get_default (void)
{
  return SIGHT_APPLICATION (g_application_get_default ());
}

GSettings *
sight_application_get_settings (SightApplication *self)
{
  return self->settings;
}

SightRecents *
sight_application_get_recents (SightApplication *self)
{
  return self->recents;
}

SightLanHost *
sight_application_get_lan_host (SightApplication *self)
{
  return self->lan_host;
}
