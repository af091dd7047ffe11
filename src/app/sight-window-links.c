/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-window-private.h"

#include <glib/gi18n.h>

#include "app/sight-application.h"
#include "app/sight-link-dialog.h"
#include "app/sight-link-reading.h"

static char *
get_server (void)
{
  return g_settings_get_string (sight_application_get_settings (sight_application_get_default ()), "server-url");
}

static void
complain (SightWindow *self,
          const char  *heading,
          const char  *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
is_in_call (SightWindow *self)
{
  SightMeeting *meeting = sight_window_get_meeting (self);

  if (meeting == NULL)
    return FALSE;

  switch (sight_meeting_get_phase (meeting))
    {
    case SIGHT_MEETING_JOINING:
    case SIGHT_MEETING_WAITING:
    case SIGHT_MEETING_LIVE:
      return TRUE;

    case SIGHT_MEETING_LOBBY:
    case SIGHT_MEETING_ENDED:
    default:
      return FALSE;
    }
}

static gboolean
is_here (SightWindow         *self,
         const SightRoomLink *link)
{
  SightMeeting *meeting = sight_window_get_meeting (self);
  const SightRoomLink *here = meeting != NULL ? sight_meeting_get_link (meeting) : NULL;

  return here != NULL && here->port == link->port && g_str_equal (here->host, link->host) && g_str_equal (here->code, link->code);
}

static void
on_answered (AdwMessageDialog *dialog,
             const char       *response,
             SightWindow      *self)
{
  const SightRoomLink *link = g_object_get_data (G_OBJECT (dialog), "sight-link");

  if (g_str_equal (response, "leave"))
    sight_window_open_link (self, link);
}

static void
ask_to_leave (SightWindow         *self,
              const SightRoomLink *link)
{
  g_autofree char *room = sight_link_reading_to_room (link);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Leave This Call?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _("You are in a call. To go to the room %s, you leave it."), room);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _("_Stay"), "leave", _("_Leave and Go"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "leave", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_object_set_data_full (G_OBJECT (dialog), "sight-link", sight_room_link_copy (link), (GDestroyNotify) sight_room_link_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
sight_window_offer_link (SightWindow         *self,
                         const SightRoomLink *link)
{
  if (!is_in_call (self))
    sight_window_open_link (self, link);
  else if (!is_here (self, link))
    ask_to_leave (self, link);
}

void
sight_window_offer_text (SightWindow *self,
                         const char  *text)
{
  g_autofree char *server = get_server ();
  g_autoptr(SightLinkReading) reading = sight_link_reading_new (text, server);

  if (reading->link != NULL)
    sight_window_offer_link (self, reading->link);
  else if (reading->sentence != NULL)
    complain (self, _("This Leads to No Call"), reading->sentence);
}

static void
on_open_link (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  sight_window_offer_text (SIGHT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static SightRoomLink *
make_link (GError **error)
{
  g_autofree char *server = get_server ();
  char *code = sight_room_code_make (error);
  SightRoomLink *link = code != NULL ? sight_room_link_parse (code, server, error) : NULL;

  sight_room_code_free (code);

  return link;
}

static void
on_start_call (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  g_autofree char *server = get_server ();
  g_autoptr(GError) error = NULL;
  g_autoptr(SightRoomLink) link = NULL;

  if (*server == '\0')
    {
      gtk_widget_activate_action (widget, "app.preferences-page", "s", "server");
      return;
    }

  link = make_link (&error);
  if (link != NULL)
    gtk_window_present (sight_link_dialog_new (GTK_WINDOW (widget), link, TRUE));
  else
    complain (SIGHT_WINDOW (widget), _("No Link Could Be Made"), _(error->message));
}

static void
on_show_link (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  SightMeeting *meeting = sight_window_get_meeting (SIGHT_WINDOW (widget));

  if (meeting != NULL)
    gtk_window_present (sight_link_dialog_new (GTK_WINDOW (widget), sight_meeting_get_link (meeting), FALSE));
}

void
sight_window_install_link_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.start-call", NULL, on_start_call);
  gtk_widget_class_install_action (widget_class, "win.open-link", "s", on_open_link);
  gtk_widget_class_install_action (widget_class, "win.show-link", NULL, on_show_link);
}
