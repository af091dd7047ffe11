/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-picture-files.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

struct _SightPictureFiles
{
  char      *folder; /* NULL before the first */
  GPtrArray *paths;
};

typedef struct
{
  GdkTexture *picture;
  char       *path;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_object_unref (save->picture);
  g_free (save->path);
  g_free (save);
}

SightPictureFiles *
sight_picture_files_new (void)
{
  SightPictureFiles *self = g_new0 (SightPictureFiles, 1);

  self->paths = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
sight_picture_files_free (SightPictureFiles *self)
{
  for (guint i = 0; i < self->paths->len; i++)
    g_unlink (g_ptr_array_index (self->paths, i));
  if (self->folder != NULL)
    g_rmdir (self->folder);

  g_ptr_array_unref (self->paths);
  g_free (self->folder);
  g_free (self);
}

/* Two in one second have a number. */
static char *
make_path (SightPictureFiles *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");

  for (guint number = 1;; number++)
    {
      /* Translators: the name of a file; %s is a date and a time */
      g_autofree char *plain = g_strdup_printf (_("Picture from %s"), time);
      g_autofree char *name = number == 1 ? g_strdup_printf ("%s.png", plain)
                                          : g_strdup_printf ("%s (%u).png", plain, number);
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      if (!g_ptr_array_find_with_equal_func (self->paths, path, g_str_equal, NULL))
        return g_steal_pointer (&path);
    }
}

/* On a thread of its own; a texture does not change. */
static void
save_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Save *save = task_data;
  g_autoptr(GBytes) bytes = gdk_texture_save_to_png_bytes (save->picture);
  g_autoptr(GError) error = NULL;

  if (!g_file_set_contents_full (save->path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                 G_FILE_SET_CONTENTS_NONE, 0600, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_strdup (save->path), g_free);
}

void
sight_picture_files_save_async (SightPictureFiles   *self,
                                GdkTexture          *picture,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GError) error = NULL;
  Save *save;

  g_task_set_source_tag (task, sight_picture_files_save_async);
  if (self->folder == NULL)
    self->folder = g_dir_make_tmp ("sightline-XXXXXX", &error);
  if (self->folder == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  save = g_new0 (Save, 1);
  save->picture = g_object_ref (picture);
  save->path = make_path (self);
  g_ptr_array_add (self->paths, g_strdup (save->path));
  g_task_set_task_data (task, save, save_free);
  g_task_run_in_thread (task, save_in_thread);
}

char *
sight_picture_files_save_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
