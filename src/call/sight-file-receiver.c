/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-file-receiver.h"

#include <string.h>

#include <gio/gio.h>

#include "call/sight-file-name.h"
#include "call/sight-part-file.h"

#define PROGRESS_BYTES (64 * 1024)

struct _SightFileReceiver
{
  GObject                         parent_instance;

  SightFileTransfer              *transfer;
  const SightFileReceiverOutput  *output;   /* NULL once closed */
  gpointer                        data;

  SightPartFile                  *part;     /* only a task touches it while is_busy */
  gboolean                        is_busy;
  gboolean                        is_open;     /* the person wants it, and the part is there */
  gboolean                        is_asked;    /* the sender waits for our word */
  gboolean                        is_flowing;  /* the sender has it, on these channels */
  GPtrArray                      *waiting;  /* of GBytes, to be written */
  gint64                          received; /* before it is all there, written or waiting */
  gint64                          writing;  /* before it all is written or being written */
  gint64                          written;
  gint64                          told;     /* the last offset that the sender heard */
  gboolean                        has_hash;
  guint8                          hash[SIGHT_FILE_HASH_LENGTH];
};

G_DEFINE_FINAL_TYPE (SightFileReceiver, sight_file_receiver, G_TYPE_OBJECT)

static void
sight_file_receiver_finalize (GObject *object)
{
  SightFileReceiver *self = SIGHT_FILE_RECEIVER (object);

  g_clear_pointer (&self->part, sight_part_file_free);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (sight_file_receiver_parent_class)->finalize (object);
}

static void
sight_file_receiver_class_init (SightFileReceiverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_file_receiver_finalize;
}

static void
sight_file_receiver_init (SightFileReceiver *self)
{
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

SightFileReceiver *
sight_file_receiver_new (const SightId                 *id,
                         const char                    *name,
                         gint64                         size,
                         const SightFileReceiverOutput *output,
                         gpointer                       data)
{
  SightFileReceiver *self = g_object_new (SIGHT_TYPE_FILE_RECEIVER, NULL);
  g_autofree char *clean = sight_file_name_clean (name);

  self->output = output;
  self->data = data;
  self->transfer = sight_file_transfer_new (id, clean, size, FALSE);

  return self;
}

SightFileTransfer *
sight_file_receiver_get_transfer (SightFileReceiver *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_RECEIVER (self), NULL);

  return self->transfer;
}

static void
run (SightFileReceiver   *self,
     GTaskThreadFunc      function,
     GAsyncReadyCallback  ready,
     gpointer             task_data,
     GDestroyNotify       free_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, ready, NULL);

  self->is_busy = TRUE;
  g_task_set_source_tag (task, run);
  g_task_set_task_data (task, task_data, free_data);
  g_task_run_in_thread (task, function);
}

/* Removing what was received may take a large disk a while, too. */
static void
discard_part (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  g_clear_pointer (&((SightFileReceiver *) source)->part, sight_part_file_free);
  g_task_return_boolean (task, TRUE);
}

static void
discard (SightFileReceiver *self)
{
  g_ptr_array_set_size (self->waiting, 0);
  if (!self->is_busy && self->part != NULL)
    run (self, discard_part, NULL, NULL, NULL);
}

void
sight_file_receiver_close (SightFileReceiver *self)
{
  g_return_if_fail (SIGHT_IS_FILE_RECEIVER (self));

  if (self->output == NULL)
    return;

  self->output = NULL;
  discard (self);
}

/* After a task: false where nobody wants to know any more, or it went wrong. */
static gboolean
is_well (SightFileReceiver *self,
         GAsyncResult      *result)
{
  g_autoptr(GError) error = NULL;
  gboolean worked = g_task_propagate_boolean (G_TASK (result), &error);

  self->is_busy = FALSE;
  if (self->output == NULL)
    {
      discard (self);
      return FALSE;
    }
  if (!worked)
    self->output->failed (self->data, self, error);

  return worked;
}

/* Opening */

