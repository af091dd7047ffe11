/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-own-row.h"

#include <glib/gi18n.h>

struct _SightOwnRow
{
  AdwActionRow   parent_instance;

  SightCall     *call;
  SightCapture  *capture;

  GtkWidget     *microphone;
  GtkWidget     *camera;
};

G_DEFINE_FINAL_TYPE (SightOwnRow, sight_own_row, ADW_TYPE_ACTION_ROW)

static void
add (GString    *words,
     gboolean    is_so,
     const char *what)
{
  if (is_so)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", what);
}

static void
update (SightOwnRow *self)
{
  gboolean speaks = sight_capture_is_on (self->capture, SIGHT_LINE_MICROPHONE);
  gboolean shows = sight_capture_is_on (self->capture, SIGHT_LINE_CAMERA);
  g_autoptr(GString) words = g_string_new (NULL);

  add (words, sight_call_is_host (self->call), _("You host this call"));
  add (words, !speaks, _("microphone off"));
  add (words, !shows, _("camera off"));
  add (words, sight_call_sends (self->call, SIGHT_LINE_SCREEN), _("shares the screen"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words->str);
  gtk_widget_set_visible (self->microphone, !speaks);
  gtk_widget_set_visible (self->camera, !shows);
}

static void
sight_own_row_dispose (GObject *object)
{
  SightOwnRow *self = SIGHT_OWN_ROW (object);

  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  if (self->capture != NULL)
    g_signal_handlers_disconnect_by_data (self->capture, self);
  g_clear_object (&self->call);
  g_clear_object (&self->capture);

  G_OBJECT_CLASS (sight_own_row_parent_class)->dispose (object);
}

static void
sight_own_row_class_init (SightOwnRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_own_row_dispose;
}

static GtkWidget *
add_mark (SightOwnRow *self,
          const char  *icon,
          const char  *tooltip)
{
  GtkWidget *mark = gtk_image_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (mark, tooltip);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), mark);

  return mark;
}

static void
sight_own_row_init (SightOwnRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("You"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), adw_avatar_new (32, NULL, FALSE));
  self->microphone = add_mark (self, "microphone-disabled-symbolic", _("Microphone off"));
  self->camera = add_mark (self, "camera-disabled-symbolic", _("Camera off"));
}

GtkWidget *
sight_own_row_new (SightMeeting *meeting)
{
  SightOwnRow *self = g_object_new (SIGHT_TYPE_OWN_ROW, NULL);

  self->call = g_object_ref (sight_meeting_get_call (meeting));
  self->capture = g_object_ref (sight_meeting_get_capture (meeting));
  g_signal_connect_object (self->call, "notify::is-host", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->capture, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
