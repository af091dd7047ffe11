/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-secret-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/sight-log.h"
#include "server/sight-server-config.h"

static gboolean
read_all (int      fd,
          GString *text)
{
  char buffer[4096];
  ssize_t got;

  do
    {
      got = read (fd, buffer, sizeof buffer);
      if (got > 0)
        g_string_append_len (text, buffer, got);
    }
  while ((got > 0 && text->len <= SIGHT_SERVER_FILE_MAX) || (got < 0 && errno == EINTR));

  return got >= 0;
}

char *
sight_server_file_read (const char  *path,
                        gsize       *length,
                        gboolean    *everyone,
                        GError     **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  struct stat info;
  int fd;
  int saved_errno;

  /* Not to wait for a writer where the path leads to a pipe. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 || fstat (fd, &info) != 0 || !read_all (fd, text))
    {
      saved_errno = errno;
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "'%s' cannot be read: %s", path, g_strerror (saved_errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  close (fd);

  if (text->len > SIGHT_SERVER_FILE_MAX)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "'%s' is larger than %u KiB", path, SIGHT_SERVER_FILE_MAX / 1024);
      return NULL;
    }

  *length = text->len;
  *everyone = (info.st_mode & S_IROTH) != 0;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
sight_secret_file_warn (const char *path)
{
  sight_log (G_LOG_LEVEL_WARNING, "secret-readable", "path", path,
             "reason", "it holds a secret and every user of this computer can read it", NULL);
}

char *
sight_secret_file_read (const char  *path,
                        GError     **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  gboolean everyone = FALSE;

  text = sight_server_file_read (path, &length, &everyone, error);
  if (text == NULL)
    return NULL;

  if (strlen (text) != length || !g_utf8_validate (text, length, NULL))
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "'%s' is not text", path);
      return NULL;
    }

  if (everyone)
    sight_secret_file_warn (path);

  return g_steal_pointer (&text);
}