static void
open_part (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  SightFileReceiver *self = source;
  GError *error = NULL;

  self->part = sight_part_file_new (task_data, sight_file_transfer_get_name (self->transfer), &error);
  if (self->part != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_part_opened (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  SightFileReceiver *self = SIGHT_FILE_RECEIVER (source);

  if (!is_well (self, result))
    return;

  self->is_open = TRUE;
  self->output->opened (self->data, self);
}

void
sight_file_receiver_accept (SightFileReceiver *self,
                            const char        *directory)
{
  g_return_if_fail (SIGHT_IS_FILE_RECEIVER (self));
  g_return_if_fail (self->part == NULL && !self->is_busy && self->output != NULL);

  run (self, open_part, on_part_opened, g_strdup (directory), g_free);
}

/* Finishing */

static void
finish_part (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  SightFileReceiver *self = source;
  GError *error = NULL;

  if (sight_part_file_finish (self->part, task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_part_finished (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  SightFileReceiver *self = SIGHT_FILE_RECEIVER (source);

  if (is_well (self, result))
    self->output->saved (self->data, self, sight_part_file_get_path (self->part));
}

static void
finish_if_complete (SightFileReceiver *self)
{
  if (self->is_busy || !self->has_hash || self->written < sight_file_transfer_get_size (self->transfer) ||
      sight_part_file_get_path (self->part) != NULL)
    return;

  run (self, finish_part, on_part_finished, g_memdup2 (self->hash, sizeof self->hash), g_free);
}

/* Writing */

static void
write_waiting (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  SightFileReceiver *self = source;
  GPtrArray *blocks = task_data;
  GError *error = NULL;

  for (guint i = 0; i < blocks->len; i++)
    if (!sight_part_file_append (self->part, g_ptr_array_index (blocks, i), &error))
      {
        g_task_return_error (task, error);
        return;
      }

  g_task_return_boolean (task, TRUE);
}

static void on_written (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
write_if_idle (SightFileReceiver *self)
{
  GPtrArray *blocks;

  if (self->is_busy || self->waiting->len == 0)
    return;

  blocks = self->waiting;
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->writing = self->received;
  run (self, write_waiting, on_written, blocks, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  SightFileReceiver *self = SIGHT_FILE_RECEIVER (source);

  if (!is_well (self, result))
    return;

  self->written = self->writing;
  write_if_idle (self);
  if (self->written - self->told >= PROGRESS_BYTES || self->written == sight_file_transfer_get_size (self->transfer))
    {
      self->told = MAX (self->told, self->written);
      self->output->written (self->data, self, self->told);
    }
  if (self->output != NULL)
    finish_if_complete (self);
}

void
sight_file_receiver_pause (SightFileReceiver *self)
{
  g_return_if_fail (SIGHT_IS_FILE_RECEIVER (self));

  self->is_asked = self->is_flowing = FALSE;
}

void
sight_file_receiver_ask (SightFileReceiver *self)
{
  g_return_if_fail (SIGHT_IS_FILE_RECEIVER (self));

  self->is_asked = TRUE;
}

/* One answer to one question: a second one would make the sender begin again.
 * What waits and is not being written yet comes once more, or each new
 * connection would make more wait for a disk that stands still.
 */
gboolean
sight_file_receiver_answer (SightFileReceiver *self,
                            gint64            *offset)
{
  g_return_val_if_fail (SIGHT_IS_FILE_RECEIVER (self), FALSE);

  if (!self->is_open || !self->is_asked)
    return FALSE;

  self->is_asked = FALSE;
  self->is_flowing = TRUE;
  g_ptr_array_set_size (self->waiting, 0);
  self->received = self->told = self->writing;
  *offset = self->received;

  return TRUE;
}

gboolean
sight_file_receiver_take (SightFileReceiver    *self,
                          const SightFileChunk *chunk,
                          GBytes               *message)
{
  gint64 end;

  g_return_val_if_fail (SIGHT_IS_FILE_RECEIVER (self), FALSE);

  /* Before the person's word, or of channels that broke: nothing of it is kept,
   * and nobody is told.
   */
  if (!self->is_flowing)
    return TRUE;

  end = chunk->offset + (gint64) chunk->length;
  if (chunk->offset != self->received || end > sight_file_transfer_get_size (self->transfer) ||
      end > self->told + SIGHT_FILE_WINDOW)
    return FALSE;

  g_ptr_array_add (self->waiting, g_bytes_new_from_bytes (message, SIGHT_FILE_CHUNK_HEADER, chunk->length));
  self->received = end;
  write_if_idle (self);

  return TRUE;
}

void
sight_file_receiver_take_hash (SightFileReceiver *self,
                               const guint8       hash[SIGHT_FILE_HASH_LENGTH])
{
  g_return_if_fail (SIGHT_IS_FILE_RECEIVER (self));

  if (!self->is_flowing || self->has_hash)
    return;

  memcpy (self->hash, hash, sizeof self->hash);
  self->has_hash = TRUE;
  finish_if_complete (self);
}
