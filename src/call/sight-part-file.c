/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-part-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "call/sight-call-error.h"
#include "call/sight-file-name.h"

#define PART_END ".part"
/* So many files of one name are there already before we give up. */
#define NUMBER_MAX 1000

struct _SightPartFile
{
  char             *directory;
  char             *name;        /* as it was asked for */
  char             *part_name;   /* as it is called now; NULL once finished */
  char             *path;        /* once finished */
  guint             number;      /* in the name */
  int               directory_fd;
  int               fd;
  gnutls_hash_hd_t  hash;
};

static void
set_error (GError     **error,
           int          number,
           const char  *name)
{
  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FILE_SPACE,
                   _("There is no room for “%s”: free some space and ask for it again"), name);
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FILE_DENIED,
                   _("Writing “%s” is not permitted: choose another folder"), name);
      break;
    default:
      g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED,
                   _("Writing “%s” failed: %s"), name, g_strerror (number));
      break;
    }
}

static gboolean
is_there (SightPartFile *self,
          const char    *name)
{
  struct stat info;

  return fstatat (self->directory_fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0;
}

/* O_EXCL makes a new file or none, whatever stands there: a link as well. */
static gboolean
create (SightPartFile  *self,
        GError        **error)
{
  for (self->number = 1; self->number <= NUMBER_MAX; self->number++)
    {
      g_autofree char *name = sight_file_name_numbered (self->name, self->number);

      errno = EEXIST;
      if (is_there (self, name))
        continue;

      g_free (self->part_name);
      self->part_name = g_strconcat (name, PART_END, NULL);
      self->fd = openat (self->directory_fd, self->part_name,
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
      if (self->fd >= 0)
        return TRUE;
      if (errno != EEXIST)
        break;
    }

  set_error (error, errno, self->name);
  g_clear_pointer (&self->part_name, g_free);
  return FALSE;
}

SightPartFile *
sight_part_file_new (const char  *directory,
                     const char  *name,
                     GError     **error)
{
  g_autoptr(SightPartFile) self = g_new0 (SightPartFile, 1);

  g_return_val_if_fail (name[0] != '\0' && strchr (name, '/') == NULL, NULL);

  self->directory = g_strdup (directory);
  self->name = g_strdup (name);
  self->fd = -1;
  self->directory_fd = open (directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (self->directory_fd < 0)
    {
      set_error (error, errno, directory);
      return NULL;
    }
  if (!create (self, error))
    return NULL;

  if (gnutls_hash_init (&self->hash, GNUTLS_DIG_SHA256) < 0)
    {
      g_set_error_literal (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, _("There is no SHA-256 to check the file with"));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* Only what we made: by now another file may bear its name. */
static void
discard (SightPartFile *self)
{
  struct stat own, there;

  if (self->part_name == NULL || self->fd < 0)
    return;

  if (fstat (self->fd, &own) == 0 && fstatat (self->directory_fd, self->part_name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
      own.st_dev == there.st_dev && own.st_ino == there.st_ino)
    unlinkat (self->directory_fd, self->part_name, 0);
}

void
sight_part_file_free (SightPartFile *self)
{
  if (self == NULL)
    return;

  discard (self);
  if (self->fd >= 0)
    close (self->fd);
  if (self->directory_fd >= 0)
    close (self->directory_fd);
  if (self->hash != NULL)
    gnutls_hash_deinit (self->hash, NULL);
  g_free (self->path);
  g_free (self->part_name);
  g_free (self->name);
  g_free (self->directory);
  g_free (self);
}

gboolean
sight_part_file_append (SightPartFile  *self,
                        GBytes         *bytes,
                        GError        **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (gnutls_hash (self->hash, data, length) < 0)
    {
      g_set_error_literal (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, _("The file cannot be checked with SHA-256"));
      return FALSE;
    }

  while (length > 0)
    {
      gssize written = write (self->fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          set_error (error, errno, self->name);
          return FALSE;
        }
      data += written;
      length -= written;
    }

  return TRUE;
}

/* Not every file system can rename without writing over; a second name for the
 * file, and then the first one off, comes to the same.
 */
static gboolean
move_to (SightPartFile *self,
         const char    *name)
{
  if (renameat2 (self->directory_fd, self->part_name, self->directory_fd, name, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;
  if (linkat (self->directory_fd, self->part_name, self->directory_fd, name, 0) != 0)
    return FALSE;

  unlinkat (self->directory_fd, self->part_name, 0);
  return TRUE;
}

/* Another file may have come to that name meanwhile: then the next number. */
static gboolean
take_name (SightPartFile  *self,
           GError        **error)
{
  for (; self->number <= NUMBER_MAX; self->number++)
    {
      g_autofree char *name = sight_file_name_numbered (self->name, self->number);

      if (move_to (self, name))
        {
          self->path = g_build_filename (self->directory, name, NULL);
          g_clear_pointer (&self->part_name, g_free);
          return TRUE;
        }
      if (errno != EEXIST)
        break;
    }

  set_error (error, errno, self->name);
  return FALSE;
}

gboolean
sight_part_file_finish (SightPartFile  *self,
                        const guint8    hash[SIGHT_FILE_HASH_LENGTH],
                        GError        **error)
{
  guint8 own[SIGHT_FILE_HASH_LENGTH];

  g_return_val_if_fail (self->part_name != NULL, FALSE);

  gnutls_hash_output (self->hash, own);
  if (memcmp (own, hash, sizeof own) != 0)
    {
      g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FILE_MISMATCH,
                   _("What arrived of “%s” is not what was sent: ask for it again"), self->name);
      return FALSE;
    }

  /* Some disks say only now that they are full. */
  if (fsync (self->fd) != 0 && errno != EINVAL)
    {
      set_error (error, errno, self->name);
      return FALSE;
    }

  return take_name (self, error);
}

const char *
sight_part_file_get_path (const SightPartFile *self)
{
  return self->path;
}
