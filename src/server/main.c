/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "sight-build-config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/sight-log.h"
#include "server/sight-server-check.h"
#include "server/sight-server-options.h"
#include "server/sight-server.h"

#define EXIT_USAGE 2

/* Whoever started us reads it from a pipe. */
static void
on_listening (SightServer *server,
              gpointer     user_data)
{
  const char * const *addresses = sight_server_get_addresses (server);

  for (; *addresses != NULL; addresses++)
    printf ("listening on %s\n", *addresses);
  fflush (stdout);
}

static int
run (SightServerConfig *config)
{
  g_autoptr(SightServer) server = sight_server_new (config);
  g_autoptr(GError) error = NULL;

  g_signal_connect (server, "listening", G_CALLBACK (on_listening), NULL);
  if (!sight_server_run (server, &error))
    {
      sight_log (G_LOG_LEVEL_CRITICAL, "cannot-run", "reason", error->message, NULL);
      return EXIT_FAILURE;
    }

  return EXIT_SUCCESS;
}

static int
check (const SightServerConfig *config)
{
  g_autoptr(GString) report = g_string_new (NULL);
  gboolean good = sight_server_check (config, NULL, report);

  fputs (report->str, stdout);
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
fail_usage (const GError *error)
{
  fprintf (stderr, "sightline-server: %s\n%s\n", error->message,
           _("Try “sightline-server --help”."));
  return EXIT_USAGE;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(SightServerOptions) options = NULL;
  g_autoptr(SightServerConfig) config = NULL;
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SIGHT_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  options = sight_server_options_parse ((const char * const *) argv, &error);
  if (options == NULL)
    return fail_usage (error);

  if (options->help)
    {
      g_autofree char *help = sight_server_options_format_help ();

      fputs (help, stdout);
      return EXIT_SUCCESS;
    }
  if (options->version)
    {
      printf ("sightline-server %s\n", SIGHT_VERSION);
      return EXIT_SUCCESS;
    }

  sight_log_install (G_LOG_LEVEL_INFO, FALSE);
  config = sight_server_options_make_config (options, &error);
  if (config == NULL)
    return fail_usage (error);
  if (options->check)
    return check (config);

  sight_log_install (config->log_level, config->log_json);
  return run (g_steal_pointer (&config));
}
