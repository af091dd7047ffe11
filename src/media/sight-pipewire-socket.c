/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-pipewire-socket.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define DEFAULT_REMOTE "pipewire-0"

/* As PipeWire's clients look for it. */
static char *
find_path (void)
{
  const char *remote = g_getenv ("PIPEWIRE_REMOTE");
  const char *folder = g_getenv ("PIPEWIRE_RUNTIME_DIR");

  if (remote == NULL || *remote == '\0')
    remote = DEFAULT_REMOTE;
  if (g_path_is_absolute (remote))
    return g_strdup (remote);
  if (folder == NULL)
    folder = g_get_user_runtime_dir ();

  return g_build_filename (folder, remote, NULL);
}

int
sight_pipewire_socket_connect (void)
{
  g_autofree char *path = find_path ();
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd;

  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    return -1;

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd >= 0 && connect (fd, (const struct sockaddr *) &address, sizeof address) != 0)
    {
      close (fd);
      fd = -1;
    }

  return fd;
}
