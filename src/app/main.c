/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include <glib/gi18n.h>
#include <locale.h>

#include "app/sight-application.h"
#include "sight-build-config.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr(SightApplication) application = NULL;
  const char *locale_dir = g_getenv ("SIGHT_TEST_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : SIGHT_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_("Sightline"));

  application = sight_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
