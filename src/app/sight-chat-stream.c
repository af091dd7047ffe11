/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-chat-stream.h"

/* One of the lists that are merged. */
typedef struct
{
  SightChatStream *stream; /* borrowed */
  GListModel      *model;
  gboolean         is_files;
  SightId          who;    /* of files */
  GPtrArray       *rows;   /* borrowed GSequenceIter of each item, in the list's order */
} Source;

struct _SightChatStream
{
  GObject               parent_instance;

  GSequence            *entries;  /* of SightChatEntry */
  GPtrArray            *sources;  /* of Source; the messages first */
  GHashTable           *names;    /* SightId -> string */
  SightChatStreamLookup lookup;
  gpointer              lookup_data;
  SightChatStreamClock  clock;
  gint64                begun;

  guint                 unread;
  gboolean              is_read;
};

enum {
  PROP_0,
  PROP_UNREAD,
  PROP_IS_READ,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void sight_chat_stream_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SightChatStream, sight_chat_stream, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sight_chat_stream_list_model_init))

static GType
sight_chat_stream_get_item_type (GListModel *model)
{
  return SIGHT_TYPE_CHAT_ENTRY;
}

static guint
sight_chat_stream_get_n_items (GListModel *model)
{
  return g_sequence_get_length (SIGHT_CHAT_STREAM (model)->entries);
}

static gpointer
sight_chat_stream_get_item (GListModel *model,
                            guint       position)
{
  GSequenceIter *iter = g_sequence_get_iter_at_pos (SIGHT_CHAT_STREAM (model)->entries, position);

  return g_sequence_iter_is_end (iter) ? NULL : g_object_ref (g_sequence_get (iter));
}

static void
sight_chat_stream_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sight_chat_stream_get_item_type;
  iface->get_n_items = sight_chat_stream_get_n_items;
  iface->get_item = sight_chat_stream_get_item;
}

/* Unread */

static void
set_unread (SightChatStream *self,
            guint            unread)
{
  if (self->unread == unread)
    return;

  self->unread = unread;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
}

/* Rows */

static void
update_group (GSequenceIter *iter)
{
  SightChatEntry *previous = NULL;

  if (g_sequence_iter_is_end (iter))
    return;
  if (!g_sequence_iter_is_begin (iter))
    previous = g_sequence_get (g_sequence_iter_prev (iter));

  sight_chat_entry_update_group (g_sequence_get (iter), previous);
}

static const char *
find_name (SightChatStream *self,
           const SightId   *who)
{
  const char *name = g_hash_table_lookup (self->names, who);

  return name == NULL && self->lookup != NULL ? self->lookup (self->lookup_data, who) : name;
}

/* By the clock of who said it, which may be wrong: nothing was said to us before
 * we were there, nor is anything said in the time to come.
 */
static SightChatEntry *
make_message (SightChatStream  *self,
              SightChatMessage *message)
{
  const SightId *sender = sight_chat_message_get_sender (message);
  gint64 at = CLAMP (sight_chat_message_get_at (message), self->begun, self->clock ());

  return sight_chat_entry_new_message (message, sender != NULL ? find_name (self, sender) : NULL, at);
}

static SightChatEntry *
make_file (SightChatStream   *self,
           SightFileTransfer *transfer,
           Source            *source)
{
  return sight_chat_entry_new_file (transfer, source->model, find_name (self, &source->who),
                                    self->clock ());
}

static guint
append (Source *source,
        guint   position)
{
  SightChatStream *self = source->stream;
  g_autoptr(GObject) item = g_list_model_get_item (source->model, position);
  SightChatEntry *entry = source->is_files ? make_file (self, SIGHT_FILE_TRANSFER (item), source)
                                           : make_message (self, SIGHT_CHAT_MESSAGE (item));
  GSequenceIter *iter = g_sequence_append (self->entries, entry);

  g_ptr_array_insert (source->rows, position, iter);
  update_group (iter);

  return sight_chat_entry_is_own (entry) ? 0 : 1;
}

static void
remove_row (SightChatStream *self,
            GSequenceIter   *iter)
{
  GSequenceIter *next = g_sequence_iter_next (iter);
  guint position = g_sequence_iter_get_position (iter);

  g_sequence_remove (iter);
  update_group (next);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Source     *source)
{
  SightChatStream *self = source->stream;
  guint first;
  guint unread = 0;

  for (guint i = 0; i < removed; i++)
    remove_row (self, g_ptr_array_steal_index (source->rows, position));
  if (added == 0)
    return;

  first = g_sequence_get_length (self->entries);
  for (guint i = 0; i < added; i++)
    unread += append (source, position + i);

  g_list_model_items_changed (G_LIST_MODEL (self), first, 0, added);
  if (!self->is_read)
    set_unread (self, self->unread + unread);
}

