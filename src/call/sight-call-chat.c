/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-call-private.h"

/* The conversation of the call: over the data channel where one plays, through
 * the server else.
 */

static void
update_deadline (SightCall *self)
{
  sight_deadline_set (self->chat_deadline, sight_chat_get_deadline (self->chat));
}

static void
on_deadline (gpointer user_data)
{
  SightCall *self = user_data;

  sight_chat_tick (self->chat, g_get_monotonic_time ());
  update_deadline (self);
}

/* It may be lost: the conversation says it again. */
static void
on_chat_send (gpointer               data,
              const SightId         *peer,
              SightChatPath          path,
              const SightChatFields *fields)
{
  SightCall *self = data;
  SightParticipant *participant = sight_call_find (self, peer);
  SightSealedMessage sealed = { .kind = fields->text != NULL ? SIGHT_SEALED_CHAT : SIGHT_SEALED_CHAT_ACK };
  SightControlMessage control = { .kind = fields->text != NULL ? SIGHT_CONTROL_CHAT : SIGHT_CONTROL_CHAT_ACK };

  if (participant == NULL)
    return;

  sealed.chat = control.chat = *fields;
  if (path == SIGHT_CHAT_PATH_CHANNEL)
    sight_participant_say_control (participant, &control);
  else
    sight_call_say (self, peer, &sealed);
}

void
sight_call_chat_init (SightCall *self)
{
  self->chat = sight_chat_new (on_chat_send, self);
  self->chat_deadline = sight_deadline_new (on_deadline, self);
}

void
sight_call_chat_path (SightCall        *self,
                      SightParticipant *participant,
                      SightChatPath     path,
                      gboolean          is_up)
{
  const SightId *id = sight_participant_get_id (participant);
  gint64 now = g_get_monotonic_time ();

  if (is_up)
    sight_chat_path_up (self->chat, id, path, now);
  else
    sight_chat_path_down (self->chat, id, path, now);
  update_deadline (self);
}

void
sight_call_chat_receive (SightCall             *self,
                         SightParticipant      *participant,
                         SightChatPath          path,
                         const SightChatFields *fields)
{
  sight_chat_received (self->chat, sight_participant_get_id (participant), path, fields, g_get_monotonic_time ());
  update_deadline (self);
}

GListModel *
sight_call_get_chat (SightCall *self)
{
  g_return_val_if_fail (SIGHT_IS_CALL (self), NULL);

  return G_LIST_MODEL (self->chat);
}

gboolean
sight_call_say_chat (SightCall   *self,
                     const char  *text,
                     GError     **error)
{
  SightChatMessage *message;

  g_return_val_if_fail (SIGHT_IS_CALL (self), FALSE);

  message = sight_chat_say (self->chat, text, g_get_real_time () / 1000, g_get_monotonic_time (), error);
  update_deadline (self);

  return message != NULL;
}
