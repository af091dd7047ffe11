/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-person-row.h"

#include <glib/gi18n.h>

#include "app/sight-person-words.h"
#include "app/sight-verify-window.h"
#include "app/sight-volume-row.h"

struct _SightPersonRow
{
  AdwExpanderRow    parent_instance;

  SightCall        *call;
  SightParticipant *participant;

  AdwAvatar        *avatar;
  GtkWidget        *hand;
  GtkWidget        *verified;
  GtkWidget        *microphone;
  GtkWidget        *camera;
  SightVolumeRow   *volume;
  AdwActionRow     *verify;
  GtkWidget        *remove;
};

G_DEFINE_FINAL_TYPE (SightPersonRow, sight_person_row, ADW_TYPE_EXPANDER_ROW)

static const char *
describe_verification (SightParticipant *participant)
{
  switch (sight_participant_get_verifying (participant))
    {
    case SIGHT_VERIFYING_CONFIRMED:
      return _("You compared the emoji: nobody is between you");

    case SIGHT_VERIFYING_FAILED:
      return _("The emoji did not match");

    case SIGHT_VERIFYING_COMPARE:
      return sight_participant_get_peer_confirmed (participant)
               ? _("They say that the emoji match: compare them too")
               : _("Compare seven emoji to be sure that nobody is between you");

    case SIGHT_VERIFYING:
    default:
      return _("Possible as soon as you are connected");
    }
}

static void
update_marks (SightPersonRow *self)
{
  gboolean is_live = sight_participant_get_state (self->participant) == SIGHT_PAIR_LIVE;
  gboolean has_hand;

  g_object_get (self->participant, "hand", &has_hand, NULL);
  gtk_widget_set_visible (self->hand, has_hand);
  gtk_widget_set_visible (self->verified,
                          sight_participant_get_verifying (self->participant) == SIGHT_VERIFYING_CONFIRMED);
  gtk_widget_set_visible (self->microphone,
                          is_live && !sight_participant_sends (self->participant, SIGHT_LINE_MICROPHONE));
  gtk_widget_set_visible (self->camera, is_live && !sight_participant_sends (self->participant, SIGHT_LINE_CAMERA));
}

static void
update (SightPersonRow *self)
{
  const char *name = sight_person_get_name (self->participant);
  g_autofree char *words = sight_person_describe (self->participant);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), words);
  adw_avatar_set_text (self->avatar, name);
  adw_action_row_set_subtitle (self->verify, describe_verification (self->participant));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "person.verify", sight_participant_is_there (self->participant));
  update_marks (self);
}

static void
update_host (SightPersonRow *self)
{
  gtk_widget_set_visible (self->remove, sight_call_is_host (self->call));
}

static void
on_verify (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (GTK_WINDOW (sight_verify_window_new (window, SIGHT_PERSON_ROW (widget)->participant)));
}

static void
on_remove_response (SightPersonRow *self,
                    const char     *response)
{
  if (g_str_equal (response, "remove"))
    sight_call_remove (self->call, self->participant);
}

static void
on_remove (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  SightPersonRow *self = SIGHT_PERSON_ROW (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), NULL, NULL);

  /* Translators: %s is a name */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Remove %s?"),
                                     sight_person_get_name (self->participant));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _("Who has the link can come back, unless you lock the room."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sight_person_row_dispose (GObject *object)
{
  SightPersonRow *self = SIGHT_PERSON_ROW (object);

  if (self->participant != NULL)
    g_signal_handlers_disconnect_by_data (self->participant, self);
  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_object (&self->participant);
  g_clear_object (&self->call);

  G_OBJECT_CLASS (sight_person_row_parent_class)->dispose (object);
}

static void
sight_person_row_class_init (SightPersonRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_person_row_dispose;

  g_type_ensure (SIGHT_TYPE_VOLUME_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-person-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SightPersonRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, SightPersonRow, hand);
  gtk_widget_class_bind_template_child (widget_class, SightPersonRow, verified);
  gtk_widget_class_bind_template_child (widget_class, SightPersonRow, microphone);
  gtk_widget_class_bind_template_child (widget_class, SightPersonRow, camera);
  gtk_widget_class_bind_template_child (widget_class, SightPersonRow, volume);
  gtk_widget_class_bind_template_child (widget_class, SightPersonRow, verify);
  gtk_widget_class_bind_template_child (widget_class, SightPersonRow, remove);
  gtk_widget_class_install_action (widget_class, "person.verify", NULL, on_verify);
  gtk_widget_class_install_action (widget_class, "person.remove", NULL, on_remove);
}

static void
sight_person_row_init (SightPersonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sight_person_row_new (SightMeeting     *meeting,
                      SightParticipant *participant)
{
  SightPersonRow *self = g_object_new (SIGHT_TYPE_PERSON_ROW, NULL);

  self->call = g_object_ref (sight_meeting_get_call (meeting));
  self->participant = g_object_ref (participant);
  g_signal_connect_object (participant, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "notify::is-host", G_CALLBACK (update_host), self, G_CONNECT_SWAPPED);
  sight_volume_row_set_participant (self->volume, meeting, participant);
  update (self);
  update_host (self);

  return GTK_WIDGET (self);
}
