/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include <locale.h>
#include <string.h>

#include "cli/sight-cli.h"
#include "sight-build-config.h"

typedef struct
{
  const char      *name;
  SightCliStatus (*run) (int    argc,
                         char **argv);
  const char      *summary;
} Verb;

static const Verb verbs[] = {
  { "new", sight_cli_new, "make a room and print its link" },
  { "call", sight_cli_call, "join a room and stay in the call" },
  { "devices", sight_cli_devices, "list cameras, microphones and speakers" },
  { "doctor", sight_cli_doctor, "try a server, and say what to do where it does not work" },
  { "demo", sight_cli_demo, "a server and two peers in this terminal" },
};

static void
print_usage (void)
{
  g_print ("Usage: sightline-cli VERB [OPTION...]\n\n");
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_print ("  %-8s %s\n", verbs[i].name, verbs[i].summary);
  g_print ("\nsightline-cli VERB --help says more; sightline-cli --version what this is.\n"
           "Ends with 0 when all went well, 1 when the call failed, 2 for a wrong usage,\n"
           "3 when the server cannot be reached.\n");
}

gboolean
sight_cli_parse (int          *argc,
                 char       ***argv,
                 const char   *arguments,
                 const char   *summary,
                 GOptionEntry *entries)
{
  g_autofree char *usage = g_strdup_printf ("%s %s", (*argv)[0], arguments);
  g_autoptr(GOptionContext) context = g_option_context_new (arguments);
  g_autoptr(GError) error = NULL;

  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;

  g_printerr ("%s\nUsage: sightline-cli %s\n", error->message, usage);

  return FALSE;
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_set_prgname ("sightline-cli");

  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_usage ();
      return argc < 2 ? SIGHT_CLI_USAGE : SIGHT_CLI_DONE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("sightline-cli %s\n", SIGHT_VERSION);
      return SIGHT_CLI_DONE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[1], verbs[i].name))
      return verbs[i].run (argc - 1, argv + 1);

  g_printerr ("There is no '%s' here.\n", argv[1]);
  print_usage ();

  return SIGHT_CLI_USAGE;
}
