/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-subject.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define READY_WORDS  "listening on http://"
#define READY_WITHIN (20 * G_USEC_PER_SEC)
#define LOOK_EVERY   500 /* us */
#define WORDS_MAX    4096

static char **
fill_in (char  **command,
         guint   port)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  GPtrArray *words = g_ptr_array_new ();

  for (guint i = 0; command[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (command[i], "{port}", -1);

      g_ptr_array_add (words, g_strjoinv (number, parts));
    }
  g_ptr_array_add (words, NULL);

  return (char **) g_ptr_array_free (words, FALSE);
}

static G_GNUC_NORETURN void
become (char **command,
        int    log)
{
  /* Whoever measures may be interrupted; its server shall not stay behind. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  dup2 (log, STDOUT_FILENO);
  dup2 (log, STDERR_FILENO);
  execvp (command[0], command);
  dprintf (STDERR_FILENO, "Cannot run %s: %s\n", command[0], strerror (errno));
  _exit (127);
}

char *
bench_subject_words (BenchSubject *self)
{
  char *words = g_malloc0 (WORDS_MAX + 1);
  off_t end = lseek (self->log, 0, SEEK_END);
  off_t start = MAX (0, end - WORDS_MAX);

  if (pread (self->log, words, WORDS_MAX, start) < 0)
    words[0] = '\0';

  return words;
}

static guint
find_port (BenchSubject *self)
{
  g_autofree char *words = bench_subject_words (self);
  char *address = strstr (words, READY_WORDS);
  char *end, *colon;

  if (address == NULL)
    return 0;

  /* A line that is being written is waited for. */
  address += strlen (READY_WORDS);
  end = strchr (address, '\n');
  if (end == NULL)
    return 0;
  *end = '\0';
  colon = strrchr (address, ':');

  return colon == NULL ? 0 : (guint) atoi (colon + 1);
}

static gboolean
wait_ready (BenchSubject  *self,
            GError       **error)
{
  gint64 deadline = g_get_monotonic_time () + READY_WITHIN;

  while ((self->port = find_port (self)) == 0)
    {
      if (waitpid (self->pid, NULL, WNOHANG) != 0 || g_get_monotonic_time () > deadline)
        {
          g_autofree char *words = bench_subject_words (self);

          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       "The server did not say that it listens. It said:\n%s", words);
          return FALSE;
        }
      g_usleep (LOOK_EVERY);
    }

  return TRUE;
}

gboolean
bench_subject_start (BenchSubject  *self,
                     guint          port,
                     GError       **error)
{
  g_auto (GStrv) command = fill_in (self->command, port);

  if (self->log >= 0)
    close (self->log);
  self->log = memfd_create ("log", MFD_CLOEXEC);
  if (self->log < 0 || fcntl (self->log, F_SETFL, O_APPEND) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "Cannot keep what the server says: %s", g_strerror (errno));
      return FALSE;
    }

  self->pid = fork ();
  if (self->pid == 0)
    become (command, self->log);
  if (self->pid < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "Cannot start a process: %s", g_strerror (errno));
      return FALSE;
    }

  return wait_ready (self, error);
}

void
bench_subject_kill (BenchSubject *self)
{
  if (self->pid <= 0)
    return;

  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
  self->pid = 0;
}
