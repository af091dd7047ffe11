/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-recents.h"

#include <errno.h>
#include <glib/gstdio.h>

/* Thirty of the longest links and names are less. */
#define FILE_MAX (256 * 1024)

#define WRITE_FLAGS (G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION)

struct _SightRecents
{
  GObject    parent_instance;

  GPtrArray *calls;      /* of SightRecent, the newest first */
  GFile     *file;
  gboolean   is_enabled;
  gboolean   is_changed; /* and not written yet */
  gboolean   is_writing;
};

enum {
  PROP_0,
  PROP_ENABLED,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static GType
sight_recents_get_item_type (GListModel *model)
{
  return SIGHT_TYPE_RECENT;
}

static guint
sight_recents_get_n_items (GListModel *model)
{
  return SIGHT_RECENTS (model)->calls->len;
}

static gpointer
sight_recents_get_item (GListModel *model,
                        guint       position)
{
  SightRecents *self = SIGHT_RECENTS (model);

  return position < self->calls->len ? g_object_ref (g_ptr_array_index (self->calls, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sight_recents_get_item_type;
  iface->get_n_items = sight_recents_get_n_items;
  iface->get_item = sight_recents_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SightRecents, sight_recents, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* The file */

static GBytes *
write_all (SightRecents *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->calls->len; i++)
    {
      sight_recent_write (g_ptr_array_index (self->calls, i), text);
      g_string_append_c (text, '\n');
    }

  return g_string_free_to_bytes (text);
}

static void begin_write (SightRecents *self);

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SightRecents) self = user_data;
  g_autoptr(GError) error = NULL;

  self->is_writing = FALSE;
  if (!g_file_replace_contents_finish (self->file, result, NULL, &error))
    g_message ("The recent calls could not be kept: %s", error->message);
  if (self->is_changed)
    begin_write (self);
}

/* In another thread: a disk may take its time. */
static void
begin_write (SightRecents *self)
{
  g_autoptr(GBytes) bytes = NULL;

  if (self->is_writing)
    return;

  bytes = write_all (self);
  self->is_changed = FALSE;
  self->is_writing = TRUE;
  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, WRITE_FLAGS, NULL, on_written, g_object_ref (self));
}

static void
changed (SightRecents *self)
{
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (self->file));

  self->is_changed = TRUE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_message ("The recent calls could not be kept: %s", g_strerror (errno));
  else
    begin_write (self);
}

void
sight_recents_flush (SightRecents *self)
{
  g_return_if_fail (SIGHT_IS_RECENTS (self));

  while (self->is_writing)
    g_main_context_iteration (NULL, TRUE);
}

static char *
read_file (SightRecents *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read (self->file, NULL, &error);
  g_autofree char *text = NULL;
  gsize length = 0;

  if (stream == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        g_message ("The recent calls could not be read: %s", error->message);
      return NULL;
    }

  text = g_malloc0 (FILE_MAX + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), text, FILE_MAX, &length, NULL, &error))
    g_message ("The recent calls could not be read: %s", error->message);

  return g_steal_pointer (&text);
}

static int
find (SightRecents        *self,
      const SightRoomLink *link)
{
  for (guint i = 0; i < self->calls->len; i++)
    if (sight_recent_is_of (g_ptr_array_index (self->calls, i), link))
      return i;

  return -1;
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  gint64 when_a = sight_recent_get_when (*(SightRecent **) a);
  gint64 when_b = sight_recent_get_when (*(SightRecent **) b);

  return (when_a < when_b) - (when_a > when_b);
}

static void
load (SightRecents *self)
{
  g_autofree char *text = read_file (self);
  g_auto(GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL && self->calls->len < SIGHT_RECENTS_MAX; i++)
    {
      g_autoptr(SightRecent) recent = sight_recent_read (lines[i]);

      if (recent != NULL && find (self, sight_recent_get_link (recent)) < 0)
        g_ptr_array_add (self->calls, g_steal_pointer (&recent));
    }
  g_ptr_array_sort (self->calls, compare_newest_first);
}

/* The object */

static void
sight_recents_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_ENABLED:
      g_value_set_boolean (value, SIGHT_RECENTS (object)->is_enabled);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_recents_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_ENABLED:
      sight_recents_set_enabled (SIGHT_RECENTS (object), g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_recents_finalize (GObject *object)
{
  SightRecents *self = SIGHT_RECENTS (object);

  g_ptr_array_unref (self->calls);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (sight_recents_parent_class)->finalize (object);
}

static void
sight_recents_class_init (SightRecentsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_recents_get_property;
  object_class->set_property = sight_recents_set_property;
  object_class->finalize = sight_recents_finalize;

  properties[PROP_ENABLED] =
    g_param_spec_boolean ("enabled", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_recents_init (SightRecents *self)
{
  self->calls = g_ptr_array_new_with_free_func (g_object_unref);
  self->is_enabled = TRUE;
}

SightRecents *
sight_recents_new (const char *path)
{
  SightRecents *self = g_object_new (SIGHT_TYPE_RECENTS, NULL);

  self->file = g_file_new_for_path (path);
  load (self);

  return self;
}

static void
remove_at (SightRecents *self,
           guint         position)
{
  g_ptr_array_remove_index (self->calls, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

void
sight_recents_add (SightRecents        *self,
                   const SightRoomLink *link,
                   gint64               when)
{
  g_autofree char *people = NULL;
  int position;

  g_return_if_fail (SIGHT_IS_RECENTS (self));

  if (!self->is_enabled)
    return;

  position = find (self, link);
  if (position >= 0)
    {
      people = g_strdup (sight_recent_get_people (g_ptr_array_index (self->calls, position)));
      remove_at (self, position);
    }
  else if (self->calls->len == SIGHT_RECENTS_MAX)
    remove_at (self, SIGHT_RECENTS_MAX - 1);

  g_ptr_array_insert (self->calls, 0, sight_recent_new (link, when, people));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
  changed (self);
}

void
sight_recents_set_people (SightRecents        *self,
                          const SightRoomLink *link,
                          const char          *people)
{
  SightRecent *recent;
  int position;

  g_return_if_fail (SIGHT_IS_RECENTS (self));

  position = find (self, link);
  if (position < 0)
    return;

  recent = g_ptr_array_index (self->calls, position);
  if (g_strcmp0 (sight_recent_get_people (recent), people) == 0)
    return;

  sight_recent_set_people (recent, people);
  changed (self);
}

void
sight_recents_remove (SightRecents *self,
                      SightRecent  *recent)
{
  guint position;

  g_return_if_fail (SIGHT_IS_RECENTS (self));

  if (!g_ptr_array_find (self->calls, recent, &position))
    return;

  remove_at (self, position);
  changed (self);
}

void
sight_recents_clear (SightRecents *self)
{
  guint n;

  g_return_if_fail (SIGHT_IS_RECENTS (self));

  n = self->calls->len;
  if (n == 0)
    return;

  g_ptr_array_set_size (self->calls, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  changed (self);
}

void
sight_recents_set_enabled (SightRecents *self,
                           gboolean      enabled)
{
  g_return_if_fail (SIGHT_IS_RECENTS (self));

  if (self->is_enabled == enabled)
    return;

  self->is_enabled = enabled;
  if (!enabled)
    sight_recents_clear (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}
