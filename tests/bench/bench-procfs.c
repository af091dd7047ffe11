/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-procfs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static char *
read_file (const char *path)
{
  char *text = NULL;

  /* A process may be gone by now: that is no error, it costs nothing more. */
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("");

  return text;
}

/* The number after @key at the start of a line, in KiB as the files have it. */
static guint64
find_kib (const char *text,
          const char *key)
{
  const char *line = text;

  while (line != NULL && *line != '\0')
    {
      if (g_str_has_prefix (line, key))
        return g_ascii_strtoull (line + strlen (key), NULL, 10) * 1024;
      line = strchr (line, '\n');
      line = line == NULL ? NULL : line + 1;
    }

  return 0;
}

static void
append_children (GArray *pids,
                 pid_t   pid)
{
  g_autofree char *tasks = g_strdup_printf ("/proc/%d/task", (int) pid);
  g_autoptr (GDir) dir = g_dir_open (tasks, 0, NULL);
  const char *task;

  while (dir != NULL && (task = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s/children", tasks, task);
      g_autofree char *text = read_file (path);
      g_auto (GStrv) words = g_strsplit (text, " ", -1);

      for (guint i = 0; words[i] != NULL; i++)
        {
          pid_t child = atoi (words[i]);

          if (child > 0)
            g_array_append_val (pids, child);
        }
    }
}

static GArray *
list_tree (pid_t pid)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (pid_t));

  g_array_append_val (pids, pid);
  for (guint i = 0; i < pids->len; i++)
    append_children (pids, g_array_index (pids, pid_t, i));

  return pids;
}

guint64
bench_procfs_cpu (pid_t pid)
{
  g_autoptr (GArray) pids = list_tree (pid);
  guint64 total = 0;

  for (guint i = 0; i < pids->len; i++)
    {
      struct timespec time;
      clockid_t clock;

      if (clock_getcpuclockid (g_array_index (pids, pid_t, i), &clock) == 0 &&
          clock_gettime (clock, &time) == 0)
        total += (guint64) time.tv_sec * 1000000000 + (guint64) time.tv_nsec;
    }

  return total;
}

static guint64
read_socket_bytes (void)
{
  g_autofree char *text = read_file ("/proc/net/sockstat");
  const char *tcp = strstr (text, "TCP:");
  const char *mem = tcp == NULL ? NULL : strstr (tcp, " mem ");

  if (mem == NULL)
    return 0;

  return g_ascii_strtoull (mem + strlen (" mem "), NULL, 10) * (guint64) sysconf (_SC_PAGESIZE);
}

void
bench_procfs_memory (pid_t        pid,
                     BenchMemory *memory)
{
  g_autoptr (GArray) pids = list_tree (pid);
  g_autofree char *meminfo = read_file ("/proc/meminfo");

  memory->pss = 0;
  for (guint i = 0; i < pids->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup",
                                               (int) g_array_index (pids, pid_t, i));
      g_autofree char *text = read_file (path);

      memory->pss += find_kib (text, "Pss:");
    }
  memory->slab = find_kib (meminfo, "Slab:");
  memory->sockets = read_socket_bytes ();
}

guint
bench_procfs_raise_files (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return 1024;

  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);

  return (guint) MIN (limit.rlim_max, G_MAXINT32);
}
