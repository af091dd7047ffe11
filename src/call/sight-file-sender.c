/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-file-sender.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "call/sight-call-error.h"
#include "protocol/sight-file-chunk.h"

/* Read at once: a few chunks, so that threads are not the work. */
#define BLOCK_BYTES (16 * SIGHT_FILE_CHUNK_MAX)

struct _SightFileSender
{
  GObject                       parent_instance;

  SightFileTransfer            *transfer;
  const SightFileSenderOutput  *output;   /* NULL once closed */
  gpointer                      data;

  /* While a block is being read, only the thread that reads it touches these. */
  int                           fd;
  struct timespec               modified; /* when it was offered */
  gnutls_hash_hd_t              hash;     /* NULL once digest holds it */
  gint64                        hashed;   /* of all before it */

  gboolean                      is_running;
  gboolean                      is_reading;
  gboolean                      has_said_hash;
  guint8                        digest[SIGHT_FILE_HASH_LENGTH];
  gint64                        offset;       /* of the next chunk */
  gint64                        furthest;     /* ever sent */
  gint64                        acknowledged;
  GBytes                       *block;        /* read ahead */
  gint64                        block_offset;
};

G_DEFINE_FINAL_TYPE (SightFileSender, sight_file_sender, G_TYPE_OBJECT)

/* What is read in a thread. */
typedef struct
{
  gint64 offset;
  gsize  length;
} Block;

static void
sight_file_sender_finalize (GObject *object)
{
  SightFileSender *self = SIGHT_FILE_SENDER (object);

  if (self->fd >= 0)
    close (self->fd);
  if (self->hash != NULL)
    gnutls_hash_deinit (self->hash, NULL);
  g_clear_pointer (&self->block, g_bytes_unref);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (sight_file_sender_parent_class)->finalize (object);
}

static void
sight_file_sender_class_init (SightFileSenderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_file_sender_finalize;
}

static void
sight_file_sender_init (SightFileSender *self)
{
  self->fd = -1;
}

static void
set_open_error (GError     **error,
                int          number,
                const char  *name)
{
  if (number == EACCES || number == EPERM)
    g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FILE_DENIED,
                 _("Reading “%s” is not permitted"), name);
  else
    g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED,
                 _("“%s” cannot be read: %s"), name, g_strerror (number));
}

/* The name that goes over the wire is UTF-8 and not too long, whatever the
 * file's own is.
 */
static char *
name_for_wire (const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  gsize length = MIN (strlen (name), (gsize) SIGHT_FILE_NAME_MAX);

  while (length > 0 && ((guchar) name[length] & 0xc0) == 0x80)
    length--;

  return g_strndup (name, length);
}

/* At once, and not in a thread as all that is read: a path that cannot be sent
 * is answered where it was given.
 */
static gboolean
open_file (SightFileSender  *self,
           const char       *path,
           GError          **error)
{
  g_autofree char *name = name_for_wire (path);
  guint8 bytes[SIGHT_ID_BYTES];
  struct stat info;
  SightId id;

  /* Not to wait for the other end, where somebody offers a pipe. */
  self->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (self->fd < 0 || fstat (self->fd, &info) != 0)
    {
      set_open_error (error, errno, name);
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED,
                   _("“%s” is not a file: pack a folder before sending it"), name);
      return FALSE;
    }

  if (gnutls_rnd (GNUTLS_RND_NONCE, bytes, sizeof bytes) < 0 || gnutls_hash_init (&self->hash, GNUTLS_DIG_SHA256) < 0)
    {
      g_set_error_literal (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, _("The cryptographic library failed"));
      return FALSE;
    }
  sight_id_from_bytes (&id, bytes);
  self->modified = info.st_mtim;
  self->transfer = sight_file_transfer_new (&id, name, info.st_size, TRUE);
  sight_file_transfer_set_source (self->transfer, path);

  return TRUE;
}

SightFileSender *
sight_file_sender_new (const char                   *path,
                       const SightFileSenderOutput  *output,
                       gpointer                      data,
                       GError                      **error)
{
  g_autoptr(SightFileSender) self = g_object_new (SIGHT_TYPE_FILE_SENDER, NULL);

  self->output = output;
  self->data = data;

  return open_file (self, path, error) ? g_steal_pointer (&self) : NULL;
}

void
sight_file_sender_close (SightFileSender *self)
{
  g_return_if_fail (SIGHT_IS_FILE_SENDER (self));

  sight_file_sender_pause (self);
  self->output = NULL;
}

SightFileTransfer *
sight_file_sender_get_transfer (SightFileSender *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_SENDER (self), NULL);

  return self->transfer;
}

/* In a thread */

