/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-application-private.h"

#include <glib/gi18n.h>

#include "app/sight-preferences.h"
#include "sight-build-config.h"

static const char *window_controls[][2] = {
  { "toggle-microphone", "call.microphone" },
  { "toggle-camera", "call.camera" },
  { "hang-up", "call.hang-up" },
};

static const struct
{
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question" } },
  { "win.start-call", { "<Control>n" } },
  { "window.close", { "<Control>w" } },
};

static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));

  /* What they are in is left, and then they are gone. */
  for (GList *i = windows; i != NULL; i = i->next)
    gtk_window_close (GTK_WINDOW (i->data));
  g_list_free (windows);
}

static void
on_join (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  sight_application_open_text (user_data, g_variant_get_string (parameter, NULL));
}

static void
on_new_call (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  SightWindow *window;

  g_application_activate (G_APPLICATION (user_data));
  window = sight_application_find_window (user_data);
  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.start-call", NULL);
}

/* Those that are open, or NULL. */
static GtkWindow *
find_preferences (void)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *link = windows; link != NULL; link = link->next)
    if (SIGHT_IS_PREFERENCES (link->data))
      return link->data;

  return NULL;
}

static void
show_preferences (SightApplication *self,
                  const char       *page)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkWindow *preferences = find_preferences ();

  if (preferences == NULL)
    preferences = sight_preferences_new (parent, sight_application_get_settings (self), page);
  else if (page != NULL && *page != '\0')
    adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), page);

  gtk_window_present (preferences);
}

static void
on_preferences (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  show_preferences (user_data, NULL);
}

static void
on_preferences_page (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  show_preferences (user_data, g_variant_get_string (parameter, NULL));
}

static void
on_shortcuts (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource ("/app/sightline/Sightline/sight-shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, gtk_application_get_active_window (GTK_APPLICATION (user_data)));
  gtk_window_present (shortcuts);
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  const char *developers[] = { "The Sightline developers", NULL };

  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                         "application-name", _("Sightline"),
                         "application-icon", SIGHT_APP_ID,
                         "version", SIGHT_VERSION,
                         "comments", _("Call people by sharing a link. Sound and picture go straight from one computer to the other, encrypted."),
                         "developer-name", _("The Sightline developers"),
                         "developers", developers,
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: your name, and those of who translated before you */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

/* To the window, whose action it is: this one is for D-Bus, the command line and
 * notifications, which know no window.
 */
static void
on_window_control (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  SightWindow *window = sight_application_find_window (user_data);

  for (guint i = 0; window != NULL && i < G_N_ELEMENTS (window_controls); i++)
    if (g_str_equal (window_controls[i][0], g_action_get_name (G_ACTION (action))))
      gtk_widget_activate_action (GTK_WIDGET (window), window_controls[i][1], NULL);
}

static void
on_show_chat (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  SightWindow *window = sight_application_find_window (user_data);

  if (window == NULL)
    return;

  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-panel", "s", "chat");
}

/* "admit" and "refuse", of the notification about someone at the door. */
static void
on_answer_knock (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  SightWindow *window = sight_application_find_window (user_data);
  SightMeeting *meeting = window != NULL ? sight_window_get_meeting (window) : NULL;
  SightCall *call = meeting != NULL ? sight_meeting_get_call (meeting) : NULL;
  gsize length;
  const char *text = g_variant_get_string (parameter, &length);
  SightId id;

  if (call != NULL && sight_id_parse (&id, text, length))
    sight_call_answer_knock (call, &id, g_str_equal (g_action_get_name (G_ACTION (action)), "admit"));
}

static const GActionEntry entries[] = {
  { .name = "quit", .activate = on_quit },
  { .name = "join", .activate = on_join, .parameter_type = "s" },
  { .name = "new-call", .activate = on_new_call },
  { .name = "preferences", .activate = on_preferences },
  { .name = "preferences-page", .activate = on_preferences_page, .parameter_type = "s" },
  { .name = "shortcuts", .activate = on_shortcuts },
  { .name = "about", .activate = on_about },
  { .name = "toggle-microphone", .activate = on_window_control },
  { .name = "toggle-camera", .activate = on_window_control },
  { .name = "hang-up", .activate = on_window_control },
  { .name = "show-chat", .activate = on_show_chat },
  { .name = "admit", .activate = on_answer_knock, .parameter_type = "s" },
  { .name = "refuse", .activate = on_answer_knock, .parameter_type = "s" },
};

void
sight_application_add_actions (SightApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action, (const char **) accelerators[i].keys);
}
