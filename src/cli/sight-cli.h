/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a verb ends, and so the program. */
typedef enum
{
  SIGHT_CLI_DONE,
  SIGHT_CLI_FAILED,      /* the call did */
  SIGHT_CLI_USAGE,
  SIGHT_CLI_UNREACHABLE, /* the server is */
} SightCliStatus;

/* Where a server is looked for when none is named. */
#define SIGHT_CLI_DEFAULT_SERVER "http://127.0.0.1:8080"

/* One file per verb. @argv[0] is the verb. */
SightCliStatus sight_cli_new     (int    argc,
                                  char **argv);
SightCliStatus sight_cli_call    (int    argc,
                                  char **argv);
SightCliStatus sight_cli_devices (int    argc,
                                  char **argv);
SightCliStatus sight_cli_doctor  (int    argc,
                                  char **argv);
SightCliStatus sight_cli_demo    (int    argc,
                                  char **argv);

/* Reads @argv for a verb; false after having said what is wrong. */
gboolean       sight_cli_parse (int          *argc,
                                char       ***argv,
                                const char   *arguments,
                                const char   *summary,
                                GOptionEntry *entries);

G_END_DECLS