static void
source_free (gpointer data)
{
  Source *source = data;

  g_signal_handlers_disconnect_by_func (source->model, on_items_changed, source);
  g_object_unref (source->model);
  g_ptr_array_unref (source->rows);
  g_free (source);
}

static void
add_source (SightChatStream *self,
            GListModel      *model,
            const SightId   *who)
{
  Source *source = g_new0 (Source, 1);

  source->stream = self;
  source->model = g_object_ref (model);
  source->rows = g_ptr_array_new ();
  source->is_files = who != NULL;
  if (who != NULL)
    source->who = *who;
  g_ptr_array_add (self->sources, source);

  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), source);
  on_items_changed (model, 0, 0, g_list_model_get_n_items (model), source);
}

static void
sight_chat_stream_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  SightChatStream *self = SIGHT_CHAT_STREAM (object);

  switch (property_id)
    {
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;

    case PROP_IS_READ:
      g_value_set_boolean (value, self->is_read);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_chat_stream_dispose (GObject *object)
{
  g_ptr_array_set_size (SIGHT_CHAT_STREAM (object)->sources, 0);

  G_OBJECT_CLASS (sight_chat_stream_parent_class)->dispose (object);
}

static void
sight_chat_stream_finalize (GObject *object)
{
  SightChatStream *self = SIGHT_CHAT_STREAM (object);

  g_ptr_array_unref (self->sources);
  g_sequence_free (self->entries);
  g_hash_table_unref (self->names);

  G_OBJECT_CLASS (sight_chat_stream_parent_class)->finalize (object);
}

static void
sight_chat_stream_class_init (SightChatStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sight_chat_stream_get_property;
  object_class->dispose = sight_chat_stream_dispose;
  object_class->finalize = sight_chat_stream_finalize;

  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_IS_READ] = g_param_spec_boolean ("is-read", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_chat_stream_init (SightChatStream *self)
{
  self->entries = g_sequence_new (g_object_unref);
  self->sources = g_ptr_array_new_with_free_func (source_free);
  self->names = g_hash_table_new_full (sight_id_hash, sight_id_equal, g_free, g_free);
}

SightChatStream *
sight_chat_stream_new (GListModel           *messages,
                       SightChatStreamClock  clock)
{
  SightChatStream *self = g_object_new (SIGHT_TYPE_CHAT_STREAM, NULL);

  self->clock = clock;
  self->begun = clock ();
  add_source (self, messages, NULL);

  return self;
}

void
sight_chat_stream_set_lookup (SightChatStream       *self,
                              SightChatStreamLookup  lookup,
                              gpointer               data)
{
  self->lookup = lookup;
  self->lookup_data = data;
}

void
sight_chat_stream_add_files (SightChatStream *self,
                             GListModel      *files,
                             const SightId   *who)
{
  add_source (self, files, who);
}

void
sight_chat_stream_remove_files (SightChatStream *self,
                                GListModel      *files)
{
  for (guint i = 1; i < self->sources->len; i++)
    if (((Source *) g_ptr_array_index (self->sources, i))->model == files)
      {
        g_ptr_array_remove_index (self->sources, i);
        return;
      }
}

static gboolean
is_of (SightChatStream *self,
       SightChatEntry  *entry,
       const SightId   *who)
{
  SightChatMessage *message = sight_chat_entry_get_message (entry);
  const SightId *sender;

  if (message != NULL)
    {
      sender = sight_chat_message_get_sender (message);
      return sender != NULL && sight_id_equal (sender, who);
    }

  for (guint i = 1; i < self->sources->len; i++)
    {
      Source *source = g_ptr_array_index (self->sources, i);

      if (source->model == sight_chat_entry_get_files (entry))
        return sight_id_equal (&source->who, who);
    }

  return FALSE;
}

void
sight_chat_stream_set_name (SightChatStream *self,
                            const SightId   *who,
                            const char      *name)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (self->entries);

  if (name == NULL)
    return;

  g_hash_table_replace (self->names, g_memdup2 (who, sizeof *who), g_strdup (name));
  for (; !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    {
      SightChatEntry *entry = g_sequence_get (iter);

      if (sight_chat_entry_get_who (entry) == NULL && is_of (self, entry, who))
        sight_chat_entry_set_who (entry, name);
    }
}

guint
sight_chat_stream_get_unread (SightChatStream *self)
{
  return self->unread;
}

gboolean
sight_chat_stream_is_read (SightChatStream *self)
{
  return self->is_read;
}

void
sight_chat_stream_set_read (SightChatStream *self,
                            gboolean         is_read)
{
  if (is_read)
    set_unread (self, 0);
  if (self->is_read == is_read)
    return;

  self->is_read = is_read;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_READ]);
}
