/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include <stdlib.h>

/* Runs a target over every file of the directories that are its arguments, in
 * every build and with every compiler: what was found once stays found. A file
 * that fails ends the program; its name is the last one printed.
 */

static guint n_run = 0;

static void
run_file (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL;
  g_autofree guint8 *data = NULL;
  g_autofree char *name = g_path_get_basename (path);
  gsize length;

  printf ("# %s\n", name);
  fflush (stdout);

  if (!g_file_get_contents (path, &contents, &length, &error))
    {
      printf ("Bail out! %s\n", error->message);
      exit (1);
    }

  /* Without the NUL that GLib puts behind a file. */
  data = g_memdup2 (contents, length);
  g_clear_pointer (&contents, g_free);
  LLVMFuzzerTestOneInput (data, length);
  printf ("ok %u %s\n", ++n_run, name);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

static void
run_directory (const char *path)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  if (directory == NULL)
    {
      printf ("Bail out! There is no directory %s\n", path);
      exit (1);
    }

  while ((name = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    run_file (names->pdata[i]);
}

int
main (int    argc,
      char **argv)
{
  printf ("TAP version 13\n");
  for (int i = 1; i < argc; i++)
    run_directory (argv[i]);

  /* Every parser meets nothing at all. */
  LLVMFuzzerTestOneInput ((const guint8 *) "", 0);
  printf ("ok %u empty\n1..%u\n", n_run + 1, n_run + 1);

  return n_run == 0;
}