static gssize
read_fully (int     fd,
            guint8 *out,
            gsize   length,
            gint64  offset)
{
  gsize done = 0;

  while (done < length)
    {
      gssize n = pread (fd, out + done, length - done, offset + done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      done += n;
    }

  return done;
}

static gboolean
is_unchanged (SightFileSender *self)
{
  struct stat info;

  return fstat (self->fd, &info) == 0 && info.st_size == sight_file_transfer_get_size (self->transfer) &&
         info.st_mtim.tv_sec == self->modified.tv_sec && info.st_mtim.tv_nsec == self->modified.tv_nsec;
}

/* What is read again after a resume is in the hash already. */
static gboolean
add_to_hash (SightFileSender *self,
             const guint8    *data,
             const Block     *block)
{
  gint64 end = block->offset + (gint64) block->length;
  gint64 skip = self->hashed - block->offset;

  if (end <= self->hashed)
    return TRUE;

  self->hashed = end;
  return gnutls_hash (self->hash, data + skip, block->length - skip) >= 0;
}

static void
read_block (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  SightFileSender *self = source;
  const Block *block = task_data;
  g_autofree guint8 *data = g_malloc (block->length);
  gssize n = read_fully (self->fd, data, block->length, block->offset);

  if (n < 0)
    {
      GError *error = NULL;

      set_open_error (&error, errno, sight_file_transfer_get_name (self->transfer));
      g_task_return_error (task, error);
    }
  else if ((gsize) n < block->length || !is_unchanged (self))
    g_task_return_error (task, sight_file_error_new (SIGHT_FILE_CHANGED, FALSE));
  else if (!add_to_hash (self, data, block))
    g_task_return_error (task, sight_file_error_new (SIGHT_FILE_FAILED, FALSE));
  else
    g_task_return_pointer (task, g_bytes_new_take (g_steal_pointer (&data), n), (GDestroyNotify) g_bytes_unref);
}

/* In the main thread again */

static void on_block_read (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

static void
read_ahead (SightFileSender *self)
{
  g_autoptr(GTask) task = NULL;
  Block *block;
  gint64 left = sight_file_transfer_get_size (self->transfer) - self->offset;

  if (!self->is_running || self->is_reading || self->block != NULL || left == 0)
    return;

  block = g_new (Block, 1);
  block->offset = self->offset;
  block->length = MIN (left, BLOCK_BYTES);
  self->is_reading = TRUE;
  task = g_task_new (self, NULL, on_block_read, NULL);
  g_task_set_source_tag (task, read_ahead);
  g_task_set_task_data (task, block, g_free);
  g_task_run_in_thread (task, read_block);
}

static void
on_block_read (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  SightFileSender *self = SIGHT_FILE_SENDER (source);
  const Block *read = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) block = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_reading = FALSE;
  if (self->output == NULL)
    return;

  if (block == NULL)
    {
      self->output->failed (self->data, self, error);
      return;
    }
  /* The receiver may have asked for another place meanwhile. */
  if (read->offset == self->offset && self->is_running)
    {
      self->block = g_steal_pointer (&block);
      self->block_offset = read->offset;
      self->output->ready (self->data, self);
    }
  else
    read_ahead (self);
}

/* A receiver that was sent nothing cannot have anything. */
gboolean
sight_file_sender_start (SightFileSender *self,
                         gint64           offset)
{
  g_return_val_if_fail (SIGHT_IS_FILE_SENDER (self), FALSE);

  if (offset < 0 || offset > self->furthest)
    return FALSE;

  self->is_running = TRUE;
  self->has_said_hash = FALSE;
  self->offset = self->acknowledged = offset;
  g_clear_pointer (&self->block, g_bytes_unref);
  read_ahead (self);

  return TRUE;
}

void
sight_file_sender_pause (SightFileSender *self)
{
  g_return_if_fail (SIGHT_IS_FILE_SENDER (self));

  self->is_running = FALSE;
  g_clear_pointer (&self->block, g_bytes_unref);
}

gboolean
sight_file_sender_acknowledged (SightFileSender *self,
                                gint64           offset)
{
  g_return_val_if_fail (SIGHT_IS_FILE_SENDER (self), FALSE);

  if (offset < self->acknowledged || offset > self->offset)
    return FALSE;

  self->acknowledged = offset;

  return TRUE;
}

GBytes *
sight_file_sender_next (SightFileSender *self,
                        gint64           window)
{
  SightFileChunk chunk;
  GBytes *message;
  const guint8 *data;
  gsize skip, length;

  g_return_val_if_fail (SIGHT_IS_FILE_SENDER (self), NULL);

  if (self->block == NULL)
    return NULL;

  data = g_bytes_get_data (self->block, &length);
  skip = self->offset - self->block_offset;
  chunk = (SightFileChunk) {
    .id = *sight_file_transfer_get_id (self->transfer),
    .offset = self->offset,
    .payload = data + skip,
    .length = MIN (length - skip, SIGHT_FILE_CHUNK_MAX),
  };
  if (chunk.offset + (gint64) chunk.length > self->acknowledged + window)
    return NULL;

  message = sight_file_chunk_write (&chunk);
  self->offset += chunk.length;
  self->furthest = MAX (self->furthest, self->offset);
  if (skip + chunk.length == length)
    g_clear_pointer (&self->block, g_bytes_unref);
  read_ahead (self);

  return message;
}

gboolean
sight_file_sender_take_hash (SightFileSender *self,
                             guint8           hash[SIGHT_FILE_HASH_LENGTH])
{
  g_return_val_if_fail (SIGHT_IS_FILE_SENDER (self), FALSE);

  if (!self->is_running || self->is_reading || self->has_said_hash ||
      self->offset < sight_file_transfer_get_size (self->transfer))
    return FALSE;

  /* It is said again where a connection breaks just now. */
  if (self->hash != NULL)
    gnutls_hash_deinit (self->hash, self->digest);
  self->hash = NULL;
  memcpy (hash, self->digest, sizeof self->digest);
  self->has_said_hash = TRUE;

  return TRUE;
}
