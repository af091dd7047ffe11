/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-visit-log.h"

#include "call/sight-participant.h"

/* More make no title. */
#define NAMES_MAX 5

struct _SightVisitLog
{
  GObject        parent_instance;

  SightRecents  *recents;
  SightRoomLink *link;
  GListModel    *participants;
  GPtrArray     *names;         /* of char *, in the order in which they came */
};

G_DEFINE_FINAL_TYPE (SightVisitLog, sight_visit_log, G_TYPE_OBJECT)

static void
sight_visit_log_dispose (GObject *object)
{
  SightVisitLog *self = SIGHT_VISIT_LOG (object);

  g_clear_object (&self->recents);
  g_clear_object (&self->participants);
  g_clear_pointer (&self->link, sight_room_link_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);

  G_OBJECT_CLASS (sight_visit_log_parent_class)->dispose (object);
}

static void
sight_visit_log_class_init (SightVisitLogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_visit_log_dispose;
}

static void
sight_visit_log_init (SightVisitLog *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
}

static void
write_down (SightVisitLog *self)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;
  g_autofree char *people = NULL;

  for (guint i = 0; i < self->names->len; i++)
    g_strv_builder_add (names, g_ptr_array_index (self->names, i));
  list = g_strv_builder_end (names);
  people = g_strjoinv (", ", list);
  sight_recents_set_people (self->recents, self->link, people);
}

static void
on_name_changed (SightVisitLog    *self,
                 GParamSpec       *pspec,
                 SightParticipant *participant)
{
  const char *name = sight_participant_get_name (participant);

  if (name == NULL || *name == '\0' || self->names->len == NAMES_MAX ||
      g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, NULL))
    return;

  g_ptr_array_add (self->names, g_strdup (name));
  write_down (self);
}

static void
on_items_changed (SightVisitLog *self,
                  guint          position,
                  guint          removed,
                  guint          added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (self->participants, i);

      g_signal_connect_object (participant, "notify::name", G_CALLBACK (on_name_changed), self, G_CONNECT_SWAPPED);
      on_name_changed (self, NULL, participant);
    }
}

SightVisitLog *
sight_visit_log_new (SightRecents        *recents,
                     const SightRoomLink *link,
                     GListModel          *participants,
                     gint64               when)
{
  SightVisitLog *self = g_object_new (SIGHT_TYPE_VISIT_LOG, NULL);

  self->recents = g_object_ref (recents);
  self->link = sight_room_link_copy (link);
  self->participants = g_object_ref (participants);
  sight_recents_add (recents, link, when);
  g_signal_connect_object (participants, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (participants));

  return self;
}
