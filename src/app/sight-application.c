/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-application.h"

#include <glib/gi18n.h>

#include "app/sight-window.h"
#include "media/sight-media.h"
#include "sight-build-config.h"

struct _SightApplication
{
  AdwApplication  parent_instance;

  GSettings      *settings;
  SightRecents   *recents;   /* from the startup on */
  SightLanHost   *lan_host;
};

G_DEFINE_FINAL_TYPE (SightApplication, sight_application, ADW_TYPE_APPLICATION)

static SightWindow *
find_window (SightApplication *self)
{
  for (GList *i = gtk_application_get_windows (GTK_APPLICATION (self)); i != NULL; i = i->next)
    if (SIGHT_IS_WINDOW (i->data))
      return i->data;

  return NULL;
}

static SightWindow *
ensure_window (SightApplication *self)
{
  SightWindow *window = find_window (self);

  return window != NULL ? window : sight_window_new (ADW_APPLICATION (self));
}

static void
join (SightApplication *self,
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

static int
sight_application_command_line (GApplication            *application,
                                GApplicationCommandLine *command_line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  const char *link = NULL;

  if (g_variant_dict_lookup (options, "join", "&s", &link))
    join (SIGHT_APPLICATION (application), link);
  else
    g_application_activate (application);

  return 0;
}

static void
sight_application_startup (GApplication *application)
{
  SightApplication *self = SIGHT_APPLICATION (application);
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), SIGHT_APP_ID, "recent-calls", NULL);
  g_autoptr(GError) error = NULL;

  G_APPLICATION_CLASS (sight_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (SIGHT_APP_ID);
  if (!sight_media_init (&error))
    g_critical ("%s", error->message);

  self->recents = sight_recents_new (path);
  self->lan_host = sight_lan_host_new ();
  g_settings_bind (self->settings, "keep-recents", self->recents, "enabled", G_SETTINGS_BIND_GET);
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
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       application)
{
  g_application_quit (G_APPLICATION (application));
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = on_quit },
};

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

  application_class->activate = sight_application_activate;
  application_class->command_line = sight_application_command_line;
  application_class->startup = sight_application_startup;
  application_class->shutdown = sight_application_shutdown;
}

static void
sight_application_init (SightApplication *self)
{
  const GOptionEntry options[] = {
    { "join", 'j', 0, G_OPTION_ARG_STRING, NULL, N_("Open the call behind a link"), N_("LINK") },
    { NULL }
  };

  self->settings = g_settings_new (SIGHT_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

SightApplication *
sight_application_new (void)
{
  return g_object_new (SIGHT_TYPE_APPLICATION,
                       "application-id", SIGHT_APP_ID,
                       "resource-base-path", "/app/sightline/Sightline",
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE,
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
