/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-lobby-page.h"

#include <glib/gi18n.h>

#include "app/sight-application.h"
#include "app/sight-call-settings.h"
#include "app/sight-control-bar.h"
#include "app/sight-link-reading.h"
#include "app/sight-lobby-notices.h"
#include "app/sight-lobby-preview.h"
#include "app/sight-lobby-words.h"
#include "protocol/sight-name.h"

struct _SightLobbyPage
{
  SightPage           parent_instance;

  char               *locked;  /* the link of the room that was found locked last, or NULL */

  AdwWindowTitle     *title;
  SightLobbyPreview  *preview;
  GtkStack           *stack;
  GtkEditable        *name;
  GtkButton          *join;
  GtkSpinner         *spinner;
  GtkLabel           *waiting;
};

G_DEFINE_FINAL_TYPE (SightLobbyPage, sight_lobby_page, SIGHT_TYPE_PAGE)

static GSettings *
get_settings (void)
{
  return sight_application_get_settings (sight_application_get_default ());
}

static gboolean
works (SightCapture *capture,
       SightLine     line)
{
  return sight_capture_is_on (capture, line) && sight_capture_get_error (capture, line) == NULL;
}

static gboolean
is_known_to_be_locked (SightLobbyPage *self,
                       SightMeeting   *meeting)
{
  g_autofree char *link = sight_room_link_to_string (sight_meeting_get_link (meeting));

  return g_strcmp0 (link, self->locked) == 0;
}

static void
update_join (SightLobbyPage *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  SightCapture *capture = sight_meeting_get_capture (meeting);

  gtk_button_set_label (self->join, sight_lobby_words_for_join (works (capture, SIGHT_LINE_MICROPHONE),
                                                                works (capture, SIGHT_LINE_CAMERA),
                                                                is_known_to_be_locked (self, meeting)));
}

static void
update_phase (SightLobbyPage *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  SightMeetingPhase phase = sight_meeting_get_phase (meeting);
  gboolean waits = phase == SIGHT_MEETING_JOINING || phase == SIGHT_MEETING_WAITING;

  if (phase == SIGHT_MEETING_WAITING)
    {
      g_free (self->locked);
      self->locked = sight_room_link_to_string (sight_meeting_get_link (meeting));
    }
  gtk_label_set_label (self->waiting, phase == SIGHT_MEETING_WAITING
                                      ? _("The room is locked. The host was asked to let you in.") : _("Joining…"));
  gtk_spinner_set_spinning (self->spinner, waits);
  gtk_stack_set_visible_child_name (self->stack, waits ? "wait" : "form");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "lobby.join", phase == SIGHT_MEETING_LOBBY);
}

/* The name */

static void
on_name_changed (SightLobbyPage *self)
{
  sight_lobby_preview_set_name (self->preview, gtk_editable_get_text (self->name));
}

static void
on_name_activated (SightLobbyPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "lobby.join", NULL);
}

/* As it will be shown; where nothing is left of it, the account has one. */
static char *
take_name (SightLobbyPage *self)
{
  g_autofree char *name = sight_name_clean (gtk_editable_get_text (self->name));
  g_autofree char *known = sight_call_settings_get_name (get_settings ());

  if (g_strcmp0 (name, known) != 0)
    g_settings_set_string (get_settings (), "display-name", name);

  return sight_call_settings_get_name (get_settings ());
}

static void
on_join (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  SightLobbyPage *self = SIGHT_LOBBY_PAGE (widget);
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  g_autofree char *name = NULL;

  if (meeting == NULL)
    return;

  name = take_name (self);
  sight_meeting_join (meeting, name);
}

/* Meetings */

static void
leave_meeting (SightLobbyPage *self,
               SightMeeting   *meeting)
{
  g_signal_handlers_disconnect_by_data (meeting, self);
  g_signal_handlers_disconnect_by_data (sight_meeting_get_capture (meeting), self);
  sight_lobby_preview_set_capture (self->preview, NULL);
}

static void
follow_meeting (SightLobbyPage *self,
                SightMeeting   *meeting)
{
  const SightRoomLink *link = sight_meeting_get_link (meeting);
  g_autofree char *room = sight_link_reading_to_room (link);
  g_autofree char *host = sight_link_reading_to_host (link);
  g_autofree char *name = sight_call_settings_get_name (get_settings ());

  adw_window_title_set_title (self->title, room);
  adw_window_title_set_subtitle (self->title, host);
  gtk_editable_set_text (self->name, name);
  sight_lobby_preview_set_capture (self->preview, sight_meeting_get_capture (meeting));
  g_signal_connect_object (meeting, "notify::phase", G_CALLBACK (update_phase), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sight_meeting_get_capture (meeting), "changed",
                           G_CALLBACK (update_join), self, G_CONNECT_SWAPPED);
  update_join (self);
  update_phase (self);
}

static void
sight_lobby_page_meeting_changed (SightPage    *page,
                                  SightMeeting *old)
{
  SightLobbyPage *self = SIGHT_LOBBY_PAGE (page);
  SightMeeting *meeting = sight_page_get_meeting (page);

  if (old != NULL)
    leave_meeting (self, old);
  if (meeting != NULL)
    follow_meeting (self, meeting);
}

/* To join is what one came for; a click into the picture is not needed. */
static void
sight_lobby_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sight_lobby_page_parent_class)->map (widget);

  gtk_widget_grab_focus (GTK_WIDGET (SIGHT_LOBBY_PAGE (widget)->join));
}

static void
sight_lobby_page_dispose (GObject *object)
{
  sight_page_set_meeting (SIGHT_PAGE (object), NULL);

  G_OBJECT_CLASS (sight_lobby_page_parent_class)->dispose (object);
}

static void
sight_lobby_page_finalize (GObject *object)
{
  g_free (SIGHT_LOBBY_PAGE (object)->locked);

  G_OBJECT_CLASS (sight_lobby_page_parent_class)->finalize (object);
}

static void
sight_lobby_page_class_init (SightLobbyPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sight_lobby_page_dispose;
  object_class->finalize = sight_lobby_page_finalize;
  widget_class->map = sight_lobby_page_map;
  SIGHT_PAGE_CLASS (klass)->meeting_changed = sight_lobby_page_meeting_changed;

  g_type_ensure (SIGHT_TYPE_CONTROL_BAR);
  g_type_ensure (SIGHT_TYPE_LOBBY_NOTICES);
  g_type_ensure (SIGHT_TYPE_LOBBY_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-lobby-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPage, title);
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPage, preview);
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPage, name);
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPage, join);
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPage, waiting);
  gtk_widget_class_bind_template_callback (widget_class, on_name_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_install_action (widget_class, "lobby.join", NULL, on_join);
}

static void
sight_lobby_page_init (SightLobbyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
