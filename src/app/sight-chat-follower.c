/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-chat-follower.h"

#include "call/sight-participant.h"

struct _SightChatFollower
{
  SightChatStream *stream;
  GListModel      *participants;
  GPtrArray       *known;        /* of SightParticipant */
};

static void
tell_name (SightParticipant  *participant,
           GParamSpec        *pspec,
           SightChatFollower *self)
{
  sight_chat_stream_set_name (self->stream, sight_participant_get_id (participant),
                              sight_participant_get_name (participant));
}

static const char *
find_name (gpointer       data,
           const SightId *who)
{
  SightChatFollower *self = data;

  for (guint i = 0; i < self->known->len; i++)
    {
      SightParticipant *participant = g_ptr_array_index (self->known, i);

      if (sight_id_equal (sight_participant_get_id (participant), who))
        return sight_participant_get_name (participant);
    }

  return NULL;
}

static void
add (SightChatFollower *self,
     SightParticipant  *participant)
{
  g_ptr_array_add (self->known, g_object_ref (participant));
  tell_name (participant, NULL, self);
  g_signal_connect (participant, "notify::name", G_CALLBACK (tell_name), self);
  sight_chat_stream_add_files (self->stream, G_LIST_MODEL (sight_participant_get_files (participant)),
                               sight_participant_get_id (participant));
}

static void
forget (SightChatFollower *self,
        SightParticipant  *participant)
{
  g_signal_handlers_disconnect_by_data (participant, self);
  sight_chat_stream_remove_files (self->stream, G_LIST_MODEL (sight_participant_get_files (participant)));
}

static gboolean
contains (GListModel *model,
          gpointer    object)
{
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (model, i);

      if (item == object)
        return TRUE;
    }

  return FALSE;
}

/* They are few: all are looked at. */
static void
on_items_changed (SightChatFollower *self)
{
  for (guint i = self->known->len; i > 0; i--)
    {
      g_autoptr(SightParticipant) participant = g_object_ref (g_ptr_array_index (self->known, i - 1));

      if (!contains (self->participants, participant))
        {
          forget (self, participant);
          g_ptr_array_remove_index (self->known, i - 1);
        }
    }

  for (guint i = 0; i < g_list_model_get_n_items (self->participants); i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (self->participants, i);

      if (!g_ptr_array_find (self->known, participant, NULL))
        add (self, participant);
    }
}

SightChatFollower *
sight_chat_follower_new (SightChatStream *stream,
                         GListModel      *participants)
{
  SightChatFollower *self = g_new0 (SightChatFollower, 1);

  self->stream = g_object_ref (stream);
  self->participants = g_object_ref (participants);
  self->known = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (participants, "items-changed", G_CALLBACK (on_items_changed), self);
  sight_chat_stream_set_lookup (stream, find_name, self);
  on_items_changed (self);

  return self;
}

void
sight_chat_follower_free (SightChatFollower *self)
{
  g_signal_handlers_disconnect_by_data (self->participants, self);
  sight_chat_stream_set_lookup (self->stream, NULL, NULL);
  for (guint i = 0; i < self->known->len; i++)
    forget (self, g_ptr_array_index (self->known, i));

  g_ptr_array_unref (self->known);
  g_object_unref (self->participants);
  g_object_unref (self->stream);
  g_free (self);
}
