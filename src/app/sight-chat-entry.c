/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-chat-entry.h"

/* After so long without a word the name stands there again. */
#define GROUP_MS (3 * 60 * 1000)

struct _SightChatEntry
{
  GObject            parent_instance;

  SightChatMessage  *message;
  SightFileTransfer *transfer;
  GListModel        *files;
  char              *who;
  gint64             at;
  gboolean           starts_group;
};

enum {
  PROP_0,
  PROP_WHO,
  PROP_STARTS_GROUP,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightChatEntry, sight_chat_entry, G_TYPE_OBJECT)

static void
sight_chat_entry_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SightChatEntry *self = SIGHT_CHAT_ENTRY (object);

  switch (property_id)
    {
    case PROP_WHO:
      g_value_set_string (value, self->who);
      break;

    case PROP_STARTS_GROUP:
      g_value_set_boolean (value, self->starts_group);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_chat_entry_finalize (GObject *object)
{
  SightChatEntry *self = SIGHT_CHAT_ENTRY (object);

  g_clear_object (&self->message);
  g_clear_object (&self->transfer);
  g_clear_object (&self->files);
  g_free (self->who);

  G_OBJECT_CLASS (sight_chat_entry_parent_class)->finalize (object);
}

static void
sight_chat_entry_class_init (SightChatEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sight_chat_entry_get_property;
  object_class->finalize = sight_chat_entry_finalize;

  properties[PROP_WHO] = g_param_spec_string ("who", NULL, NULL, NULL, flags);
  properties[PROP_STARTS_GROUP] = g_param_spec_boolean ("starts-group", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_chat_entry_init (SightChatEntry *self)
{
  self->starts_group = TRUE;
}

SightChatEntry *
sight_chat_entry_new_message (SightChatMessage *message,
                              const char       *who,
                              gint64            at)
{
  SightChatEntry *self = g_object_new (SIGHT_TYPE_CHAT_ENTRY, NULL);

  self->message = g_object_ref (message);
  self->who = g_strdup (who);
  self->at = at;

  return self;
}

SightChatEntry *
sight_chat_entry_new_file (SightFileTransfer *transfer,
                           GListModel        *files,
                           const char        *who,
                           gint64             at)
{
  SightChatEntry *self = g_object_new (SIGHT_TYPE_CHAT_ENTRY, NULL);

  self->transfer = g_object_ref (transfer);
  self->files = g_object_ref (files);
  self->who = g_strdup (who);
  self->at = at;

  return self;
}

SightChatMessage *
sight_chat_entry_get_message (SightChatEntry *self)
{
  return self->message;
}

SightFileTransfer *
sight_chat_entry_get_transfer (SightChatEntry *self)
{
  return self->transfer;
}

GListModel *
sight_chat_entry_get_files (SightChatEntry *self)
{
  return self->files;
}

gboolean
sight_chat_entry_is_own (SightChatEntry *self)
{
  if (self->message != NULL)
    return sight_chat_message_get_sender (self->message) == NULL;

  return sight_file_transfer_is_outgoing (self->transfer);
}

gint64
sight_chat_entry_get_at (SightChatEntry *self)
{
  return self->at;
}

const char *
sight_chat_entry_get_who (SightChatEntry *self)
{
  return self->who;
}

void
sight_chat_entry_set_who (SightChatEntry *self,
                          const char     *who)
{
  if (g_strcmp0 (self->who, who) == 0)
    return;

  g_free (self->who);
  self->who = g_strdup (who);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WHO]);
}

gboolean
sight_chat_entry_starts_group (SightChatEntry *self)
{
  return self->starts_group;
}

/* Files stand alone: each says to or from whom it goes. */
static gboolean
is_continued (SightChatEntry *previous,
              SightChatEntry *self)
{
  const SightId *before;
  const SightId *now;

  if (previous == NULL || previous->message == NULL || self->message == NULL)
    return FALSE;
  if (ABS (self->at - previous->at) > GROUP_MS)
    return FALSE;

  before = sight_chat_message_get_sender (previous->message);
  now = sight_chat_message_get_sender (self->message);
  if (before == NULL || now == NULL)
    return before == now;

  return sight_id_equal (before, now);
}

void
sight_chat_entry_update_group (SightChatEntry *self,
                               SightChatEntry *previous)
{
  gboolean starts_group = !is_continued (previous, self);

  if (self->starts_group == starts_group)
    return;

  self->starts_group = starts_group;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STARTS_GROUP]);
}
