/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-call-notifier.h"

#include <glib/gi18n.h>

#include "app/sight-door.h"
#include "call/sight-chat-message.h"
#include "protocol/sight-name.h"

#define BODY_MAX 200 /* code points */
#define MESSAGE  "message"

struct _SightCallNotifier
{
  GObject     parent_instance;

  GtkWindow  *window;     /* ours, and longer there than we are */
  GSettings  *settings;
  SightCall  *call;
  SightDoor  *door;
  GPtrArray  *knocks;     /* of char *, the notifications that are shown */
  gboolean    has_message;
};

G_DEFINE_FINAL_TYPE (SightCallNotifier, sight_call_notifier, G_TYPE_OBJECT)

static gboolean
is_wanted (SightCallNotifier *self)
{
  return self->window != NULL && !gtk_window_is_active (self->window) && g_settings_get_boolean (self->settings, "notifications");
}

static char *
name_knock (const SightId *id)
{
  return g_strdup_printf ("knock-%s", id->text);
}

static void
withdraw_message (SightCallNotifier *self)
{
  if (self->has_message)
    g_application_withdraw_notification (g_application_get_default (), MESSAGE);
  self->has_message = FALSE;
}

static void
withdraw_knocks (SightCallNotifier *self)
{
  for (guint i = 0; i < self->knocks->len; i++)
    g_application_withdraw_notification (g_application_get_default (), g_ptr_array_index (self->knocks, i));
  g_ptr_array_set_size (self->knocks, 0);
}

/* Messages */

static void
tell_message (SightCallNotifier *self,
              SightChatMessage  *message)
{
  SightParticipant *sender = sight_call_find (self->call, sight_chat_message_get_sender (message));
  const char *name = sender != NULL ? sight_participant_get_name (sender) : NULL;
  g_autoptr(GNotification) notification = g_notification_new (name != NULL && *name != '\0' ? name : _("Someone in the call"));
  g_autofree char *body = sight_name_clean_to (sight_chat_message_get_text (message), BODY_MAX);

  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "im.received");
  g_notification_set_default_action (notification, "app.show-chat");
  g_application_send_notification (g_application_get_default (), MESSAGE, notification);
  self->has_message = TRUE;
}

static void
on_chat_changed (SightCallNotifier *self,
                 guint              position,
                 guint              removed,
                 guint              added,
                 GListModel        *chat)
{
  /* Only what is new: the last of it takes the place of what is shown. */
  if (added == 0 || removed > 0 || !is_wanted (self))
    return;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(SightChatMessage) message = g_list_model_get_item (chat, i);

      if (sight_chat_message_get_sender (message) != NULL)
        tell_message (self, message);
    }
}

/* The door */

static void
tell_knock (SightCallNotifier *self,
            SightKnock        *knock)
{
  const SightId *id = sight_knock_get_id (knock);
  const char *name = sight_knock_get_name (knock);
  g_autofree char *title = name != NULL && *name != '\0' ? g_strdup_printf (_("%s wants to join"), name)
                                                          : g_strdup (_("Someone wants to join"));
  g_autoptr(GNotification) notification = g_notification_new (title);
  char *shown = name_knock (id);

  g_notification_set_body (notification, _("The room is locked. You decide who comes in."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_add_button_with_target (notification, _("Let In"), "app.admit", "s", id->text);
  g_notification_add_button_with_target (notification, _("Refuse"), "app.refuse", "s", id->text);
  g_application_send_notification (g_application_get_default (), shown, notification);
  if (g_ptr_array_find_with_equal_func (self->knocks, shown, g_str_equal, NULL))
    g_free (shown);
  else
    g_ptr_array_add (self->knocks, shown);
}

/* The name comes a little later. */
static void
on_knock_named (SightCallNotifier *self,
                GParamSpec        *pspec,
                SightKnock        *knock)
{
  g_autofree char *name = name_knock (sight_knock_get_id (knock));

  if (g_ptr_array_find_with_equal_func (self->knocks, name, g_str_equal, NULL))
    tell_knock (self, knock);
}

static void
on_door_changed (SightCallNotifier *self,
                 guint              position,
                 guint              removed,
                 guint              added)
{
  /* Who was let in, refused or went away is told of no more: the others are
   * told again, which replaces what is shown of them.
   */
  if (removed > 0)
    {
      withdraw_knocks (self);
      added = g_list_model_get_n_items (G_LIST_MODEL (self->door));
      position = 0;
    }

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(SightKnock) knock = g_list_model_get_item (G_LIST_MODEL (self->door), i);

      g_signal_handlers_disconnect_by_func (knock, on_knock_named, self);
      g_signal_connect_object (knock, "notify::name", G_CALLBACK (on_knock_named), self, G_CONNECT_SWAPPED);
      if (is_wanted (self))
        tell_knock (self, knock);
    }
}

static void
on_active_changed (SightCallNotifier *self)
{
  if (!gtk_window_is_active (self->window))
    return;

  withdraw_message (self);
  withdraw_knocks (self);
}

static void
sight_call_notifier_dispose (GObject *object)
{
  SightCallNotifier *self = SIGHT_CALL_NOTIFIER (object);

  withdraw_message (self);
  withdraw_knocks (self);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->door);
  g_clear_object (&self->call);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sight_call_notifier_parent_class)->dispose (object);
}

static void
sight_call_notifier_finalize (GObject *object)
{
  g_ptr_array_unref (SIGHT_CALL_NOTIFIER (object)->knocks);

  G_OBJECT_CLASS (sight_call_notifier_parent_class)->finalize (object);
}

static void
sight_call_notifier_class_init (SightCallNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_call_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_call_notifier_finalize;
}

static void
sight_call_notifier_init (SightCallNotifier *self)
{
  self->knocks = g_ptr_array_new_with_free_func (g_free);
}

SightCallNotifier *
sight_call_notifier_new (GtkWindow *window,
                         GSettings *settings,
                         SightCall *call)
{
  SightCallNotifier *self = g_object_new (SIGHT_TYPE_CALL_NOTIFIER, NULL);

  g_set_weak_pointer (&self->window, window);
  self->settings = g_object_ref (settings);
  self->call = g_object_ref (call);
  self->door = sight_door_new (call);
  g_signal_connect_object (sight_call_get_chat (call), "items-changed", G_CALLBACK (on_chat_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->door, "items-changed", G_CALLBACK (on_door_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_active_changed), self, G_CONNECT_SWAPPED);

  return self;
}
