/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-lobby-notices.h"

#include <glib/gi18n.h>

#include "app/sight-level-watch.h"
#include "media/sight-parts.h"

#define ICON_SIZE 16

typedef enum
{
  NOTICE_PARTS,
  NOTICE_SERVER,
  NOTICE_CAMERA,
  NOTICE_MICROPHONE,
  NOTICE_SILENCE,
  NOTICE_SPEAKER,
  N_NOTICES
} Notice;

typedef struct
{
  GtkWidget *row;
  GtkLabel  *label;
  GtkWidget *retry; /* or NULL */
} Row;

struct _SightLobbyNotices
{
  SightPage        parent_instance;

  GtkWidget       *box;
  Row              rows[N_NOTICES];
  SightLevelWatch  watch;
};

G_DEFINE_FINAL_TYPE (SightLobbyNotices, sight_lobby_notices, SIGHT_TYPE_PAGE)

static void
show (SightLobbyNotices *self,
      Notice             notice,
      const char        *text)
{
  const Row *row = &self->rows[notice];

  if (text != NULL)
    gtk_label_set_label (row->label, text);
  gtk_widget_set_visible (row->row, text != NULL);
}

static void
show_error (SightLobbyNotices *self,
            Notice             notice,
            const GError      *error)
{
  show (self, notice, error != NULL ? error->message : NULL);
  /* What is done elsewhere is noticed by itself. */
  if (self->rows[notice].retry != NULL)
    gtk_widget_set_visible (self->rows[notice].retry,
                            !g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NO_SOUND) &&
                            !g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MUTED));
}

static void
update (SightLobbyNotices *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  SightCapture *capture = sight_meeting_get_capture (meeting);

  const GError *microphone = sight_capture_get_error (capture, SIGHT_LINE_MICROPHONE);
  const GError *speaker = sight_capture_get_speaker_error (capture);

  show_error (self, NOTICE_SERVER, sight_meeting_get_server_error (meeting));
  show_error (self, NOTICE_CAMERA, sight_capture_get_error (capture, SIGHT_LINE_CAMERA));
  show_error (self, NOTICE_MICROPHONE, microphone);
  /* One sentence is enough for both. */
  if (microphone != NULL && speaker != NULL && microphone->code == speaker->code &&
      microphone->code == SIGHT_MEDIA_ERROR_NO_SOUND)
    speaker = NULL;
  show_error (self, NOTICE_SPEAKER, speaker);
}

static gboolean
is_listening (SightCapture *capture)
{
  return sight_capture_is_on (capture, SIGHT_LINE_MICROPHONE) &&
         sight_capture_get_source (capture, SIGHT_LINE_MICROPHONE) != NULL;
}

static void
on_level (SightLobbyNotices *self,
          GParamSpec        *pspec,
          SightAudioDevices *devices)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  gint64 now = g_get_monotonic_time ();
  gboolean is_silent;
  double level;

  if (meeting == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  g_object_get (devices, "level", &level, NULL);
  if (!is_listening (sight_meeting_get_capture (meeting)))
    sight_level_watch_init (&self->watch, now);
  sight_level_watch_update (&self->watch, level, now);
  is_silent = sight_level_watch_is_silent (&self->watch, now);
  if (is_silent != gtk_widget_get_visible (self->rows[NOTICE_SILENCE].row))
    show (self, NOTICE_SILENCE,
          is_silent ? _("We can’t hear you. Say something; if this stays, choose another microphone.") : NULL);
}

/* Meetings */

static void
leave_meeting (SightLobbyNotices *self,
               SightMeeting      *meeting)
{
  SightCapture *capture = sight_meeting_get_capture (meeting);
  SightAudioDevices *devices = sight_capture_get_devices (capture);

  g_signal_handlers_disconnect_by_data (meeting, self);
  g_signal_handlers_disconnect_by_data (capture, self);
  if (devices != NULL)
    g_signal_handlers_disconnect_by_data (devices, self);
  for (guint i = 0; i < N_NOTICES; i++)
    show (self, i, NULL);
}

static void
follow_meeting (SightLobbyNotices *self,
                SightMeeting      *meeting)
{
  SightCapture *capture = sight_meeting_get_capture (meeting);
  SightAudioDevices *devices = sight_capture_get_devices (capture);
  g_autofree char *missing = sight_parts_describe_missing ();

  show (self, NOTICE_PARTS, missing);
  sight_level_watch_init (&self->watch, g_get_monotonic_time ());
  g_signal_connect_object (meeting, "notify::server-error", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (meeting, "notify::phase", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (capture, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (capture, "speaker-failed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (devices != NULL)
    g_signal_connect_object (devices, "notify::level", G_CALLBACK (on_level), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
sight_lobby_notices_meeting_changed (SightPage    *page,
                                     SightMeeting *old)
{
  SightLobbyNotices *self = SIGHT_LOBBY_NOTICES (page);
  SightMeeting *meeting = sight_page_get_meeting (page);

  if (old != NULL)
    leave_meeting (self, old);
  if (meeting != NULL)
    follow_meeting (self, meeting);
}

/* Rows */

static void
retry (SightLobbyNotices *self,
       SightLine          line)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));

  if (meeting != NULL)
    sight_capture_set_on (sight_meeting_get_capture (meeting), line, TRUE);
}

static void
on_retry_camera (SightLobbyNotices *self)
{
  retry (self, SIGHT_LINE_CAMERA);
}

static void
on_retry_microphone (SightLobbyNotices *self)
{
  retry (self, SIGHT_LINE_MICROPHONE);
}

static void
add_button (SightLobbyNotices *self,
            Notice             notice,
            GCallback          callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Try Again"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->rows[notice].row), button);
  self->rows[notice].retry = button;
}

static void
add_row (SightLobbyNotices *self,
         Notice             notice)
{
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "spacing", 12, "visible", FALSE,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "dialog-warning-symbolic",
                                  /* Of its own it measures one pixel more beside what wraps. */
                                  "width-request", ICON_SIZE, "height-request", ICON_SIZE,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0, "hexpand", TRUE, NULL);

  gtk_widget_add_css_class (row, "notice");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (self->box), row);
  self->rows[notice] = (Row) { .row = row, .label = GTK_LABEL (label) };
}

static void
sight_lobby_notices_dispose (GObject *object)
{
  sight_page_set_meeting (SIGHT_PAGE (object), NULL);

  G_OBJECT_CLASS (sight_lobby_notices_parent_class)->dispose (object);
}

static void
sight_lobby_notices_class_init (SightLobbyNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_lobby_notices_dispose;
  SIGHT_PAGE_CLASS (klass)->meeting_changed = sight_lobby_notices_meeting_changed;
}

static void
sight_lobby_notices_init (SightLobbyNotices *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  for (guint i = 0; i < N_NOTICES; i++)
    add_row (self, i);
  add_button (self, NOTICE_CAMERA, G_CALLBACK (on_retry_camera));
  add_button (self, NOTICE_MICROPHONE, G_CALLBACK (on_retry_microphone));
}
