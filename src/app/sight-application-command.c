/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-application-private.h"

#include <glib/gi18n.h>

#include "app/sight-call-settings.h"
#include "app/sight-meeting-setup.h"
#include "app/sight-server-address.h"
#include "sight-build-config.h"

#define BUS_TIMEOUT_MS 5000

/* What is asked of a call that runs; each is the name of an option, and of the
 * action that answers it.
 */
static const struct
{
  const char *option;
  const char *action;
} controls[] = {
  { "toggle-mute", "toggle-microphone" },
  { "toggle-camera", "toggle-camera" },
  { "hang-up", "hang-up" },
};

void
sight_application_add_options (SightApplication *self)
{
  const GOptionEntry options[] = {
    { "join", 'j', 0, G_OPTION_ARG_STRING, NULL, N_("Open the call behind a link, a code or a name"), N_("LINK") },
    { "muted", 0, 0, G_OPTION_ARG_NONE, NULL, N_("With --join: begin with the microphone off"), NULL },
    { "server", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Choose the server for new calls"), N_("URL") },
    { "toggle-mute", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Turn the microphone of the running call on or off"), NULL },
    { "toggle-camera", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Turn the camera of the running call on or off"), NULL },
    { "hang-up", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Leave the running call"), NULL },
    { "stats", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Print how the running call goes; the format is json"), N_("FORMAT") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, N_("[LINK]") },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self), _("Calls people by sharing a link."));
}

/* The bus is asked, and not GApplication: that would start what is not running. */
static gboolean
is_running (SightApplication *self)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) answer = NULL;
  gboolean has_owner = FALSE;

  if (bus == NULL)
    return FALSE;

  answer = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                                        g_variant_new ("(s)", g_application_get_application_id (G_APPLICATION (self))),
                                        G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, BUS_TIMEOUT_MS, NULL, NULL);
  if (answer != NULL)
    g_variant_get (answer, "(b)", &has_owner);

  return has_owner;
}

static gboolean
is_about_running_call (GVariantDict *options)
{
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    if (g_variant_dict_contains (options, controls[i].option))
      return TRUE;

  return g_variant_dict_contains (options, "stats");
}

int
sight_application_run_local (SightApplication *self,
                             GVariantDict     *options)
{
  const char *format = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("sightline %s\n", SIGHT_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "stats", "&s", &format) && !g_str_equal (format, "json"))
    {
      g_printerr (_("The format “%s” is not known; there is json.\n"), format);
      return 2;
    }
  if (is_about_running_call (options) && !is_running (self))
    {
      g_printerr ("%s\n", _("There is no call: Sightline is not running."));
      return 1;
    }

  return -1;
}

static int
refuse (GApplicationCommandLine *command_line)
{
  g_application_command_line_printerr (command_line, "%s\n", _("There is no call."));

  return 1;
}

static int
print_statistics (SightApplication        *self,
                  GApplicationCommandLine *command_line)
{
  SightWindow *window = sight_application_find_window (self);
  SightMeeting *meeting = window != NULL ? sight_window_get_meeting (window) : NULL;
  SightCallStatistics *statistics = meeting != NULL ? sight_meeting_get_statistics (meeting) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  if (statistics == NULL || sight_meeting_get_phase (meeting) != SIGHT_MEETING_LIVE)
    return refuse (command_line);

  sight_call_statistics_write_json (statistics, text);
  g_application_command_line_print (command_line, "%s", text->str);

  return 0;
}

static int
control (SightApplication        *self,
         GApplicationCommandLine *command_line,
         const char              *action)
{
  if (!g_action_group_get_action_enabled (G_ACTION_GROUP (self), action))
    return refuse (command_line);

  g_action_group_activate_action (G_ACTION_GROUP (self), action, NULL);

  return 0;
}

static const char *
find_link (GVariantDict  *options,
           const char   **remaining)
{
  const char *link = NULL;

  if (g_variant_dict_lookup (options, "join", "&s", &link))
    return link;

  return remaining != NULL ? remaining[0] : NULL;
}

static gboolean
choose_server (SightApplication        *self,
               GApplicationCommandLine *command_line,
               const char              *text)
{
  g_autofree char *server = sight_server_address_complete (text);
  g_autoptr(GError) error = NULL;

  if (!sight_server_address_check (server, &error))
    {
      g_application_command_line_printerr (command_line, "%s\n", _(error->message));
      return FALSE;
    }

  g_settings_set_string (sight_application_get_settings (self), "server-url", server);

  return TRUE;
}

static gboolean
on_join_idle (gpointer meeting)
{
  g_autofree char *name = sight_call_settings_get_name (sight_application_get_settings (sight_application_get_default ()));

  sight_meeting_join (meeting, name);

  return G_SOURCE_REMOVE;
}

/* Tests go straight through the lobby, but see it. */
static void
open_link (SightApplication *self,
           GVariantDict     *options,
           const char       *link)
{
  SightWindow *window;
  SightMeeting *meeting;

  sight_application_open_text (self, link);
  window = sight_application_find_window (self);
  meeting = window != NULL ? sight_window_get_meeting (window) : NULL;
  if (meeting == NULL || sight_meeting_get_phase (meeting) != SIGHT_MEETING_LOBBY)
    return;

  if (g_variant_dict_contains (options, "muted"))
    sight_capture_set_on (sight_meeting_get_capture (meeting), SIGHT_LINE_MICROPHONE, FALSE);
  if (sight_meeting_is_test ())
    g_idle_add_full (G_PRIORITY_LOW, on_join_idle, g_object_ref (meeting), g_object_unref);
}

int
sight_application_run_command (SightApplication        *self,
                               GApplicationCommandLine *command_line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_autofree const char **remaining = NULL;
  const char *server = NULL;
  const char *link;

  if (g_variant_dict_lookup (options, "server", "&s", &server) && !choose_server (self, command_line, server))
    return 2;
  if (g_variant_dict_contains (options, "stats"))
    return print_statistics (self, command_line);
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    if (g_variant_dict_contains (options, controls[i].option))
      return control (self, command_line, controls[i].action);

  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&s", &remaining);
  link = find_link (options, remaining);
  if (link != NULL)
    open_link (self, options, link);
  else
    g_application_activate (G_APPLICATION (self));

  return 0;
}
